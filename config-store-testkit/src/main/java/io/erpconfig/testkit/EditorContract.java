package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.StoredContent;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.edit.PreparedEdit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A {@link ConfigEditor} on a store that many write to at once, in one process or in several. */
abstract class EditorContract extends PortContract {

    private static final int WRITERS = 4;
    private static final Author AUTHOR = Author.of(OWNER);

    EditorContract(ConfigStoreContract contract) {
        super(contract);
    }

    private ConfigEditor editor() {
        return new ConfigEditor(store(), clock(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
    }

    private Project project() {
        return new ProjectEditor(store(), clock(), new SecureRandom()).createProject(PROJECT, AUTHOR);
    }

    private int edits() {
        return Math.max(Math.min(10, rounds() / 10), rounds() / 100);
    }

    @Test
    @DisplayName("Edits made at once through one editor each make one snapshot, which stays")
    void oneEditor() throws Exception {
        ConfigEditor editor = editor();
        everyEditIsOneSnapshot(List.of(editor, editor, editor, editor));
    }

    @Test
    @DisplayName("Edits made at once through several editors, as by several nodes, each make one snapshot, which stays")
    void severalEditors() throws Exception {
        ConfigEditor editor = editor();
        everyEditIsOneSnapshot(List.of(editor, editor, editor(), editor()));
    }

    /** Each edit changes a file of its writer's, one that all share, and adds one; so a lost edit would be missed. */
    private void everyEditIsOneSnapshot(List<ConfigEditor> editors) throws Exception {
        Project project = project();
        List<List<EditOutcome.Saved>> saved;
        try (Race race = new Race(WRITERS)) {
            saved = race.round(writer -> {
                List<EditOutcome.Saved> own = new ArrayList<>();
                for (int i = 0; i < edits(); i++) {
                    Change[] changes = files(writer, i).entrySet().stream()
                            .map(file -> put(file.getKey(), file.getValue()))
                            .toArray(Change[]::new);
                    Edit edit = Edit.of(AUTHOR, writer + "/" + i, Cause.SAVE, changes);
                    own.add((EditOutcome.Saved) editors.get(writer).edit(project, BranchName.MASTER, edit));
                }
                return own;
            });
        }
        check(project, saved);
        reopen();
        check(project, saved);
    }

    private static Map<String, String> files(int writer, int i) {
        return Map.of("of/" + writer, "" + i, "shared", writer + "/" + i, "all/" + writer + "/" + i, "");
    }

    private void check(Project project, List<List<EditOutcome.Saved>> saved) {
        List<Snapshot> log = log(project);
        assertThat(log)
                .extracting(each -> each.number().value())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1 + WRITERS * edits()).boxed().toList());
        TreeMap<String, String> content = new TreeMap<>();
        for (int i = 1; i < log.size(); i++) {
            Snapshot live = log.get(i);
            String[] name = live.message().split("/");
            int writer = Integer.parseInt(name[0]);
            EditOutcome.Saved outcome = saved.get(writer).get(Integer.parseInt(name[1]));
            assertThat(outcome.live()).isEqualTo(live);
            assertThat(outcome.before()).isEqualTo(log.get(i - 1));
            content.putAll(files(writer, Integer.parseInt(name[1])));
            assertThat(content(live)).as(live.message()).isEqualTo(content);
            Trees trees = new Trees(store().blobs());
            assertThat(live.listing()).isEqualTo(ContentListing.of(trees.load(live.root()), trees::load));
        }
        for (List<EditOutcome.Saved> own : saved) {
            assertThat(own).extracting(each -> each.live().number()).isSorted();
        }
    }

    @Test
    @DisplayName(
            "Edits that are made at once with a project, or a branch, that is not there each make one snapshot of it")
    void branchMadeWithEdits() throws Exception {
        for (Optional<BranchName> branch :
                List.of(Optional.<BranchName>empty(), Optional.of(new BranchName("trial")))) {
            checkMadeWithEdits(branch);
        }
        assertThat(store().projects().delete(PROJECT, clock().instant())).isTrue();
        checkMadeWithEdits(Optional.of(new BranchName("trial")));
        Project made = store().projects().find(PROJECT).orElseThrow();
        assertThat(content(log(made.defaultBranch()).get(0))).isEmpty();
        assertThat(log(made.defaultBranch())).hasSize(1);
    }

