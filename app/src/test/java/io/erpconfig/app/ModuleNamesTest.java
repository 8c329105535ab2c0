package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that the jars of the modules have on a module path. The jars themselves are for {@code .ci/run embed}. */
class ModuleNamesTest {

    private static final Path ROOT = Path.of("..");

    private static final Pattern MODULE = Pattern.compile("<module>([a-z-]+)</module>");

    /** Among the properties that hold in every profile. */
    private static final Pattern NAME =
            Pattern.compile("\\n  <properties>\\n(?:    .*\\n)*?    <module\\.name>(.*)</module\\.name>\\n");

    @Test
    void eachModuleIsNamedAfterAPackageOfItsOwn() throws IOException {
        Map<String, String> modules = new HashMap<>();
        for (String module : find(MODULE, "pom.xml")) {
            if (!module.equals("bom")) {
                List<String> names = find(NAME, module + "/pom.xml");
                assertThat(names).as(module).hasSize(1);
                assertThat(modules.put(names.get(0), module)).as(names.get(0)).isNull();
                assertThat(Stream.of("main", "test"))
                        .as(module + " as " + names)
                        .anyMatch(side -> Files.isDirectory(ROOT.resolve(module + "/src/" + side + "/java/"
                                + names.get(0).replace('.', '/'))));
            }
        }
        assertThat(modules).containsEntry("io.erpconfig.core", "config-core");
    }

    private static List<String> find(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(ROOT.resolve(file)))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
