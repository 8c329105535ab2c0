package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.erpconfig.server.AdminClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the jar that is deployed holds of others: as a whole where nothing else is said, named, and with its licence. */
class JarContentsIT {

    private static final Path JAR = Path.of(System.getProperty("app.jar", "target/erp-config.jar"));
    private static final String SBOM = "META-INF/sbom/erp-config.cdx.json";
    private static final Pattern JAR_NAME = Pattern.compile("(.+?)-([0-9].*)\\.jar");

    /** Artifacts of which only what is reached is in the jar. */
    private static final Set<String> THINNED = Set.of(
            "bcprov-jdk18on", "kotlin-stdlib", "commons-codec", "commons-compress", "commons-io", "commons-lang3");

    /** An artifact that is on the class path of this test, and in the jar at least in part. */
    private record Bundled(String name, String version, List<String> absent, Optional<String> licence) {}

    private static List<Bundled> bundled() throws IOException {
        List<Bundled> found = new ArrayList<>();
        try (ZipFile ours = new ZipFile(JAR.toFile())) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Matcher named = JAR_NAME.matcher(Path.of(entry).getFileName().toString());
                if (!named.matches() || entry.contains("SNAPSHOT")) {
                    continue;
                }
                try (ZipFile theirs = new ZipFile(entry)) {
                    List<String> classes = theirs.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                            .filter(name -> !name.equals("module-info.class"))
                            .toList();
                    List<String> absent = classes.stream()
                            .filter(name -> ours.getEntry(name) == null)
                            .toList();
                    if (absent.size() < classes.size()) {
                        found.add(new Bundled(named.group(1), named.group(2), absent, licence(theirs)));
                    }
                }
            }
        }
        return found;
    }

    private static Optional<String> licence(ZipFile jar) throws IOException {
        for (String name : List.of("META-INF/LICENSE", "META-INF/LICENSE.txt", "META-INF/LICENSE.md")) {
            if (jar.getEntry(name) != null) {
                return Optional.of(text(jar, name));
            }
        }
        return Optional.empty();
    }

    private static String text(ZipFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void allIsThereOfWhatIsNotThinned() throws IOException {
        List<Bundled> bundled = bundled();

        assertThat(bundled).hasSizeGreaterThan(30);
        assertThat(bundled.stream().map(Bundled::name)).containsAll(THINNED);
        assertThat(bundled)
                .filteredOn(each -> !THINNED.contains(each.name()))
                .allSatisfy(each -> assertThat(each.absent()).as(each.name()).isEmpty());
    }

    @Test
    void theLicencesThatOthersComeWithAreThere() throws IOException {
        try (ZipFile ours = new ZipFile(JAR.toFile())) {
            assertThat(text(ours, "META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
            assertThat(text(ours, "META-INF/NOTICE"))
                    .startsWith("ERP Config Store\n")
                    .contains("Micrometer", "Jackson");
            assertThat(text(ours, "META-INF/NOTICE.txt")).contains("Apache Commons Compress");
            for (Bundled each : bundled()) {
                String licence = each.licence().orElse("Apache License");
                if (!licence.contains("Apache License")) {
                    assertThat(text(ours, "META-INF/licenses/" + each.name() + ".txt"))
                            .as(each.name())
                            .isEqualTo(licence);
                }
            }
        }
    }

    @Test
    void theBillOfMaterialsNamesWhatIsThereAndEachHasALicence() throws IOException {
        try (ZipFile ours = new ZipFile(JAR.toFile())) {
            // The plugin that makes it runs in no build that may not use the network.
            assumeTrue(ours.getEntry(SBOM) != null || Boolean.getBoolean("interop.required"));
            JsonNode bill = AdminClient.JSON.readTree(text(ours, SBOM));
            Set<String> named = new TreeSet<>();
            for (JsonNode component : bill.get("components")) {
                if (component.get("group").asString().equals("io.erpconfig")) {
                    continue;
                }
                String name = component.get("name").asString();
                named.add(name + ' ' + component.get("version").asString());
                assertThat(licences(component).contains("Apache-2.0")
                                || ours.getEntry("META-INF/licenses/" + name + ".txt") != null)
                        .as(name)
                        .isTrue();
            }

            assertThat(named)
                    .isEqualTo(bundled().stream()
                            .map(each -> each.name() + ' ' + each.version())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static Set<String> licences(JsonNode component) {
        Set<String> found = new TreeSet<>();
        for (JsonNode choice : component.get("licenses")) {
            Stream.of(choice.at("/license/id"), choice.at("/expression"))
                    .filter(JsonNode::isString)
                    .forEach(text -> found.add(text.asString()));
        }
        return found;
    }
}