    private void checkMadeWithEdits(Optional<BranchName> branch) throws Exception {
        List<ProjectEditor.Filled> filled;
        try (Race race = new Race(WRITERS)) {
            filled = race.round(writer -> fill(branch, put("of/" + writer, "" + writer)));
        }
        assertThat(filled)
                .filteredOn(ProjectEditor.Filled::newBranch)
                .as("made the branch")
                .hasSize(1);
        reopen();
        BranchName name = branch.orElse(BranchName.MASTER);
        List<Snapshot> log = log(store().projects().findBranch(PROJECT, name).orElseThrow());
        assertThat(log)
                .extracting(each -> each.number().value())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1 + WRITERS).boxed().toList());
        assertThat(content(log.get(0))).isEmpty();
        assertThat(content(log.get(WRITERS))).isEqualTo(Map.of("of/0", "0", "of/1", "1", "of/2", "2", "of/3", "3"));
    }

    @Test
    @DisplayName("An edit that can't be made makes no project and no branch")
    void nothingMadeWithoutEdit() {
        ConfigPath nowhere = new ConfigPath("nowhere");
        assertThatThrownBy(() -> fill(Optional.empty(), new Change.Delete(nowhere)))
                .isInstanceOf(ConfigStoreException.class);
        BranchName trial = new BranchName("trial");
        assertThatThrownBy(() -> fill(Optional.of(trial), new Change.Delete(nowhere)))
                .isInstanceOf(ConfigStoreException.class);
        assertThat(store().projects().find(PROJECT)).isEmpty();

        project();
        assertThatThrownBy(() -> fill(Optional.of(trial), new Change.Delete(nowhere)))
                .isInstanceOf(ConfigStoreException.class);
        assertThat(store().projects().findBranch(PROJECT, trial)).isEmpty();
    }

    private ProjectEditor.Filled fill(Optional<BranchName> branch, Change change) {
        try (PreparedEdit edit = editor().prepare(Edit.of(AUTHOR, "", Cause.IMPORT, change))) {
            return new ProjectEditor(store(), clock(), new SecureRandom()).fill(PROJECT, branch, edit);
        }
    }

    @Test
    @DisplayName(
            "An edit made with its project that is cut off takes nothing from another writer, and is there whole or not")
    void cutOff() throws Exception {
        for (Optional<BranchName> branch :
                List.of(Optional.<BranchName>empty(), Optional.of(new BranchName("trial")))) {
            boolean failed = true;
            for (int changes = 0; failed; changes++) {
                assertThat(changes).as("changes").isLessThan(20);
                String name = "cut-" + changes + branch.map(each -> "-" + each).orElse("");
                ProjectKey key = new ProjectKey(AUTHOR.name(), new RepoId(name + ".erp-config"));
                failed = isCutOff(key, branch, changes);
                if (failed) {
                    checkCutOff(key, branch, name);
                    reopen();
                    checkCutOff(key, branch, name);
                }
            }
        }
    }

    private boolean isCutOff(ProjectKey key, Optional<BranchName> branch, int changes) {
        ConfigStore cut = CutOffStore.after(changes, store(), () -> saveAsAnother(key));
        Edit edit = Edit.of(AUTHOR, "", Cause.IMPORT, put("a", "1"), put("b/c", "2"), put("b/d", "3"));
        try (PreparedEdit prepared = new ConfigEditor(cut, clock(), ConfigEditor.DEFAULT_MAX_FILE_SIZE).prepare(edit)) {
            new ProjectEditor(cut, clock(), new SecureRandom()).fill(key, branch, prepared);
            return false;
        } catch (ConfigStoreException e) {
            return true;
        }
    }

    private void saveAsAnother(ProjectKey key) {
        Project project = store().projects()
                .find(key)
                .orElseGet(() -> new ProjectEditor(store(), clock(), new SecureRandom()).createProject(key, AUTHOR));
        editor().edit(project, BranchName.MASTER, Edit.of(AUTHOR, "", Cause.SAVE, put("theirs", "saved")));
    }

    private void checkCutOff(ProjectKey key, Optional<BranchName> branch, String as) {
        Map<String, String> theirs = Map.of("theirs", "saved");
        Map<String, String> whole = Map.of("a", "1", "b/c", "2", "b/d", "3");
        TreeMap<String, String> both = new TreeMap<>(whole);
        both.putAll(theirs);
        Map<String, String> master = content(live(key, BranchName.MASTER).orElseThrow());
        if (branch.isEmpty()) {
            assertThat(master).as(as).isIn(theirs, both);
        } else {
            assertThat(master).as(as).isEqualTo(theirs);
            live(key, branch.get())
                    .ifPresent(made -> assertThat(content(made)).as(as).isEqualTo(whole));
        }
    }

    private Optional<Snapshot> live(ProjectKey key, BranchName name) {
        return store().projects()
                .findBranch(key, name)
                .flatMap(found -> store().snapshots().live(new BranchKey(key, found.id())));
    }

    @Test
    @DisplayName("A counter that is saved on condition of what was read loses no count")
    void counter() throws Exception {
        Project project = project();
        ConfigEditor one = editor();
        ConfigEditor two = editor();
        ConfigPath path = new ConfigPath("counter");
        one.edit(project, BranchName.MASTER, Edit.of(AUTHOR, "", Cause.SAVE, put("counter", "0")));
        try (Race race = new Race(WRITERS)) {
            race.round(writer -> {
                for (int counted = 0; counted < edits(); ) {
                    Snapshot seen =
                            store().snapshots().live(Samples.key(project)).orElseThrow();
                    FileEntry file = new Trees(store().blobs())
                            .findFile(seen.root(), path)
                            .orElseThrow();
                    int value = Integer.parseInt(new String(store().blobs().read(file.blob()), UTF_8));
                    Edit edit = new Edit(
                            AUTHOR,
                            "",
                            Cause.SAVE,
                            List.of(put("counter", "" + (value + 1))),
                            new Precondition.FileIs(path, Set.of(file.gitId())));
                    if ((writer % 2 == 0 ? one : two).edit(project, BranchName.MASTER, edit)
                            instanceof EditOutcome.Saved) {
                        counted++;
                    }
                }
                return true;
            });
        }
        List<Snapshot> log = log(project);
        assertThat(log).hasSize(2 + WRITERS * edits());
        assertThat(content(log.get(log.size() - 1))).containsEntry("counter", "" + WRITERS * edits());
    }

    @Test
    @DisplayName("Of those who create one file at once exactly one does, and the others are told so")
    void creators() throws Exception {
        Project project = project();
        ConfigEditor one = editor();
        ConfigEditor two = editor();
        try (Race race = new Race(WRITERS)) {
            for (int round = 0; round < edits(); round++) {
                ConfigPath path = new ConfigPath("f" + round);
                List<Optional<EditOutcome>> outcomes = race.round(writer -> {
                    Edit edit = Edit.of(AUTHOR, "", Cause.SAVE, new Change.Create(path, source("" + writer)));
                    try {
                        return Optional.of((writer % 2 == 0 ? one : two).edit(project, BranchName.MASTER, edit));
                    } catch (ConfigStoreException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                        return Optional.empty();
                    }
                });
                assertThat(outcomes.stream().flatMap(Optional::stream))
                        .singleElement()
                        .isInstanceOf(EditOutcome.Saved.class);
            }
        }
        assertThat(log(project)).hasSize(1 + edits());
    }

    @Test
    @DisplayName("Nothing is newly saved under a name that git keeps for itself")
    void gitsOwnNames() {
        Project project = project();
        ConfigEditor editor = editor();
        editor.edit(project, BranchName.MASTER, Edit.of(AUTHOR, "", Cause.SAVE, put("a", "1")));
        for (String name : List.of(".git/config", "a/.GIT/config", "b/.git", "git~1/config", ".git. /config")) {
            ConfigPath path = new ConfigPath(name);
            for (Supplier<Change> change : List.<Supplier<Change>>of(
                    () -> new Change.Put(path, source("x")),
                    () -> new Change.Create(path, source("x")),
                    () -> new Change.Update(path, source("x")),
                    () -> new Change.Move(new ConfigPath("a"), path, Optional.empty()))) {
                assertThatThrownBy(() -> editor.edit(
                                project,
                                BranchName.MASTER,
                                Edit.of(AUTHOR, "", Cause.SAVE, put("b", "1"), change.get())))
                        .isInstanceOfSatisfying(
                                ConfigStoreException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH));
            }
        }
        assertThat(log(project)).hasSize(2);
    }

    @Test
    @DisplayName("What an earlier version saved under such a name stays, and can be read, moved away and deleted")
    void gitsOwnNamesOfEarlierVersions() {
        Project project = project();
        ConfigEditor editor = editor();
        appendAsEarlierVersion(project, Map.of(".git/config", "1", "a/.GIT", "2", "b", "3"));

        assertThat(content(edit(editor, project, put("b", "4"))))
                .isEqualTo(Map.of(".git/config", "1", "a/.GIT", "2", "b", "4"));
        ConfigPath moved = new ConfigPath("a/.GIT");
        edit(editor, project, new Change.Move(moved, new ConfigPath("c"), Optional.empty()));
        Snapshot deleted = edit(editor, project, new Change.Delete(new ConfigPath(".git/config")));
        assertThat(content(deleted)).isEqualTo(Map.of("b", "4", "c", "2"));
        assertThat(content(edit(editor, project, new Change.RestoreFile(number(2), moved))))
                .isEqualTo(Map.of("a/.GIT", "2", "b", "4", "c", "2"));
        assertThat(content(edit(editor, project, new Change.Restore(number(2)))))
                .isEqualTo(Map.of(".git/config", "1", "a/.GIT", "2", "b", "3"));
        assertThat(content(log(project).get(1))).containsEntry(".git/config", "1");
    }

    private static Snapshot edit(ConfigEditor editor, Project project, Change change) {
        Edit edit = Edit.of(AUTHOR, "", Cause.SAVE, change);
        return ((EditOutcome.Saved) editor.edit(project, BranchName.MASTER, edit)).live();
    }

    /** Makes a snapshot whose paths nobody has looked at. */
    private void appendAsEarlierVersion(Project project, Map<String, String> files) {
        Snapshot before = log(project).get(0);
        try (BlobUpload upload = store().blobs().begin()) {
            Trees trees = new Trees(store().blobs());
            TreeDraft draft = new TreeDraft(trees, before.root());
            files.forEach((path, content) -> {
                ConfigPath named = new ConfigPath(path);
                draft.put(named, StoredContent.put(upload, named.name(), source(content)));
            });
            TreeDraft.Built built = draft.build();
            built.fresh().values().forEach(tree -> upload.put(tree.encoded()));
            upload.commit();
            Snapshot made = Snapshot.of(
                    number(2),
                    built.root(),
                    built.gitId(),
                    ContentListing.of(trees.load(built.root()), trees::load),
                    Optional.of(new Snapshot.Parent(project.defaultBranch().id(), before.number(), before.commitId())),
                    AUTHOR,
                    before.createdAt(),
                    "",
                    Cause.SAVE);
            store().commits().append(Samples.key(project), made);
        }
    }

    private List<Snapshot> log(Project project) {
        return log(project.defaultBranch());
    }

    private List<Snapshot> log(Branch branch) {
        BranchKey key = new BranchKey(PROJECT, branch.id());
        return store().snapshots().range(key, number(1), number(Integer.MAX_VALUE));
    }

    private TreeMap<String, String> content(Snapshot snapshot) {
        TreeMap<String, String> files = new TreeMap<>();
        new Trees(store().blobs()).walk(snapshot.root(), (path, entry) -> {
            if (entry instanceof FileEntry file) {
                files.put(path, new String(store().blobs().read(file.blob()), UTF_8));
            }
            return true;
        });
        return files;
    }

    private static Change.Put put(String path, String content) {
        return new Change.Put(new ConfigPath(path), source(content));
    }

    private static ContentSource source(String content) {
        return ContentSource.of(content.getBytes(UTF_8));
    }
}
