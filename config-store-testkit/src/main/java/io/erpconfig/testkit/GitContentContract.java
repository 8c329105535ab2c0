package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.Sweep;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class GitContentContract extends PortContract {

    private static final Author ANNA = Author.of(OWNER);
    private static final List<String> PATHS = List.of("a", "b", "d/a", "d/b", "d/e/a", "f/a");

    GitContentContract(ConfigStoreContract contract) {
        super(contract);
    }

    private ConfigReader reader() {
        return new ConfigReader(store());
    }

    private ConfigEditor editor() {
        return new ConfigEditor(store(), clock(), 1 << 20);
    }

    private ProjectEditor projects() {
        return new ProjectEditor(store(), clock(), new SecureRandom());
    }

    private static Change put(String path, String text) {
        return new Change.Put(new ConfigPath(path), ContentSource.of(text.getBytes(UTF_8)));
    }

    private void edit(Project project, BranchName branch, Cause cause, Change... changes) {
        editor().edit(project, branch, Edit.of(ANNA, cause.toString(), cause, changes));
    }

    private void save(Project project, String path, String text) {
        edit(project, BranchName.MASTER, Cause.SAVE, put(path, text));
    }

    private static GitId id(String text) {
        return GitId.of("blob", text.getBytes(UTF_8));
    }

    private void assertFound(Project project, String text) {
        GitBlob found = reader().findBlob(project, id(text)).orElseThrow();
        assertThat(reader().read(found)).asString(UTF_8).isEqualTo(text);
        assertThat(found.size()).isEqualTo(text.getBytes(UTF_8).length);
        assertThat(found.id()).isEqualTo(id(text));
    }

    @Test
    @DisplayName("It is found as long as a branch or one that was copied from it has had it, and in its project only")
    void found() throws Exception {
        Project project = projects().createProject(PROJECT, ANNA);
        Project other = projects().createProject(Samples.project("anna", "b2b-cnc.erp-confi"), ANNA);
        save(project, "a", "first");
        save(project, "a", "second");
        save(other, "a", "of the other");
        reopen();
        assertThat(store().snapshots().knowsContent(PROJECT)).isTrue();
        assertFound(project, "first");
        assertFound(project, "second");
        assertThat(reader().findBlob(project, id("of the other"))).isEmpty();
        assertThat(reader().findBlob(other, id("first"))).isEmpty();
        assertThat(reader().findBlob(project, id("nobody's"))).isEmpty();
        // A folder's id, and a commit's, are no content's.
        assertThat(reader().findBlob(project, live(project).snapshot().rootGitId()))
                .isEmpty();
        assertThat(reader().findBlob(project, live(project).snapshot().commitId()))
                .isEmpty();
    }

    private Revision live(Project project) {
        return reader().resolve(project, new Ref.Head());
    }

    @Test
    @DisplayName("It is not found any more when its branch is deleted, but for what a copy descends from")
    void deletedBranch() throws Exception {
        Project project = projects().createProject(PROJECT, ANNA);
        BranchName dev = new BranchName("dev");
        projects().createBranch(project, dev, ANNA);
        edit(project, dev, Cause.SAVE, put("a", "before the copy"));
        projects().copyBranch(project, new BranchName("copy"), reader().resolve(project, Ref.parse("dev")), ANNA);
        edit(project, dev, Cause.SAVE, put("a", "after the copy"));
        assertFound(project, "after the copy");

        projects().deleteBranch(project, dev);

        for (int opened = 0; opened < 2; opened++) {
            assertFound(project, "before the copy");
            assertThat(reader().findBlob(project, id("after the copy"))).isEmpty();
            clock().advance(Duration.ofDays(1));
            new Sweep(store(), clock(), Duration.ofHours(1)).run();
            reopen();
        }
        projects().deleteBranch(project, new BranchName("copy"));
        clock().advance(Duration.ofDays(1));
        new Sweep(store(), clock(), Duration.ofHours(1)).run();
        assertThat(reader().findBlob(project, id("before the copy"))).isEmpty();
        save(project, "b", "before the copy");
        assertFound(project, "before the copy");
    }

    @Test
    @DisplayName("Nothing of a deleted project is found in one of the same name, with or without a sweep between")
    void namesUsedAgain() throws Exception {
        Project first = projects().createProject(PROJECT, ANNA);
        save(first, "a", "of the first");
        projects().deleteProject(PROJECT);
        Project second = projects().createProject(PROJECT, ANNA);
        assertThat(reader().findBlob(second, id("of the first"))).isEmpty();
        save(second, "a", "of the second");
        clock().advance(Duration.ofDays(1));
        new Sweep(store(), clock(), Duration.ofHours(1)).run();
        reopen();
        assertThat(reader().findBlob(second, id("of the first"))).isEmpty();
        assertFound(second, "of the second");
    }

    @Test
    @DisplayName("All of an import is found, however many files it has, and what it leaves as it was still is")
    void imports() throws Exception {
        Project project = projects().createProject(PROJECT, ANNA);
        List<Change> changes = new ArrayList<>(List.of(new Change.Clear()));
        IntStream.range(0, 2_500).forEach(i -> changes.add(put("d" + i % 7 + "/" + i, "content " + i)));
        edit(project, BranchName.MASTER, Cause.IMPORT, changes.toArray(Change[]::new));
        edit(project, BranchName.MASTER, Cause.IMPORT, new Change.Clear(), put("d1/1", "content 1"), put("x", "new"));
        reopen();
        for (int i : new int[] {0, 1, 999, 1_000, 2_499}) {
            assertFound(project, "content " + i);
        }
        assertFound(project, "new");
        assertThat(reader().findBlob(project, id("content 2500"))).isEmpty();
    }

    @Test
    @DisplayName("What an edit brought and took away again came in with no snapshot")
    void takenAwayAgain() {
        Project project = projects().createProject(PROJECT, ANNA);
        ConfigPath path = new ConfigPath("a");
        edit(
                project,
                BranchName.MASTER,
                Cause.COMMIT,
                put("a", "never seen"),
                new Change.Delete(path),
                put("b", "kept"));
        edit(project, BranchName.MASTER, Cause.COMMIT, put("a", "replaced"), put("a", "stays"));
        edit(
                project,
                BranchName.MASTER,
                Cause.COMMIT,
                put("c", "moved"),
                new Change.Move(new ConfigPath("c"), new ConfigPath("d"), Optional.empty()));
        assertThat(reader().findBlob(project, id("never seen"))).isEmpty();
        assertThat(reader().findBlob(project, id("replaced"))).isEmpty();
        assertFound(project, "kept");
        assertFound(project, "stays");
        assertFound(project, "moved");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("In any history what is found is what a walk through all that leads to a branch finds")
    void randomHistories(long seed) throws Exception {
        Random random = new Random(seed);
        Project project = projects().createProject(PROJECT, ANNA);
        Set<String> texts = new HashSet<>(Set.of("nobody's"));
        for (int step = 0; step < 60; step++) {
            clock().advance(Duration.ofMinutes(1));
            List<BranchState> branches = reader().branches(project);
            BranchState branch = branches.get(random.nextInt(branches.size()));
            BranchName name = branch.branch().name();
            String path = PATHS.get(random.nextInt(PATHS.size()));
            String text = random.nextInt(3) == 0 ? "common " + random.nextInt(3) : "text " + step;
            try {
                switch (random.nextInt(10)) {
                    case 0 ->
                        projects()
                                .copyBranch(project, new BranchName("copy" + step), any(project, branch, random), ANNA);
                    case 1 -> projects().deleteBranch(project, name);
                    case 2 -> edit(project, name, Cause.DELETE, new Change.Delete(new ConfigPath(path)));
                    case 3 ->
                        edit(
                                project,
                                name,
                                Cause.ROLLBACK,
                                new Change.Restore(
                                        any(project, branch, random).snapshot().number()));
                    case 4 ->
                        edit(project, name, Cause.IMPORT, new Change.Clear(), put(path, text), put("g", "common 1"));
                    case 5 -> {
                        if (random.nextInt(3) == 0) {
                            clock().advance(Duration.ofDays(1));
                            new Sweep(store(), clock(), Duration.ofHours(1)).run();
                        }
                    }
                    default -> edit(project, name, Cause.SAVE, put(path, text));
                }
                texts.add(text);
            } catch (ConfigStoreException e) {
                // The default branch isn't deleted, nor a file that is not there.
                assertThat(e.code().category()).isNotEqualTo(ErrorCategory.STORAGE);
            }
            if (step % 10 == 9) {
                reopen();
                Set<GitId> there = walk(project);
                for (String each : texts) {
                    assertThat(reader().findBlob(project, id(each)).isPresent())
                            .as("%s after step %s", each, step)
                            .isEqualTo(there.contains(id(each)));
                }
            }
        }
    }

    private Revision any(Project project, BranchState branch, Random random) {
        BranchKey key = new BranchKey(project.key(), branch.branch().id());
        SnapshotNumber number =
                new SnapshotNumber(1 + random.nextInt(branch.live().number().value()));
        return new Revision(project, key, store().snapshots().find(key, number).orElseThrow());
    }

    private Set<GitId> walk(Project project) {
        Set<GitId> found = new HashSet<>();
        Trees trees = new Trees(store().blobs());
        for (BranchState state : reader().branches(project)) {
            BranchKey key = new BranchKey(project.key(), state.branch().id());
            for (Revision each : reader().commits(new Revision(project, key, state.live()))) {
                trees.walk(each.snapshot().root(), (path, entry) -> {
                    if (entry instanceof FileEntry file) {
                        found.add(file.gitId());
                    }
                    return true;
                });
            }
        }
        return found;
    }

    @Test
    @DisplayName("Content that two branches brought is found until both are gone")
    void broughtTwice() {
        Project project = projects().createProject(PROJECT, ANNA);
        List<BranchName> names = List.of(new BranchName("one"), new BranchName("two"), new BranchName("three"));
        for (BranchName name : names) {
            projects().createBranch(project, name, ANNA);
            edit(project, name, Cause.SAVE, put(name.value(), "of all"));
            edit(project, name, Cause.DELETE, new Change.Delete(new ConfigPath(name.value())));
        }
        for (BranchName name : names) {
            assertFound(project, "of all");
            projects().deleteBranch(project, name);
        }
        assertThat(reader().findBlob(project, id("of all"))).isEmpty();
    }
}
