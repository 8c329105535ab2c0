package io.erpconfig.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.FileChange;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigProjectsTest {

    private final ConfigStore store = InMemoryStore.create();
    private final ConfigProjects projects = ConfigProjects.of(store, "ann");
    private final ConfigProject project = projects.create("acme", "cnc.erp-config");
    private final ConfigBranch master = project.branch("master");

    @Test
    void whatIsSavedIsReadAndIsInTheHistory() throws IOException {
        Snapshot saved = master.edit()
                .put("rates/laser.csv", "part,eur\n")
                .put("logo.bin", new byte[] {0, -1})
                .save("First rates");

        assertThat(saved.number()).hasToString("v0002");
        assertThat(saved.author()).isEqualTo(Author.of(new OwnerId("ann")));
        ConfigRevision live = master.live();
        assertThat(live.snapshot()).isEqualTo(saved);
        assertThat(live.shortId()).isEqualTo(saved.shortId());
        assertThat(live.text("rates/laser.csv")).isEqualTo("part,eur\n");
        assertThat(live.read("logo.bin")).containsExactly(0, -1);
        try (InputStream in = live.open("logo.bin")) {
            assertThat(in.readAllBytes()).containsExactly(0, -1);
        }
        assertThat(live.find("rates/laser.csv").orElseThrow().size()).isEqualTo(9);
        assertThat(live.find("rates")).isEmpty();
        assertThat(live.files()).extracting(ListedEntry::path).containsExactly("logo.bin", "rates/laser.csv");
        assertThat(master.history())
                .extracting(ConfigRevision::message)
                .containsExactly("First rates", "Create project cnc.erp-config");
    }

    @Test
    void aRevisionStaysWhatItWas() {
        master.edit().put("a", "1").save("");
        ConfigRevision before = master.live();
        master.edit().put("a", "2").put("b", "1").save("");

        assertThat(before.text("a")).isEqualTo("1");
        assertThat(project.at("master@v0002").text("a")).isEqualTo("1");
        assertThat(project.at("HEAD").text("a")).isEqualTo("2");
        assertThat(master.live().changesSince(before))
                .extracting(FileChange::path)
                .containsExactly("a", "b");
    }

    @Test
    void nobodyChangesWhatIsStoredByWayOfAnArray() {
        byte[] bytes = "1".getBytes(UTF_8);
        ConfigEdit edit = master.edit().put("a", bytes);
        bytes[0] = '2';
        edit.save("");
        master.live().read("a")[0] = '3';

        assertThat(master.live().text("a")).isEqualTo("1");
    }

    @Test
    void anEditMovesDeletesAndRestores() {
        master.edit().put("a", "1").put("b", "1").save("");
        Snapshot moved = master.edit().move("a", "c").delete("b").save("");
        assertThat(paths(master)).containsExactly("c");
        assertThat(moved.cause()).isEqualTo(Cause.COMMIT);

        assertThat(master.edit().restore("v2", "b").save("").cause()).isEqualTo(Cause.ROLLBACK);
        assertThat(paths(master)).containsExactly("b", "c");
        assertThat(master.edit().restore("v0002").save("").cause()).isEqualTo(Cause.ROLLBACK);
        assertThat(paths(master)).containsExactly("a", "b");
        assertThat(master.edit().delete("b").save("").cause()).isEqualTo(Cause.DELETE);
        assertThat(master.edit().put("a", "2").save("").cause()).isEqualTo(Cause.SAVE);
    }

    @Test
    void anEditThatChangesNothingMakesNoSnapshot() {
        Snapshot live = master.edit().put("a", "1").save("");
        assertThat(master.edit().put("a", "1").save("again")).isEqualTo(live);
        assertThat(master.edit().save("nothing")).isEqualTo(live);
    }

    @Test
    void anEditOnWhatWasSeenIsRefusedWhenThatIsNoLongerLive() {
        Snapshot seen = master.live().snapshot();
        Snapshot first = master.edit().put("a", "1").onlyOn(seen).save("");

        expect(
                ErrorCode.CONFLICT,
                () -> master.edit().put("a", "2").onlyOn(seen).save(""));
        assertThat(master.live().text("a")).isEqualTo("1");
        master.edit().put("a", "2").onlyOn(first).save("");
        assertThat(master.live().text("a")).isEqualTo("2");
    }

    @Test
    void branchesAreCopiesOrEmptyAndGoTheirOwnWay() {
        master.edit().put("a", "1").save("");
        ConfigBranch copy = project.createBranch("trial", "master");
        copy.edit().put("a", "2").save("");
        project.createBranch("empty");

        assertThat(master.live().text("a")).isEqualTo("1");
        assertThat(copy.live().text("a")).isEqualTo("2");
        assertThat(paths(project.branch("empty"))).isEmpty();
        assertThat(project.branches()).extracting(ConfigBranch::name).containsExactly("empty", "master", "trial");
        assertThat(project.defaultBranch().name()).isEqualTo("master");
        project.deleteBranch("trial");
        assertThat(project.findBranch("trial")).isEmpty();
        expect(ErrorCode.BRANCH_NOT_FOUND, () -> copy.live());
        expect(ErrorCode.BRANCH_NOT_FOUND, () -> copy.edit().put("a", "3").save(""));
        expect(ErrorCode.DEFAULT_BRANCH, () -> project.deleteBranch("master"));
    }

    @Test
    void projectsAreFoundByTheirNames() {
        ConfigProject other = projects.getOrCreate("acme", "milling.erp-config");

        assertThat(projects.getOrCreate("acme", "milling.erp-config").project()).isEqualTo(other.project());
        assertThat(projects.get("acme", "cnc.erp-config").project()).isEqualTo(project.project());
        assertThat(projects.list("acme")).hasToString("[acme/cnc.erp-config, acme/milling.erp-config]");
        assertThat(projects.list("ann")).isEmpty();
        expect(ErrorCode.ALREADY_EXISTS, () -> projects.create("acme", "cnc.erp-config"));
        projects.delete("acme", "cnc.erp-config");
        assertThat(projects.find("acme", "cnc.erp-config")).isEmpty();
        expect(ErrorCode.PROJECT_NOT_FOUND, () -> projects.get("acme", "cnc.erp-config"));
        expect(ErrorCode.BRANCH_NOT_FOUND, () -> master.live());
    }

    @Test
    void anotherUserIsTheAuthorOfWhatThatOneSaves() {
        Author bob = new Author(new OwnerId("bob"), "bob@example.com");
        Snapshot saved = projects.as(bob)
                .get("acme", "cnc.erp-config")
                .branch("master")
                .edit()
                .put("a", "1")
                .save("");
        assertThat(saved.author()).isEqualTo(bob);
        assertThat(projects.as("eve").create("eve", "x.y").at("HEAD").snapshot().author())
                .isEqualTo(Author.of(new OwnerId("eve")));
        assertThat(master.edit().put("a", "2").save("").author()).isEqualTo(Author.of(new OwnerId("ann")));
    }

    @Test
    void timeAndTheLargestFileAreTheCallers() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        ConfigBranch small = ConfigProjects.of(
                        store, Author.of(new OwnerId("ann")), Clock.fixed(noon, ZoneOffset.UTC), 3)
                .create("acme", "small.x")
                .defaultBranch();
        assertThat(small.edit().put("a", "123").save("").createdAt()).isEqualTo(noon);
        expect(ErrorCode.FILE_TOO_LARGE, () -> small.edit().put("a", "1234").save(""));
    }

    @Test
    void namesAndContentsThatCannotBeAreRefusedWhereTheyAreGiven() {
        expect(ErrorCode.INVALID_OWNER, () -> ConfigProjects.of(store, "Ann"));
        expect(ErrorCode.INVALID_PROJECT, () -> projects.get("acme", "x"));
        expect(ErrorCode.INVALID_BRANCH, () -> project.branch("a..b"));
        expect(ErrorCode.BRANCH_NOT_FOUND, () -> project.branch("other"));
        expect(ErrorCode.INVALID_REF, () -> project.at("a..b"));
        expect(ErrorCode.REF_NOT_FOUND, () -> project.createBranch("trial", "other"));
        expect(ErrorCode.INVALID_PATH, () -> master.edit().put("../a", "1"));
        expect(ErrorCode.INVALID_PATH, () -> master.live().read("/a"));
        expect(ErrorCode.INVALID_SNAPSHOT, () -> master.edit().restore("2"));
        expect(ErrorCode.INVALID_CONTENT, () -> master.edit().put("a", "\ud800"));
        expect(ErrorCode.INVALID_MESSAGE, () -> master.edit().put("a", "1").save("\0"));
        expect(ErrorCode.FILE_NOT_FOUND, () -> master.live().read("a"));
        expect(ErrorCode.FILE_NOT_FOUND, () -> master.edit().delete("a").save(""));
        expect(
                ErrorCode.SNAPSHOT_NOT_FOUND,
                () -> master.edit().restore("v0009").save(""));
        expect(
                ErrorCode.PATH_CONFLICT,
                () -> master.edit().put("a", "1").put("a/b", "1").save(""));
        assertThat(master.history()).hasSize(1);
    }

    @Test
    void aFileThatIsNoTextIsNotReadAsOne() {
        master.edit().put("a", ContentSource.of(new byte[] {(byte) 0xFF})).save("");
        expect(ErrorCode.INVALID_CONTENT, () -> master.live().text("a"));
    }

    @Test
    void threadsShareABranchAndLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Snapshot>> saves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String path = "f" + i;
            saves.add(() -> projects.getOrCreate("acme", "shared.x")
                    .defaultBranch()
                    .edit()
                    .put(path, path)
                    .save(path));
        }
        try {
            for (Future<Snapshot> saved : threads.invokeAll(saves)) {
                saved.get();
            }
        } finally {
            threads.shutdownNow();
        }
        ConfigBranch shared = projects.get("acme", "shared.x").defaultBranch();
        assertThat(paths(shared)).hasSize(40);
        assertThat(shared.history()).hasSize(41);
    }

    private static List<String> paths(ConfigBranch branch) {
        return branch.live().files().map(ListedEntry::path).toList();
    }

    private static void expect(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(call)
                .extracting(ConfigStoreException::code)
                .isEqualTo(code);
    }
}
