package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.maintenance.Sweep;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A data directory that is away for a while, or there in part. */
class AwayTest {

    private static final BlobId BLOB = new BlobId(Sha256.of(new byte[] {1}));

    @TempDir(factory = TempDirFactory.Standard.class)
    Path parent;

    private Path data;

    @BeforeEach
    void fill() {
        data = parent.resolve("data");
        try (ConfigStore store = Fill.open(data)) {
            Fill.everything(store);
        }
    }

    /** The thing in the directory's place. */
    private enum InItsPlace {
        NOTHING,
        AN_EMPTY_FOLDER,
        ANOTHER_STORE
    }

    private void away(InItsPlace inItsPlace, Runnable meanwhile) throws IOException {
        Path elsewhere = parent.resolve("elsewhere");
        Files.move(data, elsewhere);
        if (inItsPlace == InItsPlace.AN_EMPTY_FOLDER) {
            Files.createDirectory(data);
        } else if (inItsPlace == InItsPlace.ANOTHER_STORE) {
            Path other = parent.resolve("other");
            Fill.open(other).close();
            Files.move(other, data);
        }
        List<Path> before = names();
        meanwhile.run();
        assertThat(names()).isEqualTo(before);
        if (Files.exists(data)) {
            PlainFiles.deleteAll(data);
        }
        Files.move(elsewhere, data);
    }

