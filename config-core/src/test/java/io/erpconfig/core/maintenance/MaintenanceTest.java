package io.erpconfig.core.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final BranchName SIDE = new BranchName("side");

    private final Clock clock = Clock.systemUTC();
    private final ConfigStore store = InMemoryStore.create();
    private final ConfigReader reader = new ConfigReader(store);
    private final ConfigEditor editor = new ConfigEditor(store, clock, 1000);
    private final ProjectEditor projects = new ProjectEditor(store, clock, new SecureRandom());
    private final Project project =
            projects.createProject(new ProjectKey(new OwnerId("ann"), new RepoId("cnc.erp-config")), ANN);

    @Test
    void aSoundStoreHasNothingToTell() {
        save(BranchName.MASTER, "a/b", "1");
        save(BranchName.MASTER, "a/b", "2");
        assertThat(damage()).isEmpty();
    }

    @Test
    void aSnapshotWhoseFieldsOrObjectsWereChangedIsNamed() {
        Snapshot live = save(BranchName.MASTER, "a/b", "1");
        BranchKey branch = new BranchKey(project.key(), project.defaultBranch().id());
        Snapshot forged = new Snapshot(
                live.number().next(),
                live.root(),
                live.rootGitId(),
                live.listing(),
                live.commitId(),
                Optional.of(new Snapshot.Parent(branch.branch(), live.number(), live.commitId())),
                ANN,
                live.createdAt(),
                "another message",
                Cause.SAVE);
        store.commits().append(branch, forged);
        assertThat(damage()).singleElement().asString().contains("v0003").contains("commit id");

        store.blobs().sweep(blob -> !blob.sha256().equals(Sha256.of("1".getBytes(UTF_8))), Instant.MAX);
        assertThat(damage()).anyMatch(line -> line.contains("v0002") && line.contains("file 'b'"));
    }

    @Test
    void aSweepFreesWhatNothingRefersToAndKeepsAllElse() {
        save(BranchName.MASTER, "kept", "old");
        save(BranchName.MASTER, "kept", "new");
        projects.createBranch(project, SIDE, ANN);
        save(SIDE, "only here", "goes");
        try (BlobUpload upload = store.blobs().begin()) {
            upload.put("never referred to".getBytes(UTF_8));
            upload.commit();
        }
        projects.deleteBranch(project, SIDE);

        BlobStore.Freed freed = new Sweep(store, later(), Duration.ZERO).run();

        assertThat(freed.blobs()).isEqualTo(3); // a file, its folder, and the stray object
        assertThat(damage()).isEmpty();
        assertThat(text(Ref.parse("master@v2"), "kept")).isEqualTo("old");
        assertThat(new Sweep(store, later(), Duration.ZERO).run().blobs()).isZero();
    }

    @Test
    void aFileOfTheBytesOfAFolderDoesNotHideWhatIsInTheFolder() {
        save(BranchName.MASTER, "a/c", "2");
        Snapshot live = save(BranchName.MASTER, "a/b", "1");
        var folder = new Trees(store.blobs())
                .findFolder(live.root(), new ConfigPath("a"))
                .orElseThrow();
        // In a newer snapshot than the folder, and in a branch of its own, so that it is met first however history is
        // read.
        projects.createBranch(project, SIDE, ANN);
        for (BranchName branch : List.of(BranchName.MASTER, SIDE)) {
            save(branch, "a/b", "other");
            save(branch, "copy", store.blobs().read(folder.blob()));
        }

        assertThat(new Sweep(store, later(), Duration.ZERO).run().blobs()).isZero();
        assertThat(text(Ref.parse("master@v3"), "a/b")).isEqualTo("1");
        assertThat(damage()).isEmpty();
    }

    @Test
    void aSweepSparesWhatIsYoungerThanTheGrace() {
        try (BlobUpload upload = store.blobs().begin()) {
            upload.put("in flight".getBytes(UTF_8));
            upload.commit();
        }
        assertThat(new Sweep(store, clock, Duration.ofHours(1)).run().blobs()).isZero();
    }

    @Test
    void aDeletedBranchIsKeptWhileAnotherDescendsFromIt() {
        projects.createBranch(project, SIDE, ANN);
        save(SIDE, "a", "1");
        save(SIDE, "a", "2");
        BranchName copy = new BranchName("copy");
        projects.copyBranch(project, copy, reader.resolve(project, Ref.parse("side@v2")), ANN);
        projects.deleteBranch(project, SIDE);

        new Sweep(store, later(), Duration.ZERO).run();

        assertThat(reader.commits(reader.resolve(project, Ref.parse("copy")))).hasSize(3);
        assertThat(text(Ref.parse("copy"), "a")).isEqualTo("1");
        assertThat(damage()).isEmpty();
    }

    @Test
    void aCopyOfADeletedBranchThatIsAboutToBeFreedHasAllItsHistoryOrIsNotMade() {
        BranchKey side = deletedTwoHoursAgo();
        Revision source = reader.resolve(
                project,
                Ref.parse(store.snapshots().live(side).orElseThrow().commitId().hex()));
        BranchName copy = new BranchName("copy");
        ConfigStore pausing = store.with(ports -> ports.withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
            @Override
            public void purge(BranchKey branch) {
                assertThat(branch).isEqualTo(side);
                assertThatThrownBy(() -> projects.copyBranch(project, copy, source, ANN))
                        .isInstanceOfSatisfying(
                                ConfigStoreException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.REF_NOT_FOUND));
                super.purge(branch);
            }
        }));

        new Sweep(pausing, clock, Duration.ofHours(1)).run();

        assertThat(store.snapshots().live(side)).isEmpty();
        assertThat(reader.findBranch(project, copy)).isEmpty();
    }

    @Test
    void whatABranchThatIsJustBeingMadeDescendsFromIsKept() {
        BranchKey side = deletedTwoHoursAgo();
        Snapshot source = store.snapshots().live(side).orElseThrow();
        Snapshot first = Snapshot.of(
                SnapshotNumber.FIRST,
                source.root(),
                source.rootGitId(),
                source.listing(),
                Optional.of(new Snapshot.Parent(side.branch(), source.number(), source.commitId())),
                ANN,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                "copy",
                Cause.COPY);
        store.commits().append(new BranchKey(project.key(), BranchId.random(new SecureRandom())), first);

        new Sweep(store, clock, Duration.ofHours(1)).run();

        assertThat(store.snapshots().live(side)).contains(source);
    }

    private BranchKey deletedTwoHoursAgo() {
        Clock earlier = Clock.offset(clock, Duration.ofHours(-2));
        ProjectEditor before = new ProjectEditor(store, earlier, new SecureRandom());
        BranchKey side = new BranchKey(
                project.key(), before.createBranch(project, SIDE, ANN).id());
        Change put = new Change.Put(new ConfigPath("a"), ContentSource.of(new byte[] {1}));
        new ConfigEditor(store, earlier, 1000).edit(project, SIDE, Edit.of(ANN, "", Cause.SAVE, put));
        before.deleteBranch(project, SIDE);
        return side;
    }

    @Test
    void aDeletedProjectIsFreedWholly() {
        save(BranchName.MASTER, "a/b", "1");
        projects.deleteProject(project.key());
        // A file, two folders, and the change tree of the root folder; that of the other one would say no more.
        assertThat(new Sweep(store, later(), Duration.ZERO).run().blobs()).isEqualTo(4);
    }

    private Clock later() {
        return Clock.offset(clock, Duration.ofMinutes(1));
    }

    private List<String> damage() {
        List<String> damage = new ArrayList<>();
        new StoreVerifier(store, (what, finding) -> damage.add(what + ": " + finding)).verify();
        return damage;
    }

    private Snapshot save(BranchName branch, String path, String content) {
        return save(branch, path, content.getBytes(UTF_8));
    }

    private Snapshot save(BranchName branch, String path, byte[] content) {
        Change put = new Change.Put(new ConfigPath(path), ContentSource.of(content));
        editor.edit(project, branch, Edit.of(ANN, "", Cause.SAVE, put));
        return reader.findBranch(project, branch).orElseThrow().live();
    }

    private String text(Ref ref, String path) {
        var revision = reader.resolve(project, ref);
        return new String(reader.read(reader.file(revision, new ConfigPath(path))), UTF_8);
    }
}
