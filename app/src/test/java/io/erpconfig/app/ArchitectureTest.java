package io.erpconfig.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules on which modules may know of each other. Maven enforces some of them; here they hold also when a pom changes.
 */
class ArchitectureTest {

    private static final String CORE = "io.erpconfig.core..";
    private static final String SPI = "io.erpconfig.core.spi";
    private static final String APP = "io.erpconfig.app..";

    private static final String CACHE = "io.erpconfig.store.cache..";
    private static final String SERVER = "io.erpconfig.server..";
    private static final String ACCOUNT = "io.erpconfig.account..";
    private static final String FOLDER = "io.erpconfig.folder..";
    private static final String PLATFORM = "io.erpconfig.platform..";
    private static final String CONTROL = "io.erpconfig.control..";
    private static final String SETTINGS = "io.erpconfig.settings..";
    private static final String CETEC = "io.erpconfig.cetec..";
    private static final String OPENING = "io.erpconfig.opening..";

    private static final String GRIDFS = "io.erpconfig.store.gridfs..";

    /** Adapters by the packages that are theirs; what HTTP adapters share is none of them. */
    private static final Map<String, String> ADAPTERS = Map.of(
            "file system store", "io.erpconfig.store.fs..",
            "GridFS store", GRIDFS,
            "read API", "io.erpconfig.http.read..",
            "admin API", "io.erpconfig.http.admin..",
            "web console", "io.erpconfig.console..");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // Those of other modules, which are jars where all of it is built.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.erpconfig");
    }

    @Test
    void everyPackageThatARuleSpeaksOfHasClasses() {
        List<String> spokenOf = new ArrayList<>(List.of(
                CORE,
                SPI,
                CACHE,
                SERVER,
                ACCOUNT,
                FOLDER,
                CONTROL,
                OPENING,
                SETTINGS,
                PLATFORM,
                CETEC,
                APP,
                "io.erpconfig.http"));
        spokenOf.addAll(ADAPTERS.values());
        for (String packages : spokenOf) {
            assertThat(all.stream().filter(resideInAPackage(packages)))
                    .as(packages)
                    .isNotEmpty();
        }
    }

    @Test
    void theCoreDependsOnNothingButJava() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", CORE)
                .check(all);
    }

    @Test
    void adaptersKnowNothingOfEachOther() {
        for (String adapter : ADAPTERS.values()) {
            for (String other : ADAPTERS.values()) {
                if (!adapter.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(adapter)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .check(all);
                }
            }
        }
    }

    @Test
    void storesKnowNothingOfHttpNorHttpOfStores() {
        noClasses()
                .that()
                .resideInAPackage("io.erpconfig.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.erpconfig.http..", "io.javalin..", "org.eclipse.jetty..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("io.erpconfig.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.erpconfig.store..")
                .check(all);
    }

    @Test
    void aServerWorksOnAnyStore() {
        noClasses()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .dependOnClassesThat(resideInAPackage("io.erpconfig.store..").and(not(resideInAPackage(CACHE))))
                .check(all);
    }

    @Test
    void cachesAccountsAndFoldersKnowTheCoreAlone() {
        for (String module : List.of(CACHE, ACCOUNT, FOLDER, SETTINGS)) {
            noClasses()
                    .that()
                    .resideInAPackage(module)
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.erpconfig..").and(not(resideInAnyPackage(CORE, module))))
                    .check(all);
        }
    }

    @Test
    void platformsAndConnectorsKnowTheCoreAndWhatHttpAdaptersShare() {
        for (String module : List.of(PLATFORM, CETEC)) {
            noClasses()
                    .that()
                    .resideInAPackage(module)
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.erpconfig..")
                            .and(not(resideInAnyPackage(CORE, module, "io.erpconfig.http"))))
                    .check(all);
        }
    }

    @Test
    void theCoreKnowsNoWordOfHttp() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .haveSimpleNameContaining("Cookie")
                .orShould()
                .haveSimpleNameContaining("Http")
                .orShould()
                .haveSimpleNameContaining("Request")
                .orShould()
                .haveSimpleNameContaining("Header")
                .check(all);
    }

    @Test
    void commandsBesideAServerCarryFoldersAndKnowNothingElse() {
        noClasses()
                .that()
                .resideInAPackage(CONTROL)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.erpconfig..").and(not(resideInAnyPackage(CORE, FOLDER, CONTROL))))
                .check(all);
    }

    @Test
    void whatPutsAServerTogetherIsKnownToTheAppAndWhatOpensItsStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER, OPENING, APP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER)
                .check(all);
    }

    @Test
    void whatOpensStoresIsKnownToTheAppAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OPENING, APP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(OPENING)
                .check(all);
    }

    @Test
    void theAppLeavesHttpToTheServer() {
        noClasses()
                .that()
                .resideInAPackage(APP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "io.micrometer..", "com.github.benmanes..")
                .check(all);
    }

    @Test
    void theConsoleKnowsNothingOfWhatIsStored() {
        noClasses()
                .that()
                .resideInAPackage("io.erpconfig.console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE)
                .check(all);
    }

    @Test
    void theAppIsThin() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            long lines = 0;
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
            // It wires; what is work belongs into a module of its own.
            assertThat(lines).isBetween(1_000L, 2_999L);
        }
    }

    @Test
    void nothingKnowsTheApp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(APP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(APP)
                .check(all);
    }

    @Test
    void thePartsOfTheAppKnowNothingOfItsCommands() {
        noClasses()
                .that()
                .resideInAPackage("io.erpconfig.app.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.erpconfig.app")
                .check(all);
    }

    @Test
    void theCommandLineIsTheAppsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(APP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(all);
        assertThat(all.get(Main.class).getDirectDependenciesFromSelf())
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().equals("picocli"));
    }

    @Test
    void theDriverOfTheDatabaseIsOneStoresAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GRIDFS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.mongodb..", "org.bson..")
                .check(all);
        assertThat(all.stream().filter(resideInAPackage(GRIDFS)))
                .anyMatch(each -> each.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("com.mongodb")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"util", "utils", "common", "helper", "impl", "dto"})
    void noPackageIsNamedAfterNothing(String name) {
        noClasses().should().resideInAPackage(".." + name + "..").check(all);
    }

    @Test
    void noPackageDependsOnItselfByWayOfAnother() {
        slices().matching("io.erpconfig.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    void whatOnlyStoresNeedIsTheirsAndTheirDecorators() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.erpconfig.core",
                        SPI,
                        "io.erpconfig.core.memory",
                        "io.erpconfig.store..",
                        "io.erpconfig.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SPI)
                .check(all);
    }

    @Test
    void everyPackageSaysThatNothingInItIsNull() {
        Set<String> unmarked = all.stream()
                .map(JavaClass::getPackage)
                .filter(each -> !each.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(each -> each.getName())
                .collect(Collectors.toSet());
        assertThat(unmarked).isEmpty();
    }
}
