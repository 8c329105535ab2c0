package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.control.Caller;
import io.erpconfig.control.RunningServer;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.folder.LocalFolders;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands while a server, a process of its own, has the store open. */
@Timeout(120)
class BesideServerTest {

    private static final String API = "/site-builder/api/erp-config/projects/p.erp-config/repository/";

    private static final AtomicInteger OWNERS = new AtomicInteger();

    @TempDir
    private static Path commonFolder;

    /** The server that most tests run beside: each is about an owner of its own. */
    private static ServedStore common;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String owner = "acme" + OWNERS.incrementAndGet();
    private ServedStore served = common;
    private Path data = ServedStore.data(commonFolder);

    @BeforeAll
    static void serve() throws IOException {
        common = ServedStore.start(commonFolder);
    }

    @AfterAll
    static void end() {
        common.close();
    }

    /** Starts a server for a test of what it shows only once, or at its end. */
    private void serveAlone() throws IOException {
        served = ServedStore.start(folder);
        data = ServedStore.data(folder);
    }

    @AfterEach
    void endAlone() {
        if (served != common) {
            served.close();
        }
    }

    @Test
    void everyCommandAnswersAsItDoesWithoutAServer() throws Exception {
        serveAlone();
        Path source = Files.createDirectories(folder.resolve("source/below"));
        Files.writeString(source.resolve("rates.json"), "{}");
        Path link = Files.createDirectories(folder.resolve("link"));
        Files.createSymbolicLink(link.resolve("there"), source);
        Path settings = Files.writeString(folder.resolve("settings"), "owner = acme\nproject = p.erp-config\n");
        List<List<Object>> calls = List.of(
                List.of("user", "list"),
                List.of("user", "add", "ana", "--email", "ana@example.com", "--password-stdin"),
                List.of("user", "add", "ana", "--password-stdin"),
                List.of("user", "add", "bob"),
                List.of("user", "add", "bob", "--email", "a <b>", "--password-stdin"),
                List.of("user", "passwd", "nobody", "--password-stdin"),
                List.of("user", "passwd", "ana", "--password-stdin"),
                List.of("user", "list"),
                List.of("token", "issue", "--owner", "ana", "--name", "hers", "--repo", "a.erp-config,b.erp-config"),
                List.of("token", "issue", "--owner", "bob", "--name", " "),
                List.of("token", "issue", "--owner", "BOB", "--name", "x"),
                List.of("token", "list"),
                List.of("token", "list", "--owner", "bob"),
                List.of("token", "revoke", "0123456789abcdef01234567"),
                List.of("token", "revoke", "--frobnicate"),
                List.of("import", source.getParent(), "--config", settings, "--message", "--config=é @x"),
                List.of("import", source.getParent(), "--config", settings),
                List.of("import", folder.resolve("missing"), "--config", settings),
                List.of("import", link, "--config", settings),
                List.of("import", source.getParent(), "--owner", "acme"),
                List.of("import", source.getParent(), "--config", settings, "--max-file-size", "1"),
                List.of("export", "OUT", "--config", settings),
                List.of("export", "OUT", "--config", settings),
                List.of("export", "OUT/below/rates.json", "--config", settings),
                List.of("export", "OTHER", "--config", settings, "--ref", "none"),
                List.of("export", "OTHER", "--owner", "acme", "--project", "none.erp-config"),
                List.of("user", "remove", "ana"),
                List.of("user", "remove", "ana"),
                List.of("gc"),
                List.of("gc", "--help"));
        Path alone = Files.createDirectories(folder.resolve("alone"));
        ProgramProcess other = ProgramProcess.start(folder, Map.of(), "serve", "--port", 0, "--data-dir", alone);
        try (other) {
            // It makes the first account, and the log of both begins alike.
            other.linesTo("listening on ");
            other.terminate();
            other.endsWithin(30_000);
        }

        for (List<Object> call : calls) {
            Program.Run here = call(alone, call);
            Program.Run beside = call(data, call);
            assertThat(said(beside, data)).as(call.toString()).isEqualTo(said(here, alone));
        }
    }

    /** The output of a call, without parts that differ from one run to the next. */
    private static String said(Program.Run run, Path data) {
        return (run.exitCode() + "\n" + run.out() + run.err())
                .replace(data.toString(), "DATA")
                .replaceAll("[0-9a-f]{24,64}", "ID")
                .replaceAll("(ID +\\w+ +\\w+ +)[0-9a-f]{4}", "$1SUFFIX")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }

