package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The polling examples of the documentation, run as they stand there. */
@ParameterizedClass(name = "{0}")
@EnumSource(ClientExamplesTest.Example.class)
final class ClientExamplesTest {

    enum Example {
        SHELL("sh", "poll.sh", "sh with curl and tar", "sh", "-c", "command -v curl && command -v tar"),
        NODE("node", "poll.mjs", "Node.js", "node", "--version"),
        PYTHON("python3", "poll.py", "Python", "python3", "--version"),
        JAVA(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "Poll.java", "Java", "true");

        private final String interpreter;
        private final String file;
        private final String needs;
        private final Command probe;

        Example(String interpreter, String file, String needs, String... probe) {
            this.interpreter = interpreter;
            this.file = file;
            this.needs = needs;
            this.probe = Command.of(probe);
        }
    }

    private static final SortedMap<String, byte[]> FIRST = Sample.awkward();
    private static final SortedMap<String, byte[]> SECOND = changed();
    private static final Path EXAMPLES =
            Path.of("..", "docs", "examples").toAbsolutePath().normalize();

    @TempDir
    private static Path work;

    private static String token;
    private static ErpConfig.Server before;
    private static ErpConfig.Server after;

    @Parameter
    private Example example;

    @TempDir
    private Path folder;

    /** The same store at two times: as it was, and as it is after one more import. */
    @BeforeAll
    static void serve() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("interop.mongo-uri", "").isEmpty(),
                "copies a store's directory, which has none here");
        ErpConfig older = new ErpConfig(work.resolve("older"));
        older.importFolder(Folder.write(work.resolve("before"), FIRST), Sample.PROJECT);
        token = older.issueToken("interop", "examples");
        ErpConfig newer = new ErpConfig(copy(older.dataDirectory(), work.resolve("newer")));
        newer.importFolder(Folder.write(work.resolve("after"), SECOND), Sample.PROJECT);
        before = older.serve();
        after = newer.serve();
    }

    @AfterAll
    static void stop() {
        Stream.of(before, after).filter(server -> server != null).forEach(ErpConfig.Server::close);
    }

    @BeforeEach
    void needItsInterpreter() throws Exception {
        Toolchain.require(example.probe.works(), example.needs);
    }

    @Test
    void theFirstRoundFetchesEverythingAndTheNextOneOnlyWhatChanged() throws Exception {
        assertThat(poll(before.address(), token).exitCode()).isZero();
        assertKept(FIRST);

        Command.Ended unchanged = poll(before.address(), token);
        assertThat(unchanged.exitCode()).isZero();
        assertThat(unchanged.output()).contains("unchanged");
        assertKept(FIRST);

        Command.Ended changed = poll(after.address(), token);
        assertThat(changed.exitCode()).as(changed.errors()).isZero();
        assertKept(SECOND);
    }

    @Test
    void theLastKnownGoodStaysWhileTheServerIsAwayAndWhenTheTokenIsRefused() throws Exception {
        poll(before.address(), token);

        assertThat(poll(nobody(), token).exitCode()).isNotZero();
        assertKept(FIRST);

        Command.Ended refused = poll(after.address(), "0".repeat(64));
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.errors()).contains("401").doesNotContain("0".repeat(64));
        assertKept(FIRST);
    }

    private Command.Ended poll(URI server, String withToken) throws InterruptedException {
        return Command.of(example.interpreter, EXAMPLES.resolve(example.file).toString(), "--once", folder.toString())
                .with(Map.of(
                        "ERP_CONFIG_URL",
                        server + "/site-builder/api/erp-config",
                        "ERP_CONFIG_TOKEN",
                        withToken,
                        "ERP_CONFIG_PROJECT",
                        Sample.PROJECT))
                .run();
    }

    private void assertKept(SortedMap<String, byte[]> expected) throws IOException {
        String current = Files.readString(folder.resolve("current")).strip();
        SortedMap<String, byte[]> kept = Folder.read(folder.resolve(current));
        assertThat(kept.keySet()).isEqualTo(expected.keySet());
        expected.forEach((path, content) -> assertThat(kept.get(path)).as(path).isEqualTo(content));
    }

    private static SortedMap<String, byte[]> changed() {
        SortedMap<String, byte[]> files = Sample.awkward();
        files.remove("x/raw");
        files.put("x/new.bin", new byte[] {0, (byte) 0x80});
        files.put(Sample.CHANGED, new byte[] {'{', '}'});
        return files;
    }

    /** An address where nobody listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }
}