    private List<Path> names() throws IOException {
        if (!Files.exists(data)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(data)) {
            return paths.sorted().toList();
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }

    private static Sweep sweep(ConfigStore store) {
        Instant later = Instant.now().plus(Duration.ofDays(1));
        return new Sweep(store, Clock.fixed(later, ZoneOffset.UTC), Duration.ofHours(1));
    }

    private static List<String> damages(ConfigStore store) {
        List<String> damages = new ArrayList<>();
        new StoreVerifier(store, (what, finding) -> damages.add(what + ": " + finding)).verify();
        return damages;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAskedForFirstMeanwhileIsUnavailableAndThereWhenTheDirectoryIsBack(InItsPlace inItsPlace)
            throws IOException {
        try (ConfigStore store = Fill.open(data)) {
            away(inItsPlace, () -> assertReadsAreUnavailable(store));
            Fill.checkEverything(store);
        }
    }

    private static void assertReadsAreUnavailable(ConfigStore store) {
        assertUnavailable(() -> store.tokens().findByHash(Fill.TOKEN.hash()));
        assertUnavailable(() -> store.tokens().list(Fill.OWNER));
        assertUnavailable(() -> store.projects().list(Fill.OWNER));
        assertUnavailable(() -> store.projects().find(Fill.PROJECT.key()));
        assertUnavailable(() -> store.projects().find(Fill.PROJECT.id()));
        assertUnavailable(() -> store.projects().branches(Fill.PROJECT.key()));
        assertUnavailable(() -> store.snapshots().live(Fill.key(Fill.BRANCH)));
        assertUnavailable(() -> store.snapshots().forEachBranch(branch -> {}));
        assertUnavailable(() -> store.accounts().find(Fill.OWNER));
        assertUnavailable(() -> store.accounts().untouched());
        assertUnavailable(() -> store.sessions().findByHash(Fill.SESSION.hash()));
        assertUnavailable(() -> store.audit().read(Fill.OWNER, AuditEntry.EARLIEST, 0, 2));
        assertUnavailable(() -> store.blobs().contains(BLOB));
        assertUnavailable(() -> store.blobs().read(BLOB));
        assertUnavailable(() -> store.blobs().open(BLOB));
        assertUnavailable(store::checkReachable);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsChangedMeanwhile(InItsPlace inItsPlace) throws IOException {
        Project project =
                Project.made(new ProjectKey(Fill.OWNER, new RepoId("more.x")), 2, Fill.TIME, Fill.branch("master"));
        try (ConfigStore store = Fill.open(data)) {
            Fill.checkEverything(store);
            away(inItsPlace, () -> {
                assertUnavailable(() -> Fill.append(store, 3));
                assertUnavailable(() -> Fill.blobs(store, 2));
                assertUnavailable(() -> store.projects().create(project));
                assertUnavailable(() -> store.tokens().remove(Fill.TOKEN.id()));
                assertUnavailable(() -> store.audit().append(Fill.ENTRY));
                assertUnavailable(() -> sweep(store).run());
                assertThat(damages(store)).isNotEmpty();
            });
            Fill.checkEverything(store);
            Fill.append(store, 3);
            assertThat(store.projects().find(project.key())).isEmpty();
        }
    }

    @Test
    void anAuditTrailThatIsAppendedToMeanwhileIsNotCutOff() throws IOException {
        try (ConfigStore store = Fill.open(data)) {
            assertThat(store.audit().read(new OwnerId("zoe"), AuditEntry.EARLIEST, 0, 1))
                    .isEmpty();
            away(InItsPlace.NOTHING, () -> assertUnavailable(() -> store.audit().append(Fill.ENTRY)));
            store.audit().append(Fill.ENTRY);
            assertThat(store.audit().read(Fill.OWNER, AuditEntry.EARLIEST, 0, 3))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps", "tokens", "accounts", "sessions", "audit"})
    void aFolderThatIsAwayUnderAnOpenStoreIsNotTakenForEmpty(String name) throws IOException {
        Path folder = data.resolve(name);
        Path elsewhere = parent.resolve("elsewhere");
        try (ConfigStore store = Fill.open(data)) {
            Files.move(folder, elsewhere);
            assertThat(damages(store)).anyMatch(line -> line.contains(name) && line.endsWith("is not there"));
            assertUnavailable(store::checkReachable);
            assertThat(folder).doesNotExist();
            Files.move(elsewhere, folder);
            Fill.checkEverything(store);
        }
    }

    @Test
    void aSweepFreesNothingWhileTheProjectsAreAway() throws IOException {
        Path elsewhere = parent.resolve("elsewhere");
        try (ConfigStore store = Fill.open(data)) {
            Files.move(data.resolve("apps"), elsewhere);
            assertUnavailable(() -> sweep(store).run());
            Files.move(elsewhere, data.resolve("apps"));
            assertThat(store.blobs().read(BLOB)).containsExactly(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps", "tokens", "accounts", "audit", "objects", "packs"})
    void aStoreInPartIsRefusedAndNothingIsMadeInIt(String name) throws IOException {
        PlainFiles.deleteAll(data.resolve(name));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Fill.open(data))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED))
                    .hasMessageContaining(" is damaged: without " + name)
                    .hasMessageContaining("restore");
            assertThat(data.resolve(name)).doesNotExist();
        }
    }

    @Test
    void aStoreWhoseLastProjectWasDeletedIsWholeAndSwept() throws IOException {
        try (ConfigStore store = Fill.open(data)) {
            store.projects().delete(Fill.PROJECT.key(), Fill.TIME.plusSeconds(1));
        }
        try (ConfigStore store = Fill.open(data)) {
            assertThat(sweep(store).run().blobs()).isEqualTo(1);
            assertThat(damages(store)).isEmpty();
        }
        PlainFiles.deleteAll(data.resolve("apps/site-builder/user/anna"));
        try (ConfigStore store = Fill.open(data)) {
            assertThat(damages(store)).isEmpty();
            sweep(store).run();
        }
    }

    @Test
    void foldersThatABackupLeavesOutAreMadeAnew() throws IOException {
        for (String name : List.of("tmp", "journal", "sessions")) {
            PlainFiles.deleteAll(data.resolve(name));
        }
        try (ConfigStore store = Fill.open(data)) {
            assertThat(store.sessions().list(Fill.OWNER)).isEmpty();
            assertThat(store.projects().list(Fill.OWNER)).containsExactly(Fill.PROJECT);
        }
    }
}