    private Program.Run call(Path data, List<Object> words) {
        return Program.onStore(data)
                .typing("correct horse\n")
                .run(words.stream()
                        .map(word ->
                                word.toString().replace("OUT", data + "-out").replace("OTHER", data + "-other"))
                        .toArray());
    }

    @Test
    void eventsAreFollowedUntilNobodyWaitsForThem() throws Exception {
        issue("first");
        try (ProgramProcess following = ProgramProcess.start(
                folder, Map.of(), "events", "--owner", owner, "--after", 0, "--follow", "--data-dir", data)) {
            following.linesTo("{\"type\":\"token.created\",\"seq\":1,");
            issue("second");
            following.linesTo("{\"type\":\"token.created\",\"seq\":2,");
            following.kill();
        }
        assertThat(program().run("events", "--owner", owner).out().lines()).hasSize(2);
    }

    @Test
    void followingEndsWithTheServer() throws Exception {
        serveAlone();
        issue("first");
        try (ProgramProcess following = ProgramProcess.start(
                folder, Map.of(), "events", "--owner", owner, "--after", 0, "--follow", "--data-dir", data)) {
            following.linesTo("{\"type\":\"token.created\",\"seq\":1,");
            served.close();
            assertThat(following.exitCode()).isEqualTo(1);
            assertThat(following.errors()).contains("the server");
        }
    }

