package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.migration.MigrationListener;
import io.erpconfig.core.migration.StoreMigration;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.AdminClient;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import io.erpconfig.testkit.StoreContents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class MigrateTest {

    private static final String READ = "/site-builder/api/erp-config/projects";

    @TempDir
    private static Path shared;

    private static SampleStore sample;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        sample = new SampleStore(shared.resolve("data"));
        sample.fill();
    }

    private void copySample() throws IOException {
        Path from = shared.resolve("data");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = source().resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private Path source() {
        return ServedStore.data(folder.resolve("old"));
    }

    private Path target() {
        return ServedStore.data(folder.resolve("new"));
    }

    private Program.Run migrate() {
        return new Program().run("migrate", "--from", "file:" + source(), "--to", "file:" + target());
    }

    private static StoreContents contents(Path dataDir) {
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            return StoreContents.of(open.store());
        }
    }

    @Test
    void everythingArrivesWithItsIdsAndExportsAreEqual() throws IOException {
        copySample();

        assertThat(migrate().line())
                .matches("migrated 12 projects, 24 branches, 1[0-9]{2} snapshots, [0-9]+ objects \\(.*\\), 3 tokens,"
                        + " 2 accounts to file:" + target());

        assertThat(contents(target())).isEqualTo(contents(source()));
        for (List<String> ref : SampleStore.refs()) {
            assertThat(exported(target(), ref)).isNotEmpty().isEqualTo(exported(source(), ref));
        }
        assertThat(Program.onStore(target()).run("verify").line()).startsWith("ok: ");
        assertThat(audit(target())).isEqualTo(audit(source())).isNotEmpty();
    }

    @Test
    void everythingMovesToADatabaseAndBack() throws IOException {
        copySample();
        MongoAddress database = TestServer.newDatabase();

        assertThat(new Program()
                        .run("migrate", "--from", "file:" + source(), "--to", database.uri())
                        .line())
                .startsWith("migrated 12 projects, ")
                .endsWith(" to " + database);
        assertThat(new Program()
                        .run("migrate", "--from", database.uri(), "--to", "file:" + target())
                        .line())
                .startsWith("migrated 12 projects, ");

        assertThat(contents(target())).isEqualTo(contents(source()));
        for (List<String> ref : SampleStore.refs()) {
            assertThat(exported(target(), ref)).isNotEmpty().isEqualTo(exported(source(), ref));
        }
        assertThat(audit(target())).isEqualTo(audit(source())).isNotEmpty();
    }

    @Test
    void aDatabaseThatIsNoStoreIsNotMoved() {
        MongoAddress database = TestServer.newDatabase();
        for (int i = 0; i < 2; i++) {
            Program.Run run = new Program().run("migrate", "--from", database.uri(), "--to", "file:" + target());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error()).contains("there is no store in database " + database);
        }
        assertThat(target()).doesNotExist();
    }

    private Map<String, String> exported(Path dataDir, List<String> ref) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        String told = Program.onStore(dataDir)
                .run("export", out, "--owner", ref.get(0), "--project", ref.get(1), "--ref", ref.get(2))
                .line();
        Map<String, String> files = new TreeMap<>(Map.of("", told));
        try (Stream<Path> found = Files.walk(out)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(out.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static List<String> audit(Path dataDir) {
        return Program.onStore(dataDir).run("audit").out().lines().sorted().toList();
    }

    @Test
    void itDoesNotMatterWhatKindOfStoreIsBetween() throws IOException {
        copySample();
        ConfigStore between = InMemoryStore.create();
        try (OpenStore from = OpenStore.inDirectory(source());
                OpenStore to = OpenStore.inDirectory(target())) {
            move(from.store(), between);
            move(between, to.store());
        }
        assertThat(contents(target())).isEqualTo(contents(source()));
    }

    private static void move(ConfigStore from, ConfigStore to) {
        new StoreMigration(from, to, "elsewhere", Clock.systemUTC(), Runnable::run, new Silent()).run();
    }

    private static final class Silent implements MigrationListener {
        @Override
        public void begins(Part part, long total) {}

        @Override
        public void advanced(long more) {}

        @Override
        public void damaged(String what, String finding) {
            throw new AssertionError(what + ": " + finding);
        }
    }

    @Test
    void tokensStayBoundAccountsAndSessionsStayOpen() throws Exception {
        copySample();
        AdminClient session;
        try (ServedStore served = ServedStore.start(folder.resolve("old"))) {
            assertThat(status(served, sample.bound(), "machine-1")).isEqualTo(200);
            session = AdminClient.signIn(served.url(), "acme", SampleStore.PASSWORD);
            served.process().terminate();
            assertThat(served.process().exitCode()).isZero();
        }
        migrate().line();

        try (ServedStore served = ServedStore.start(folder.resolve("new"))) {
            assertThat(status(served, sample.plain(), "")).isEqualTo(200);
            assertThat(status(served, sample.bound(), "machine-1")).isEqualTo(200);
            assertThat(status(served, sample.bound(), "machine-2")).isEqualTo(401);
            assertThat(status(served, sample.expired(), "")).isEqualTo(401);
            assertThat(status(served, sample.revoked(), "")).isEqualTo(401);
            assertThat(session.at(served.url()).json("projects").size()).isEqualTo(4);
            assertThat(AdminClient.signIn(served.url(), "acme", SampleStore.PASSWORD)
                            .json("projects")
                            .size())
                    .isEqualTo(4);
        }
        assertThat(Program.onStore(target()).run("user", "list").out())
                .contains("acme")
                .doesNotContain("admin");
    }

    private static int status(ServedStore served, String token, String instance) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(served.url() + READ)).header("PRIVATE-TOKEN", token);
        if (!instance.isEmpty()) {
            request.header("X-Instance-Id", instance);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aTargetThatHoldsAnythingIsRefusedAndStaysAsItIs() throws IOException {
        copySample();
        Program.onStore(target()).typing("long enough password").run("user", "add", "eve", "--password-stdin");
        StoreContents before = contents(target());

        Program.Run run = migrate();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("the target holds accounts already; name an empty one");
        assertThat(contents(target())).isEqualTo(before);
        assertThat(Program.onStore(target()).run("verify").line()).startsWith("ok: ");
    }

    @Test
    void whatIsHalfFilledIsNotUsedAndAnotherSourceDoesNotGoOnWithIt() throws IOException {
        copySample();
        try (OpenStore open = OpenStore.inDirectory(target())) {
            open.store().migration().set("file:/elsewhere");
        }
        for (String command : List.of("serve --port 0", "verify", "gc", "audit", "token list", "user list")) {
            Program.Run run = Program.onStore(target()).run((Object[]) command.split(" "));
            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.error())
                    .contains("being filled from file:/elsewhere and not whole yet", "'erp-config migrate'");
        }
        assertThat(migrate().error()).contains("the target is being filled from file:/elsewhere");
        Program.Run asSource =
                new Program().run("migrate", "--from", "file:" + target(), "--to", "file:" + folder.resolve("x"));
        assertThat(asSource.error()).contains("the source is itself being filled from file:/elsewhere");
    }

    @Test
    void aDamagedObjectIsNamedAndTheMigrationGoesOnWhenItIsRestored() throws IOException {
        copySample();
        Path pack;
        try (Stream<Path> files = Files.list(source().resolve("packs"))) {
            pack = files.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(pack);
        byte[] flipped = bytes.clone();
        flipped[40] ^= 1;
        Files.write(pack, flipped);

        Program.Run run = migrate();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("in the source: ", pack.getFileName().toString());

        Files.write(pack, bytes);
        migrate().line();
        assertThat(contents(target())).isEqualTo(contents(source()));
    }

    @Test
    void aStoreThatIsServedIsNotMoved() throws IOException {
        copySample();
        try (ServedStore served = ServedStore.start(folder.resolve("old"))) {
            assertThat(served.url()).isNotEmpty();
            Program.Run run = migrate();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error()).contains("is in use by process");
        }
        assertThat(target()).doesNotExist();
    }

    @Test
    void aSourceThatIsNotThereIsToldAndNeitherStoreIsMade() {
        Program.Run run = migrate();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("no data directory '" + source() + "'; name it with --from");
        assertThat(source()).doesNotExist();
        assertThat(target()).doesNotExist();
    }

    @Test
    void storesMayBeNamedBySettings() throws IOException {
        copySample();
        Path settings = Files.writeString(folder.resolve("settings"), "to = file://" + target() + "\n");
        assertThat(new Program()
                        .with("ERP_CONFIG_FROM", "file:" + source())
                        .run("migrate", "--config", settings)
                        .line())
                .endsWith(" to file:" + target());
    }

    @Test
    void onATerminalItTellsHowFarItHasGot() throws IOException {
        copySample();
        Program.Run run =
                new Program().onTerminal("").run("migrate", "--from", "file:" + source(), "--to", "file:" + target());
        assertThat(run.err()).contains("copying objects [", "copying snapshots [", "verifying [");
        assertThat(run.line()).startsWith("migrated 12 projects");
    }
}
