package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/erp-config} in a small checkout, with a Maven that makes an empty jar and a Java that prints how it was called.
 * A pause takes no time here, so that nothing waits for long.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final String MAVEN = """
            echo built >>"$STUB/builds"
            echo '[INFO] Building Config core 0.1.0-SNAPSHOT                  [1/2]'
            echo '[INFO] Building Config store: file system 0.1.0-SNAPSHOT    [2/2]'
            mkdir -p app/target
            jar=erp-config
            for word; do
                case $word in
                    -Djar.name=*) jar=${word#*=} ;;
                esac
            done
            echo half >app/target/$jar.jar
            while [ -f "$STUB/hold-build" ]; do /bin/sleep 0.02; done
            if [ -f "$STUB/fail-build" ]; then
                echo '[ERROR] Prices.java:[1,1] class expected'
                exit 1
            fi
            echo whole >app/target/$jar.jar
            """;

    /** Records nothing while it is held up, and serves until it is killed. */
    private static final String JAVA = """
            for word; do
                case $word in
                    -XX:ArchiveClassesAtExit=*)
                        echo "$$ $PPID" >>"$STUB/recorders"
                        echo part >"${word#*=}"
                        while [ -f "$STUB/hold-recording" ]; do /bin/sleep 0.02; done
                        exit 0
                        ;;
                esac
            done
            printf '%s\\n' "$@"
            for word; do
                if [ "$word" = serve ]; then
                    echo "pid $$"
                    exec /bin/sleep 60
                fi
            done
            """;

    @TempDir
    private Path folder;

    private Path stub;
    private String path;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeStubs() throws IOException {
        stub = Files.createDirectory(folder.resolve("stub"));
        script(stub.resolve("jdk/bin/java"), JAVA);
        Files.writeString(stub.resolve("jdk/release"), "JAVA_VERSION=\"17.0.99\"\n");
        script(stub.resolve("bin/mvn"), MAVEN);
        script(stub.resolve("bin/sleep"), "exec /bin/sleep 0.02\n");
        path = stub.resolve("bin") + ":/usr/bin:/bin";
    }

    @AfterEach
    void endAll() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " b ",
                "it's",
                "$HOME",
                "a*b",
                "[a]",
                "größe",
                "-x",
                "#1",
                "100%",
                "a;b",
                "a\"b",
                "back\\slash"
            })
    void theFolderMayHaveAnyName(String name) throws Exception {
        Path checkout = checkout(name);
        Path target = checkout.resolve("app/target");

        assertThat(run(checkout, "token", "a  b", "*").lines())
                .containsSequence("-jar", target.resolve("erp-config.jar").toString(), "token", "a  b", "*");
        run(checkout, "warm-up").succeeds();
        Run prepared = run(checkout, "--version").succeeds();

        assertThat(prepared.lines()).first().isEqualTo("-XX:SharedArchiveFile=" + archive(checkout));
        assertThat(prepared.lines())
                .endsWith("-jar", target.resolve("erp-config.jar").toString(), "--version");
    }

    @Test
    void itIsFoundThroughLinksAndFromAFolderThatBeginsWithADash() throws Exception {
        Path checkout = checkout("-a b");
        Path link = Files.createSymbolicLink(folder.resolve("-link"), Path.of("-a b/bin/erp-config"));

        assertThat(command(folder, "-link", "--version").lines())
                .contains(checkout.resolve("app/target/erp-config.jar").toString());
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aFolderThatJavaCannotBeRunFromIsNamed() throws Exception {
        Run run = run(checkout("a:b"), "--version");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a:b", "colon").hasLineCount(1);
    }

    @Test
    void aJarThatIsDeployedNeedsNoSources() throws Exception {
        Path installed = folder.resolve("opt");
        copyScript(installed);
        Path jar = Files.writeString(installed.resolve("erp-config.jar"), "whole");

        assertThat(run(installed, "--version").lines()).containsSequence("-jar", jar.toString());
        run(installed, "warm-up").succeeds();
        assertThat(run(installed, "--version").lines())
                .first()
                .isEqualTo("-XX:SharedArchiveFile=" + installed.resolve("erp-config-17.0.99.archive"));
        assertThat(stub.resolve("builds")).doesNotExist();
    }

    @Test
    void theOptionsOfTheUserComeLastAndAreNoPatterns() throws Exception {
        Path checkout = checkout("c");
        Map<String, String> environment = Map.of("ERP_CONFIG_JAVA_OPTS", "-Xmx1g -Dp=/*");

        assertThat(start(checkout, environment, script(checkout), "gc").run().lines())
                .containsSequence("-XX:+UseSerialGC", "-Xmx1g", "-Dp=/*", "-jar");
    }

    // --- Building ---------------------------------------------------------------------------------------------------

    @Test
    void buildingTellsWhatItDoesAndHappensOnce() throws Exception {
        Path checkout = checkout("c");

        assertThat(run(checkout, "--version").err())
                .contains("building Config core (1 of 2)\n", "building Config store: file system (2 of 2)\n");
        assertThat(run(checkout, "--version").err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aBuildThatTakesLongSaysSo() throws Exception {
        Path checkout = checkout("c");
        hold("hold-build");
        Started building = start(checkout, Map.of(), script(checkout), "--version");
        building.errUntil("still building");
        release("hold-build");

        building.run().succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"core/src/main/Prices.java", "core/pom.xml", "pom.xml", "web-console/src/console/app.js"})
    void sourcesThatChangedAreBuiltAnew(String source) throws Exception {
        Path checkout = builtCheckout();
        touch(checkout.resolve(source));

        assertThat(run(checkout, "--version").succeeds().err()).contains("sources have changed");
        assertThat(run(checkout, "--version").err()).isEmpty();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aSourceThatIsGoneIsNoticed() throws Exception {
        Path checkout = builtCheckout();
        Files.delete(checkout.resolve("core/src/main/Prices.java"));
        touch(checkout.resolve("core/src/main"));

        run(checkout, "--version").succeeds();
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core/src/test/PricesTest.java", "benchmarks/src/main/Bench.java", "README.md"})
    void whatIsNotInTheJarIsNotBuilt(String source) throws Exception {
        Path checkout = builtCheckout();
        touch(checkout.resolve(source));

        assertThat(run(checkout, "--version").err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void whatChangesDuringABuildIsBuiltNextTime() throws Exception {
        Path checkout = checkout("c");
        hold("hold-build");
        Started building = start(checkout, Map.of(), script(checkout), "--version");
        building.errUntil("(2 of 2)");
        Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(Instant.now()));
        release("hold-build");
        building.run().succeeds();

        run(checkout, "--version").succeeds();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void withoutMavenWhatWasBuiltBeforeRuns() throws Exception {
        Path checkout = builtCheckout();
        touch(checkout.resolve("pom.xml"));
        Files.delete(stub.resolve("bin/mvn"));
        path = programs("dirname", "readlink", "sed", "find", "head").toString();

        Run run = run(checkout, "--version").succeeds();
        assertThat(run.err()).contains("sources have changed", "no mvn").hasLineCount(1);
        assertThat(run.lines()).endsWith("--version");
    }

    @Test
    void aBuildThatFailsTellsWhyAndIsTriedAgain() throws Exception {
        Path checkout = checkout("c");
        hold("fail-build");
        Run failed = run(checkout, "--version");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("class expected", "app/target/build.log");
        assertThat(failed.lines()).isEmpty();
        release("fail-build");

        run(checkout, "--version").succeeds();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void whatWasBuiltBeforeRunsWhereItCantBeBuiltAnew() throws Exception {
        Path checkout = builtCheckout();
        Path jar = checkout.resolve("app/target/erp-config.jar");
        Object before = Files.readAttributes(jar, BasicFileAttributes.class).fileKey();
        touch(checkout.resolve("pom.xml"));
        hold("fail-build");

        Run run = run(checkout, "user", "list").succeeds();
        assertThat(run.lines()).endsWith("user", "list");
        assertThat(run.err()).contains("class expected", "app/target/build.log", "this is what was built before");
        assertThat(jar).content().contains("whole");
        assertThat(Files.readAttributes(jar, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        release("fail-build");

        assertThat(run(checkout, "--version").succeeds().err()).doesNotContain("before");
        assertThat(run(checkout, "--version").err()).isEmpty();
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void whatWasBuiltBeforeStaysWholeUntilAnotherTakesItsPlace() throws Exception {
        Path checkout = builtCheckout();
        Path jar = checkout.resolve("app/target/erp-config.jar");
        try (BufferedReader running = Files.newBufferedReader(jar)) {
            touch(checkout.resolve("pom.xml"));
            hold("hold-build");
            Started building = start(checkout, Map.of(), script(checkout), "--version");
            building.errUntil("(2 of 2)");
            assertThat(jar).content().contains("whole");
            kill(building);
            assertThat(jar).content().contains("whole");
            release("hold-build");

            run(checkout, "--version").succeeds();
            assertThat(running.readLine()).isEqualTo("whole");
        }
        assertThat(builds()).isEqualTo(3);
    }

    private static void kill(Started started) throws Exception {
        for (ProcessHandle each : started.process().descendants().toList()) {
            each.destroyForcibly();
            each.onExit().join();
        }
        started.process().destroyForcibly().waitFor();
    }

    @Test
    void whatABuildLeftThatWasKilledIsNotRun() throws Exception {
        Path checkout = checkout("c");
        hold("hold-build");
        Started building = start(checkout, Map.of(), script(checkout), "--version");
        building.errUntil("(2 of 2)");
        kill(building);
        assertThat(checkout.resolve("app/target/erp-config-new.jar")).content().contains("half");
        release("hold-build");

        run(checkout, "--version").succeeds();
        assertThat(checkout.resolve("app/target/erp-config.jar")).content().contains("whole");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void twoThatStartAtOnceBuildOnce() throws Exception {
        Path checkout = checkout("c");
        hold("hold-build");
        Started first = start(checkout, Map.of(), script(checkout), "--version");
        first.errUntil("(2 of 2)");
        Started second = start(checkout, Map.of(), script(checkout), "--version");
        second.errUntil("waiting for another");
        release("hold-build");

        first.run().succeeds();
        second.run().succeeds();
        assertThat(builds()).isEqualTo(1);
    }

    // --- Preparing a faster start -----------------------------------------------------------------------------------

    @Test
    @EnabledOnOs(OS.LINUX)
    void itServesFirstAsTheSameProcessAndPreparesBesideIt() throws Exception {
        Path checkout = builtCheckout();
        Started server = serve(checkout);

        assertThat(server.lineAfter("pid ")).isEqualTo("pid " + server.process().pid());
        assertThat(server.process().children()).isEmpty();
        await(archive(checkout));
        awaitGone(preparing(checkout));
        assertThat(serve(checkout).lineAfter("-XX:SharedArchiveFile="))
                .isEqualTo("-XX:SharedArchiveFile=" + archive(checkout));
        assertThat(recorders()).hasSize(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void preparingEndsWithTheServerHoldsNothingOfItOpenAndLeavesNothing() throws Exception {
        Path checkout = builtCheckout();
        hold("hold-recording");
        Started server = serve(checkout);
        server.lineAfter("pid ");
        ProcessHandle recorder = awaitRecorder(0);
        // By its handle: that leaves its output to be read, to its end.
        server.process().toHandle().destroy();

        assertThat(server.run().exitCode()).isEqualTo(143);
        recorder.onExit().get(30, TimeUnit.SECONDS);
        awaitGone(preparing(checkout));
        assertThat(archive(checkout)).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void serversThatStartTogetherPrepareOnce() throws Exception {
        Path checkout = builtCheckout();
        hold("hold-recording");
        Started first = serve(checkout);
        first.lineAfter("pid ");
        awaitRecorder(0);
        serve(checkout).lineAfter("pid ");
        assertThat(run(checkout, "--version").lines()).endsWith("--version");
        release("hold-recording");
        await(archive(checkout));

        assertThat(recorders()).hasSize(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsLeftWhenAllIsKilledIsClearedByTheNextStart() throws Exception {
        Path checkout = builtCheckout();
        hold("hold-recording");
        Started server = serve(checkout);
        server.lineAfter("pid ");
        awaitRecorder(0);
        List<ProcessHandle> all = new ArrayList<>(List.of(server.process().toHandle()));
        for (String pid : recorders().get(0).split(" ")) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(all::add);
        }
        // The watching shell before what it watches, so that nothing tidies up.
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).destroyForcibly();
            all.get(i).onExit().join();
        }
        assertThat(preparing(checkout)).isNotEmptyDirectory();
        release("hold-recording");

        serve(checkout).lineAfter("pid ");
        await(archive(checkout));
        awaitGone(preparing(checkout));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anArchiveOfAnotherJarIsReplaced() throws Exception {
        Path checkout = builtCheckout();
        run(checkout, "warm-up").succeeds();
        Path other = Files.writeString(checkout.resolve("app/target/erp-config-17.0.1.archive"), "old");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        touch(checkout.resolve("pom.xml"));
        run(checkout, "warm-up").succeeds();

        assertThat(recorders()).hasSize(2);
        assertThat(other).doesNotExist();
        assertThat(archive(checkout)).exists();
    }

    // ----------------------------------------------------------------------------------------------------------------

    /** The output of a command, and its exit code. */
    private record Run(int exitCode, List<String> lines, String err) {

        Run succeeds() {
            assertThat(exitCode).as(err).isZero();
            return this;
        }
    }

    private record Started(Process process, BufferedReader out, Path errors) {

        /** The first line that begins so. */
        String lineAfter(String beginning) throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new AssertionError("it ended and said " + err());
        }

        String err() throws IOException {
            return Files.readString(errors);
        }

        void errUntil(String text) throws Exception {
            while (!err().contains(text)) {
                assertThat(process.isAlive()).as(err()).isTrue();
                Thread.sleep(10);
            }
        }

        /** Runs the command to its end. */
        Run run() throws Exception {
            List<String> lines = out.lines().toList();
            return new Run(process.waitFor(), lines, err());
        }
    }

    private Run run(Path checkout, String... arguments) throws Exception {
        return command(folder, script(checkout), arguments);
    }

    private Run command(Path in, String program, String... arguments) throws Exception {
        return start(in, Map.of(), program, arguments).run();
    }

    private Started serve(Path checkout) throws IOException {
        return start(checkout, Map.of(), script(checkout), "serve");
    }

    private Started start(Path in, Map<String, String> environment, String program, String... arguments)
            throws IOException {
        // By sh: so a name may begin with a dash.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "--", program));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(stub, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ERP_CONFIG_"));
        builder.environment().put("JAVA_HOME", stub.resolve("jdk").toString());
        builder.environment().put("STUB", stub.toString());
        builder.environment().put("PATH", path);
        builder.environment().put("CDPATH", stub.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return new Started(process, process.inputReader(StandardCharsets.UTF_8), errors);
    }

    private Path checkout(String name) throws IOException {
        Path checkout = folder.resolve(name);
        copyScript(checkout);
        for (String source : List.of(
                "pom.xml",
                ".mvn/maven.config",
                "README.md",
                "core/pom.xml",
                "core/src/main/Prices.java",
                "core/src/test/PricesTest.java",
                "benchmarks/src/main/Bench.java",
                "web-console/src/console/app.js")) {
            Path file = checkout.resolve(source);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
        // As if it had been there for a while.
        try (Stream<Path> all = Files.walk(checkout)) {
            for (Path each : all.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(Instant.now().minusSeconds(3600)));
            }
        }
        return checkout.toRealPath();
    }

    private Path builtCheckout() throws Exception {
        Path checkout = checkout("c d");
        run(checkout, "--version").succeeds();
        Path jar = checkout.resolve("app/target/erp-config.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        return checkout;
    }

    private static void copyScript(Path checkout) throws IOException {
        Path script = Files.createDirectories(checkout.resolve("bin")).resolve("erp-config");
        Files.copy(Path.of("../bin/erp-config"), script);
    }

    private static String script(Path checkout) {
        return checkout.resolve("bin/erp-config").toString();
    }

    private static Path archive(Path checkout) {
        return checkout.resolve("app/target/erp-config-17.0.99.archive");
    }

    private static Path preparing(Path checkout) {
        return checkout.resolve("app/target/preparing");
    }

    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(10)));
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** A folder with some of the system's programs, and no Maven that may be beside them. */
    private Path programs(String... names) throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String name : names) {
            script(programs.resolve(name), "PATH=/usr/bin:/bin exec " + name + " \"$@\"\n");
        }
        return programs;
    }

    private void hold(String what) throws IOException {
        Files.writeString(stub.resolve(what), "");
    }

    private void release(String what) throws IOException {
        Files.delete(stub.resolve(what));
    }

    private long builds() throws IOException {
        return Files.readAllLines(stub.resolve("builds")).size();
    }

    /** The processes that record, each with the one that started it. */
    private List<String> recorders() throws IOException {
        Path file = stub.resolve("recorders");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private ProcessHandle awaitRecorder(int index) throws Exception {
        while (recorders().size() <= index) {
            Thread.sleep(10);
        }
        return ProcessHandle.of(Long.parseLong(recorders().get(index).split(" ")[0]))
                .orElseThrow();
    }

    private static void await(Path file) throws Exception {
        while (!Files.exists(file)) {
            Thread.sleep(10);
        }
    }

    private static void awaitGone(Path file) throws Exception {
        while (Files.exists(file)) {
            Thread.sleep(10);
        }
    }
}