    @Test
    void aTokenWorksWithTheNextRequestUntilItIsRevoked() throws Exception {
        importing("1");
        for (int round = 0; round < 20; round++) {
            String token = issue("cluj");
            assertThat(get("branches", token).statusCode()).isEqualTo(200);
            String id = idOfToken();
            assertThat(program().run("token", "revoke", id).line()).startsWith("revoked");
            assertThat(get("branches", token).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void removingAnAccountEndsItsTokensWithTheNextRequest() throws Exception {
        importing("1");
        program()
                .typing("correct horse\n")
                .run("user", "add", owner, "--password-stdin")
                .line();
        String token = issue("hers");
        assertThat(get("branches", token).statusCode()).isEqualTo(200);
        assertThat(program().run("user", "remove", owner).line()).contains("1 token");

        assertThat(get("branches", token).statusCode()).isEqualTo(401);
    }

    @Test
    void readersSeeAnImportWhollyOrNotAtAll() throws Exception {
        importing("0");
        String token = issue("cluj");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Set<String>> seen = threads.submit(() -> {
                Set<String> contents = new HashSet<>();
                while (!contents.contains("12")) {
                    contents.add(get("files/a/raw?ref=master", token).body());
                }
                return contents;
            });
            for (int i = 1; i <= 12; i++) {
                importing(String.valueOf(i));
            }
            assertThat(seen.get()).allMatch(content -> content.matches("[0-9]{1,2}"));
        } finally {
            threads.shutdownNow();
        }
        assertThat(get("files/b/raw?ref=master", token).body()).isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwd", "remove"})
    void changingAPasswordAndRemovingAnAccountEndItsSessionsInTheServer(String command) {
        Path other = folder.resolve("other");
        OwnerId ana = new OwnerId("ana");
        OwnerId bob = new OwnerId("bob");
        try (OpenStore open = OpenStore.inDirectory(other);
                ServedCommands commands = new ServedCommands(Shell.ofProcess(), other, open)) {
            commands.take();
            Program program = Program.onStore(other).typing("correct horse\n");
            program.run("user", "add", "ana", "--password-stdin").line();
            Sessions sessions = new Sessions(
                    open.store().sessions(),
                    open.clock(),
                    open.random(),
                    open.executor(),
                    new Sessions.Limits(Duration.ofHours(1), Duration.ofHours(1)));
            sessions.start(ana, "127.0.0.1", "a browser");
            sessions.start(ana, "127.0.0.1", "another");
            sessions.start(bob, "127.0.0.1", "a browser");
            Object[] words = {"user", command, "ana", "--password-stdin"};

            program.run(command.equals("passwd") ? words : Arrays.copyOf(words, 3))
                    .line();
            assertThat(sessions.list(ana)).isEmpty();
            assertThat(sessions.list(bob)).hasSize(1);
        }
    }

    @Test
    void whatIsChangedIsInTheAuditTrailOfItsOwner() throws Exception {
        serveAlone();
        program()
                .typing("correct horse\n")
                .run("user", "add", owner, "--password-stdin")
                .line();
        program()
                .typing("battery staple\n")
                .run("user", "passwd", owner, "--password-stdin")
                .line();
        importing("1");
        importing("1");
        issue("cluj");
        String id = idOfToken();
        program().run("token", "revoke", id).line();
        program().run("user", "remove", owner).line();
        served.process().terminate();
        served.process().exitCode();

        try (OpenStore open = OpenStore.inDirectory(data)) {
            List<AuditEntry> trail = open.store().audit().read(new OwnerId(owner), Instant.EPOCH, 0, 100);
            assertThat(trail)
                    .extracting(AuditEntry::action)
                    .containsExactly(
                            AuditAction.ACCOUNT_REMOVE,
                            AuditAction.TOKEN_REVOKE,
                            AuditAction.TOKEN_ISSUE,
                            AuditAction.IMPORT,
                            AuditAction.PROJECT_CREATE,
                            AuditAction.PASSWORD_CHANGE,
                            AuditAction.ACCOUNT_ADD);
            assertThat(trail).allSatisfy(entry -> {
                assertThat(entry.origin()).isEqualTo("command line");
                assertThat(entry.user()).isEqualTo(System.getProperty("user.name"));
                assertThat(entry.result()).isEqualTo("ok");
            });
            assertThat(trail.get(1).subject())
                    .isEqualTo(Map.of(AuditEntry.Subject.TOKEN, id, AuditEntry.Subject.TOKEN_NAME, "cluj"));
            assertThat(trail.get(3).subject())
                    .isEqualTo(Map.of(
                            AuditEntry.Subject.PROJECT,
                            "p.erp-config",
                            AuditEntry.Subject.BRANCH,
                            "master",
                            AuditEntry.Subject.SNAPSHOT,
                            "v0002"));
        }
    }

    @Test
    void aPersonIsAskedForAPasswordWhereHeSits() {
        assertThat(program()
                        .onTerminal("correct horse")
                        .run("user", "add", "ana")
                        .line())
                .isEqualTo("added user ana");
        Program.Run issued = program().onTerminal("").run("token", "issue", "--owner", "ana", "--name", "x");
        assertThat(issued.err()).contains("Keep it now");
    }

    @Test
    void foldersAreThoseOfTheCallersDirectory() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(Files.createDirectories(elsewhere.resolve("in")).resolve("a"), "1");
        Object[] project = {"--owner", owner, "--project", "p.erp-config", "--data-dir", data};
        try (ProgramProcess imported = ProgramProcess.start(elsewhere, Map.of(), words("import", "in", project))) {
            assertThat(imported.output()).startsWith("imported 1 file (1 B) as v0002");
        }
        try (ProgramProcess exported = ProgramProcess.start(elsewhere, Map.of(), words("export", "out", project))) {
            assertThat(exported.output()).startsWith("exported 1 file (1 B)");
        }
        assertThat(elsewhere.resolve("out/a")).hasContent("1");
        assertThat(elsewhere.resolve("out/EXPORT-INCOMPLETE")).doesNotExist();
    }

    @Test
    void aLargeFolderComesAndGoesByteForByte() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        byte[] large = new byte[3_000_000];
        new java.util.Random(5).nextBytes(large);
        Files.write(source.resolve("large"), large);
        Files.write(source.resolve("none"), new byte[0]);
        for (int i = 0; i < 400; i++) {
            Path file = source.resolve("d" + i % 7).resolve("f" + i);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "file " + i);
        }
        Path out = folder.resolve("out");

        assertThat(importing(source).line()).startsWith("imported 402 files");
        assertThat(program()
                        .run("export", out, "--owner", owner, "--project", "p.erp-config")
                        .line())
                .startsWith("exported 402 files");
        assertThat(out.resolve("large")).hasBinaryContent(large);
        assertThat(out.resolve("none")).isEmptyFile();
        assertThat(out.resolve("d3/f10")).hasContent("file 10");
    }

