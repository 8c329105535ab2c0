package io.erpconfig.core.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigEditorTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));

    private final ConfigStore store = InMemoryStore.create();
    private final ConfigReader reader = new ConfigReader(store);
    private final ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), 1000);
    private final ProjectEditor projects = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom());
    private final Project project =
            projects.createProject(new ProjectKey(new OwnerId("ann"), new RepoId("cnc.erp-config")), ANN);

    @Test
    void aProjectStartsWithAnEmptyMasterAndTheFirstSaveIsV0002() {
        BranchState master = reader.findBranch(project, BranchName.MASTER).orElseThrow();
        assertThat(master.isDefault()).isTrue();
        assertThat(master.live().number()).hasToString("v0001");
        assertThat(master.live().shortId()).isEqualTo("e3b0c442");

        assertThat(saved(put("a.json", "1")).number()).hasToString("v0002");
    }

    @Test
    void aSaveThatChangesNothingMakesNoSnapshot() {
        Snapshot live = saved(put("a.json", "1"));
        EditOutcome.Unchanged unchanged = (EditOutcome.Unchanged) edit(put("a.json", "1"));
        assertThat(unchanged.live()).isEqualTo(live);
        assertThat(unchanged.written()).singleElement().satisfies(written -> {
            assertThat(written.file().gitId()).isEqualTo(GitId.of("blob", "1".getBytes(UTF_8)));
            assertThat(written.isNew()).isFalse();
        });
    }

    @Test
    void anEditIsInTheAuditTrailWithItsTimeAndSnapshotAndOneThatIsNotMadeIsNot() {
        AuditEntry entry = new AuditEntry(
                Instant.EPOCH,
                Optional.of(new OwnerId("ann")),
                "ann",
                AuditAction.FILE_SAVE,
                Map.of(),
                List.of("a.json"),
                "::1",
                AuditEntry.OK);
        Clock noon = Clock.fixed(Instant.parse("2026-03-01T12:00:00.123Z"), ZoneOffset.UTC);
        ConfigEditor audited = new ConfigEditor(store, noon, 1000);
        Edit save = Edit.of(ANN, "", Cause.SAVE, put("a.json", "1")).audited(entry);
        Edit stale = new Edit(
                ANN,
                "",
                Cause.SAVE,
                List.of(put("a.json", "2")),
                new Precondition.FileAbsent(new ConfigPath("a.json")),
                Optional.of(entry));
        audited.edit(project, BranchName.MASTER, save);
        audited.edit(project, BranchName.MASTER, save);
        audited.edit(project, BranchName.MASTER, stale);

        Branch master = project.defaultBranch();
        AuditEntry event = entry.at(noon.instant())
                .with(AuditEntry.Subject.PROJECT, project.key().repoId().value())
                .with(AuditEntry.Subject.BRANCH, "master")
                .with(AuditEntry.Subject.SNAPSHOT, "v0002")
                .asEvent(
                        new OwnerId("ann"), new EventTarget(Optional.of(project.id()), Optional.of(master.id()), true));
        assertThat(store.events().read(new OwnerId("ann"), 0, 9))
                .satisfiesExactly(
                        made -> assertThat(made.entry().action()).isEqualTo(AuditAction.PROJECT_CREATE),
                        saved -> assertThat(saved).isEqualTo(new LoggedEvent(2, event)));
        assertThat(store.audit().read(new OwnerId("ann"), AuditEntry.EARLIEST, 0, 9))
                .hasSize(2)
                .startsWith(event);
    }

    @Test
    void anOutcomeTellsWhatWasWrittenAndWhetherItIsNew() {
        saved(put("a.json", "1"));
        EditOutcome.Saved saved = (EditOutcome.Saved)
                edit(put("a.json", "2"), put("b.json", "3"), new Change.Delete(new ConfigPath("a.json")));
        assertThat(saved.written())
                .extracting(written -> written.path() + " " + written.file().size() + " " + written.isNew())
                .containsExactly("a.json 1 false", "b.json 1 true");
        assertThat(saved.written().get(1).file())
                .isEqualTo(new Trees(store.blobs())
                        .findFile(saved.live().root(), new ConfigPath("b.json"))
                        .orElseThrow());
    }

    @Test
    void aProjectThatIsMadeWithAnEditIsNotThereWithoutIt() {
        StoreWatch watch = new StoreWatch();
        ConfigStore watched = store.with(watch::on);
        ProjectKey key = new ProjectKey(new OwnerId("ann"), new RepoId("new.erp-config"));
        List<Boolean> there = new ArrayList<>();
        watch.committing = (commits, commit) -> {
            there.add(store.projects().find(key).isPresent());
            StoreCommit.Outcome appended = commits.commit(commit);
            there.add(store.projects().find(key).isPresent());
            return appended;
        };
        ProjectEditor making = new ProjectEditor(watched, Clock.systemUTC(), new SecureRandom());

        try (PreparedEdit prepared = new ConfigEditor(watched, Clock.systemUTC(), 1000)
                .prepare(Edit.of(ANN, "", Cause.IMPORT, put("a.json", "1")))) {
            assertThat(store.projects().find(key)).isEmpty();
            ProjectEditor.Filled filled = making.fill(key, Optional.empty(), prepared);
            assertThat(filled.newProject()).isTrue();
        }
        assertThat(there).hasSize(4).containsOnly(false);
        Project made = store.projects().find(key).orElseThrow();
        assertThat(reader.findBranch(made, BranchName.MASTER)
                        .orElseThrow()
                        .live()
                        .number())
                .hasToString("v0002");
    }

    @Test
    void aPreviewTellsWhatAnEditWouldChangeAndStoresNothing() {
        saved(put("a.json", "1"), put("b.json", "1"), put("c.json", "1"));
        Snapshot before = live();
        Set<BlobId> stored = blobs();
        Edit edit = Edit.of(
                ANN,
                "",
                Cause.IMPORT,
                new Change.Clear(),
                put("a.json", "1"),
                put("b.json", "2"),
                put("d/e.json", "3"));
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());

        List<FileChange> changes = editor.preview(Optional.of(master), edit);
        assertThat(changes).extracting(FileChange::path).containsExactly("b.json", "c.json", "d/e.json");
        assertThat(editor.preview(Optional.empty(), edit))
                .extracting(FileChange::path)
                .containsExactly("a.json", "b.json", "d/e.json");
        assertThat(live()).isEqualTo(before);
        assertThat(blobs()).isEqualTo(stored);
        Snapshot after = ((EditOutcome.Saved) editor.edit(project, BranchName.MASTER, edit)).live();
        assertThat(reader.compare(before, after)).containsExactlyElementsOf(changes);
    }

    private Set<BlobId> blobs() {
        Set<BlobId> ids = new HashSet<>();
        store.blobs().forEach(ids::add);
        return ids;
    }

    @Test
    void aCommitIsMadeAsAWholeOrNotAtAll() {
        Snapshot before = saved(put("a.json", "1"));
        fails(ErrorCode.FILE_NOT_FOUND, () -> edit(put("b.json", "2"), new Change.Delete(path("nope"))));
        assertThat(live()).isEqualTo(before);

        saved(put("b.json", "2"), new Change.Move(path("a.json"), path("x/y.json"), Optional.empty()));
        assertThat(content()).containsExactlyInAnyOrderEntriesOf(Map.of("b.json", "2", "x/y.json", "1"));
    }

    @Test
    void stepsSayWhatHasToBeThereAndWhatNot() {
        saved(put("a", "1"));
        fails(ErrorCode.ALREADY_EXISTS, () -> edit(new Change.Create(path("a"), text("2"))));
        fails(ErrorCode.FILE_NOT_FOUND, () -> edit(new Change.Update(path("b"), text("2"))));
        fails(ErrorCode.FILE_NOT_FOUND, () -> edit(new Change.Move(path("b"), path("c"), Optional.empty())));
        fails(ErrorCode.ALREADY_EXISTS, () -> edit(new Change.Move(path("a"), path("a"), Optional.empty())));
        fails(ErrorCode.PATH_CONFLICT, () -> edit(put("a/b", "2")));
        saved(put("d/e", "3"));
        fails(ErrorCode.PATH_CONFLICT, () -> edit(put("d", "2")));
        saved(new Change.Delete(path("a")), put("a/b", "2"));
        saved(new Change.Delete(path("d/e")), put("d", "4"));
        assertThat(content()).containsExactlyInAnyOrderEntriesOf(Map.of("a/b", "2", "d", "4"));
    }

    @Test
    void aFolderGoesWithItsLastFile() {
        saved(put("a/b/c", "1"), put("z", "2"));
        saved(new Change.Delete(path("a/b/c")));
        assertThat(reader.find(master(), path("a"))).isEmpty();
        assertThat(reader.find(master(), path("a/b"))).isEmpty();
    }

    @Test
    void aPreconditionThatDoesNotHoldWritesNothing() {
        Snapshot live = saved(put("a", "1"));
        FileEntry a = reader.file(master(), path("a"));
        assertThat(edit(new Precondition.FileAbsent(path("a")), put("a", "2"))).isEqualTo(new EditOutcome.Stale(live));
        assertThat(edit(new Precondition.FileIs(path("b"), Set.of(a.gitId())), put("b", "2")))
                .isEqualTo(new EditOutcome.Stale(live));
        assertThat(edit(new Precondition.FileExists(path("b")), put("b", "2"))).isEqualTo(new EditOutcome.Stale(live));
        assertThat(edit(new Precondition.FileIs(path("a"), Set.of(a.gitId())), put("a", "2")))
                .isInstanceOf(EditOutcome.Saved.class);
        assertThat(edit(new Precondition.BranchIs(Set.of(live.commitId())), put("a", "3")))
                .isInstanceOf(EditOutcome.Stale.class);
        assertThat(edit(new Precondition.BranchIs(Set.of(live().commitId())), put("a", "3")))
                .isInstanceOf(EditOutcome.Saved.class);
    }

    @Test
    void aRollbackIsOneMoreSnapshotWithTheContentOfAnOlderOne() {
        Snapshot old = saved(put("a", "1"), put("b/c", "2"));
        saved(put("a", "3"), new Change.Delete(path("b/c")));
        Snapshot restored = saved(new Change.Restore(old.number()));
        assertThat(restored.number()).hasToString("v0004");
        assertThat(restored.shortId()).isEqualTo(old.shortId());
        assertThat(content()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b/c", "2"));
        assertThat(edit(new Change.Restore(old.number()))).isInstanceOf(EditOutcome.Unchanged.class);
        fails(ErrorCode.SNAPSHOT_NOT_FOUND, () -> edit(new Change.Restore(new SnapshotNumber(99))));
    }

    @Test
    void oneFileIsRolledBackAndTheOthersStay() {
        Snapshot old = saved(put("a", "1"), put("b", "2"));
        saved(put("a", "3"), put("b", "4"), put("new", "5"));
        saved(new Change.RestoreFile(old.number(), path("a")));
        saved(new Change.RestoreFile(old.number(), path("new")));
        assertThat(content()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "4"));
        fails(ErrorCode.FILE_NOT_FOUND, () -> edit(new Change.RestoreFile(old.number(), path("never"))));
    }

    @Test
    void aFileMayBeAsLargeAsTheLimitAndNoLarger() {
        saved(put("a", "x".repeat(1000)));
        fails(ErrorCode.FILE_TOO_LARGE, () -> edit(put("a", "x".repeat(1001))));
    }

    @Test
    void aSourceThatGivesOtherThanItSaidChangesNothing() {
        Snapshot before = live();
        for (int given : new int[] {4, 6}) {
            ContentSource liar = new ContentSource() {
                @Override
                public long size() {
                    return 5;
                }

                @Override
                public java.io.InputStream open() {
                    return new java.io.ByteArrayInputStream(new byte[given]);
                }
            };
            fails(ErrorCode.INVALID_CONTENT, () -> edit(new Change.Put(path("a"), liar)));
        }
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void aCopiedBranchSharesTheContentAndItsHistory() {
        Snapshot source = saved(put("a", "1"));
        Branch copy = projects.copyBranch(project, new BranchName("release/1"), master(), ANN);
        BranchState state = reader.findBranch(project, copy.name()).orElseThrow();
        assertThat(state.live().number()).isEqualTo(SnapshotNumber.FIRST);
        assertThat(state.live().shortId()).isEqualTo(source.shortId());
        Revision revision = reader.resolve(project, Ref.parse("release/1"));
        List<String> causes = new ArrayList<>();
        reader.commits(revision).forEach(r -> causes.add(r.snapshot().cause().toString()));
        assertThat(causes).containsExactly("copy", "save", "create");
        assertThat(reader.lastChange(revision, path("a")).snapshot()).isEqualTo(source);
    }

    @Test
    void aBranchMadeAgainStartsAnew() {
        BranchName name = new BranchName("next");
        projects.createBranch(project, name, ANN);
        editor.edit(project, name, Edit.of(ANN, "", Cause.SAVE, put("a", "1")));
        projects.deleteBranch(project, name);
        assertThat(reader.findBranch(project, name)).isEmpty();
        fails(
                ErrorCode.BRANCH_NOT_FOUND,
                () -> editor.edit(project, name, Edit.of(ANN, "", Cause.SAVE, put("a", "1"))));
        projects.createBranch(project, name, ANN);
        assertThat(reader.findBranch(project, name).orElseThrow().live().number())
                .isEqualTo(SnapshotNumber.FIRST);
        fails(ErrorCode.ALREADY_EXISTS, () -> projects.createBranch(project, name, ANN));
        fails(ErrorCode.DEFAULT_BRANCH, () -> projects.deleteBranch(project, BranchName.MASTER));
    }

    @Test
    void aComparisonNamesTheFilesThatDiffer() {
        saved(put("a", "1"), put("b/c", "2"), put("d/e", "3"));
        Revision before = master();
        saved(put("a", "9"), new Change.Delete(path("b/c")), put("b", "file now"), put("n/m", "4"));
        assertThat(reader.compare(before, master()))
                .extracting(FileChange::path)
                .containsExactly("a", "b", "b/c", "n/m");
        assertThat(reader.compare(before, before)).isEmpty();
    }

    @Test
    void aBlobIsFoundByItsGitIdInWhateverSnapshot() {
        saved(put("a/b", "old"));
        var id = reader.file(master(), path("a/b")).gitId();
        saved(put("a/b", "new"));
        assertThat(reader.findBlob(project, id)).get().extracting(GitBlob::size).isEqualTo(3L);
    }

    @Test
    void editsMadeAtTheSameTimeAllSucceedEachInItsOwnSnapshot() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int w = 0; w < 8; w++) {
                String file = "f" + w;
                writers.add(() -> {
                    for (int i = 0; i < 50; i++) {
                        saved(put(file, "" + i));
                    }
                    return null;
                });
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(live().number().value()).isEqualTo(1 + 8 * 50);
        assertThat(content()).hasSize(8).containsEntry("f3", "49");
    }

    @Test
    void randomEditsGiveWhatAMapOfPathsGivesAndTheContentIdOfAllItsLines() throws Exception {
        long seed = 4711;
        Random random = new Random(seed);
        TreeMap<String, String> model = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            String path = randomPath(random);
            if (random.nextInt(4) == 0 && model.remove(path) != null) {
                saved(new Change.Delete(path(path)));
            } else if (model.keySet().stream().noneMatch(p -> p.startsWith(path + "/") || path.startsWith(p + "/"))) {
                String content = "c" + random.nextInt(50);
                model.put(path, content);
                edit(put(path, content));
            }
            assertThat(content()).as("seed %d, step %d", seed, step).isEqualTo(model);
            assertThat(live().listing().id().hex()).isEqualTo(contentId(model));
            assertThat(live().listing().files()).isEqualTo(model.size());
        }
    }

    private static String randomPath(Random random) {
        String[] names = {"a", "b", "a-b", "a.b", "A", "é", "Ａ", "😀"};
        StringBuilder path = new StringBuilder(names[random.nextInt(names.length)]);
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(names[random.nextInt(names.length)]);
        }
        return path.toString();
    }

    private static String contentId(TreeMap<String, String> files) throws Exception {
        StringBuilder lines = new StringBuilder();
        var md5 = java.security.MessageDigest.getInstance("MD5");
        files.forEach((path, content) -> lines.append(path)
                .append('|')
                .append(content.length())
                .append('|')
                .append(java.util.HexFormat.of().formatHex(md5.digest(content.getBytes(UTF_8))))
                .append('\n'));
        return Sha256.of(lines.toString().getBytes(UTF_8)).hex();
    }

    private Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        for (ListedEntry listed : reader.list(reader.root(master()), "", true)) {
            if (listed.entry() instanceof FileEntry file) {
                content.put(listed.path(), new String(reader.read(file), UTF_8));
            }
        }
        return content;
    }

    private Revision master() {
        return reader.resolve(project, new Ref.Head());
    }

    private Snapshot live() {
        return master().snapshot();
    }

    private Snapshot saved(Change... changes) {
        return ((EditOutcome.Saved) edit(changes)).live();
    }

    private EditOutcome edit(Change... changes) {
        return edit(new Precondition.None(), changes);
    }

    private EditOutcome edit(Precondition precondition, Change... changes) {
        return editor.edit(
                project, BranchName.MASTER, new Edit(ANN, "why", Cause.SAVE, List.of(changes), precondition));
    }

    private static Change.Put put(String path, String content) {
        return new Change.Put(path(path), text(content));
    }

    private static ContentSource text(String content) {
        return ContentSource.of(content.getBytes(UTF_8));
    }

    private static ConfigPath path(String path) {
        return new ConfigPath(path);
    }

    private static void fails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