    @Test
    void manyCommandsAtOnceAllSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Program.Run>> runs = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String name = "t" + i;
                runs.add(threads.submit(() -> program().run("token", "issue", "--owner", owner, "--name", name)));
            }
            Set<String> issued = new HashSet<>();
            for (Future<Program.Run> run : runs) {
                issued.add(run.get().line());
            }
            assertThat(issued).hasSize(60);
        } finally {
            threads.shutdownNow();
        }
        assertThat(tokens().lines()).hasSize(61);
    }

    @Test
    void aCallerThatIsKilledLeavesTheBranchWholeAndTheServerUnharmed() throws Exception {
        importing("1");
        String token = issue("cluj");
        Path source = Files.createDirectories(folder.resolve("large"));
        for (int i = 0; i < 1000; i++) {
            Files.writeString(source.resolve("f" + i), "file " + i);
        }
        for (int round = 0; round < 3; round++) {
            try (ProgramProcess killed = ProgramProcess.start(
                    folder,
                    Map.of("ERP_CONFIG_DATA_DIR", data.toString()),
                    words("import", source, "--owner", owner, "--project", "p.erp-config"))) {
                killed.endsWithin(300 + 150 * round);
                killed.kill();
            }
            int files = get("tree?ref=master&per_page=1", token)
                    .headers()
                    .firstValue("X-Total")
                    .map(Integer::parseInt)
                    .orElseThrow();
            assertThat(files).isIn(2, 1000);
        }
        assertThat(importing(source).line()).matches("(imported|unchanged).*1000 files.*");
    }

    @Test
    void theSocketIsItsUsersAloneAndGoesWithTheServer() throws Exception {
        serveAlone();
        Path socket = data.resolve("control.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        served.process().terminate();

        assertThat(served.process().exitCode()).isZero();
        assertThat(socket).doesNotExist();
        assertThat(program().run("user", "list").out()).contains("admin");
    }

    @Test
    void aSocketThatAKilledServerLeftIsInNobodysWay() throws Exception {
        serveAlone();
        served.process().kill();
        served.process().endsWithin(10_000);
        assertThat(data.resolve("control.sock")).exists();

        issue("alone");
        serveAlone();
        issue("beside");
        assertThat(tokens()).contains("alone", "beside");
    }

    @Test
    void aCommandThatComesWhileTheServerStartsWaitsForIt() throws Exception {
        Path starting = folder.resolve("starting");
        CountDownLatch read = new CountDownLatch(1);
        InputStream typed = new ByteArrayInputStream("correct horse\n".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int from, int count) {
                read.countDown();
                return super.read(bytes, from, count);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Caller caller = new Caller(
                typed,
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Optional.empty(),
                new LocalFolders(FileSystemStore::isDataDirectory),
                () -> {});
        Shell shell = new Shell(Map.of("ERP_CONFIG_DATA_DIR", starting.toString()), caller, Optional.empty());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (OpenStore open = OpenStore.inDirectory(starting);
                ServedCommands commands = new ServedCommands(Shell.ofProcess(), starting, open)) {
            Future<Integer> exitCode = threads.submit(() -> Main.run(shell, "user", "add", "ana", "--password-stdin"));
            // It has looked for a server by now, and is about to find the store locked.
            read.await();
            commands.take();
            assertThat(exitCode.get()).as(err.toString(StandardCharsets.UTF_8)).isZero();
            assertThat(open.accounts().find(new OwnerId("ana"))).isPresent();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noOtherCommandIsRunByAServer() {
        for (String words : List.of("serve", "verify", "warm-up", "frobnicate", "@/etc/hostname")) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Caller caller = new Caller(
                    InputStream.nullInputStream(),
                    System.out,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Optional.empty(),
                    new LocalFolders(FileSystemStore::isDataDirectory),
                    () -> {});
            try (RunningServer running = RunningServer.find(data).orElseThrow()) {
                assertThat(running.run(Main.Version.text(), false, List.of(words), caller))
                        .isNotZero();
            }
            assertThat(err.toString(StandardCharsets.UTF_8).lines())
                    .singleElement()
                    .asString()
                    .startsWith("erp-config: ")
                    .contains(words);
        }
    }

    @Test
    void noPasswordAndNoTokenIsInWhatTheServerSays() throws Exception {
        serveAlone();
        program()
                .typing("battery staple 7\n")
                .run("user", "add", "ana", "--password-stdin")
                .line();
        String token = issue("cluj");
        program()
                .with("ERP_CONFIG_DEBUG", "1")
                .typing("battery staple 7\n")
                .run("user", "add", "ana", "--password-stdin");
        served.process().terminate();
        served.process().exitCode();

        assertThat(served.process().errors()).doesNotContain("battery staple", token);
    }

    private static Object[] words(Object first, Object second, Object... more) {
        List<Object> words = new ArrayList<>(List.of(first, second));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private void importing(String content) throws IOException {
        Path source = Files.createDirectories(folder.resolve("small"));
        Files.writeString(source.resolve("a"), content);
        Files.writeString(source.resolve("b"), content);
        importing(source).line();
    }

    private Program.Run importing(Path source) {
        return program().run("import", source, "--owner", owner, "--project", "p.erp-config");
    }

    private String issue(String name) {
        return program().run("token", "issue", "--owner", owner, "--name", name).line();
    }

    private String tokens() {
        return program().run("token", "list", "--owner", owner).out();
    }

    private String idOfToken() {
        return tokens().lines().toList().get(1).split(" ")[0];
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(served.url() + API + path))
                .header("PRIVATE-TOKEN", token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Program program() {
        return Program.onStore(data);
    }
}
