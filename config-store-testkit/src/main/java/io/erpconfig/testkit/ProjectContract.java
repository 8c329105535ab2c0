package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.branch;
import static io.erpconfig.testkit.Samples.key;
import static io.erpconfig.testkit.Samples.number;
import static io.erpconfig.testkit.Samples.projectOf;
import static io.erpconfig.testkit.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ProjectContract extends PortContract {

    ProjectContract(ConfigStoreContract contract) {
        super(contract);
    }

    private ProjectCatalog catalog() {
        return store().projects();
    }

    /** Makes a project as a use case does it: the first snapshot, then the record. */
    private Project made(ProjectKey key) {
        return made(projectOf(key));
    }

    private Project made(Project project) {
        Snapshot first = snapshot(1, "first of " + project.defaultBranch().id());
        assertThat(store().commits().append(key(project), first)).isEqualTo(Outcome.DONE);
        assertThat(catalog().create(project)).isEqualTo(Creation.DONE);
        return project;
    }

    private List<Project> all() {
        List<Project> projects = new ArrayList<>();
        catalog().forEach(projects::add);
        return projects;
    }

    @Test
    @DisplayName("What isn't there is empty, and no error")
    void absent() {
        assertThat(catalog().find(PROJECT)).isEmpty();
        assertThat(catalog().find(new ProjectId(1))).isEmpty();
        assertThat(catalog().find(EarlierProjectId.of(PROJECT))).isEmpty();
        assertThat(catalog().list(OWNER)).isEmpty();
        assertThat(all()).isEmpty();
        assertThat(catalog().delete(PROJECT, START)).isFalse();
    }

    @Test
    @DisplayName("A project is found by key and by id, with its default branch")
    void found() throws Exception {
        Project project = made(PROJECT);
        checkFound(project);
        reopen();
        checkFound(project);
    }

    private void checkFound(Project project) {
        assertThat(catalog().find(PROJECT)).contains(project);
        assertThat(catalog().find(project.id())).contains(project);
        assertThat(catalog().find(EarlierProjectId.of(PROJECT)))
                .isEqualTo(Optional.of(project).filter(each -> each.earlierId().isPresent()));
        assertThat(catalog().list(OWNER)).containsExactly(project);
        assertThat(all()).containsExactly(project);
        assertThat(catalog().branches(PROJECT)).containsExactly(project.defaultBranch());
        assertThat(catalog().findBranch(PROJECT, project.defaultBranch().name()))
                .contains(project.defaultBranch());
    }

    @Test
    @DisplayName("A name is taken once")
    void taken() {
        Project first = made(PROJECT);
        assertThat(catalog().create(projectOf(PROJECT))).isEqualTo(Creation.NAME_TAKEN);
        assertThat(catalog().find(PROJECT)).contains(first);
        assertThat(catalog().branches(PROJECT)).containsExactly(first.defaultBranch());
    }

    @Test
    @DisplayName("Of those who race for a name exactly one gets it, with its own first snapshot")
    void racingCreate() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                ProjectKey key = Samples.project("anna", "race-" + round + ".erp-config");
                List<Project> candidates = List.of(projectOf(key), projectOf(key), projectOf(key), projectOf(key));
                List<Creation> created = race.round(i -> {
                    store().commits().append(key(candidates.get(i)), snapshot(1, "by " + i));
                    return catalog().create(candidates.get(i));
                });
                assertThat(created).containsOnlyOnce(Creation.DONE).containsOnly(Creation.DONE, Creation.NAME_TAKEN);
                int winner = created.indexOf(Creation.DONE);
                assertThat(catalog().find(key)).contains(candidates.get(winner));
                assertThat(store().snapshots().live(key(candidates.get(winner))))
                        .contains(snapshot(1, "by " + winner));
            }
        }
    }

    @Test
    @DisplayName("A project that an earlier version made answers to its earlier id too, as long as it is there")
    void earlierId() throws Exception {
        Project project = made(Samples.earlierProjectOf(PROJECT));
        checkFound(project);
        reopen();
        checkFound(project);
        assertThat(catalog().delete(PROJECT, START)).isTrue();

        made(PROJECT);

        assertThat(catalog().find(EarlierProjectId.of(PROJECT))).isEmpty();
        reopen();
        assertThat(catalog().find(EarlierProjectId.of(PROJECT))).isEmpty();
    }

    @Test
    @DisplayName("An id is taken once, and the second attempt changes nothing")
    void idTaken() throws Exception {
        Project first = made(PROJECT);
        for (int i = 0; i < 2; i++) {
            Project second = withId(first.id(), Samples.project("bert", "other.erp-config"));
            assertThat(catalog().create(second)).isEqualTo(Creation.ID_TAKEN);
            assertThat(all()).containsExactly(first);
            assertThat(catalog().find(second.key())).isEmpty();
            assertThat(catalog().find(first.id())).contains(first);
            reopen();
        }
        assertThat(catalog().create(withId(first.id(), PROJECT))).isEqualTo(Creation.NAME_TAKEN);
    }

    private static Project withId(ProjectId id, ProjectKey key) {
        Project project = projectOf(key);
        return new Project(key, id, project.earlierId(), project.createdAt(), project.defaultBranch());
    }

    @Test
    @DisplayName("Of those who race for an id exactly one gets it")
    void racingId() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                ProjectId id = new ProjectId(1000 + round);
                String name = "race-" + round + ".erp-config";
                List<Creation> created =
                        race.round(i -> catalog().create(withId(id, Samples.project("racer" + i, name))));
                assertThat(created).containsOnlyOnce(Creation.DONE).containsOnly(Creation.DONE, Creation.ID_TAKEN);
                ProjectKey winner = Samples.project("racer" + created.indexOf(Creation.DONE), name);
                assertThat(catalog().find(id)).map(Project::key).contains(winner);
            }
        }
        assertThat(all()).extracting(Project::id).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("Names that differ at all are different projects")
    void unusualNames() throws Exception {
        Map<ProjectKey, Project> made = new HashMap<>();
        for (String owner : List.of("anna", "con", "aux.x", "0", "a.b_c-d", "x".repeat(64), "lpt1.json")) {
            for (String repo : Samples.UNUSUAL_REPOS) {
                ProjectKey key = Samples.project(owner, repo);
                made.put(key, made(key));
            }
        }
        checkUnusual(made);
        reopen();
        checkUnusual(made);
    }

    private void checkUnusual(Map<ProjectKey, Project> made) {
        assertThat(all()).containsExactlyInAnyOrderElementsOf(made.values());
        made.forEach((key, project) -> {
            assertThat(catalog().find(key)).contains(project);
            assertThat(catalog().find(project.id())).contains(project);
            assertThat(store().snapshots().live(key(project)))
                    .contains(snapshot(1, "first of " + project.defaultBranch().id()));
        });
        assertThat(catalog().list(new OwnerId("con"))).hasSize(Samples.UNUSUAL_REPOS.size());
    }

    @Test
    @DisplayName("An owner's projects are listed by repoId, and nobody else's with them")
    void listed() {
        for (String repo : List.of("b.x", "A.x", "a.x", "B.x", "a-b.x", "10.x", "9.x")) {
            made(Samples.project("anna", repo));
        }
        made(Samples.project("bert", "a.x"));
        assertThat(catalog().list(OWNER))
                .extracting(project -> project.key().repoId().value())
                .containsExactly("10.x", "9.x", "A.x", "B.x", "a-b.x", "a.x", "b.x");
    }

    @Test
    @DisplayName("A project that was deleted is gone with its branches and snapshots, and others stay")
    void deleted() throws Exception {
        Project gone = made(PROJECT);
        Branch branch = branch("feature/a");
        store().commits().append(new BranchKey(PROJECT, branch.id()), snapshot(1, "feature"));
        catalog().createBranch(PROJECT, branch);
        Project stays = made(Samples.project("anna", "other.erp-config"));
        assertThat(store().snapshots()
                        .findCommit(PROJECT, snapshot(1, "feature").commitId()))
                .isPresent();

        assertThat(catalog().delete(PROJECT, START)).isTrue();

        checkDeleted(gone, branch, stays);
        assertThat(catalog().delete(PROJECT, START)).isFalse();
        reopen();
        checkDeleted(gone, branch, stays);
    }

    private void checkDeleted(Project gone, Branch branch, Project stays) {
        assertThat(catalog().find(PROJECT)).isEmpty();
        assertThat(catalog().find(gone.id())).isEmpty();
        assertThat(all()).containsExactly(stays);
        assertThat(catalog().list(OWNER)).containsExactly(stays);
        assertThat(catalog().branches(PROJECT)).isEmpty();
        assertThat(catalog().findBranch(PROJECT, branch.name())).isEmpty();
        assertThat(catalog().deletedBranches(PROJECT)).isEmpty();
        checkNothingOf(gone, branch);
        List<BranchKey> logged = new ArrayList<>();
        store().snapshots().forEachBranch(logged::add);
        assertThat(logged).containsExactly(key(stays));
    }

    private void checkNothingOf(Project gone, Branch branch) {
        var log = store().snapshots();
        assertThat(log.live(key(gone))).isEmpty();
        assertThat(log.live(new BranchKey(PROJECT, branch.id()))).isEmpty();
        assertThat(log.findCommit(PROJECT, snapshot(1, "feature").commitId())).isEmpty();
        assertThat(store().commits().append(key(gone), snapshot(2, "too late"))).isEqualTo(Outcome.STALE);
    }

    @Test
    @DisplayName("A project that is made again under a deleted one's name has nothing of it and begins at v0001")
    void madeAgain() throws Exception {
        Project gone = made(PROJECT);
        Branch branch = branch("feature/a");
        store().commits().append(new BranchKey(PROJECT, branch.id()), snapshot(1, "feature"));
        catalog().createBranch(PROJECT, branch);
        catalog().delete(PROJECT, START);

        Project again = made(PROJECT);

        for (int i = 0; i < 2; i++) {
            assertThat(catalog().find(PROJECT)).contains(again);
            assertThat(catalog().find(again.id())).contains(again);
            assertThat(catalog().find(gone.id())).isEmpty();
            assertThat(catalog().branches(PROJECT)).containsExactly(again.defaultBranch());
            assertThat(store().snapshots().live(key(again)))
                    .map(Snapshot::number)
                    .contains(number(1));
            checkNothingOf(gone, branch);
            catalog().purgeDeleted(START.plusSeconds(1));
        }
        assertThat(catalog().delete(PROJECT, START)).isTrue();
        assertThat(catalog().create(again)).isEqualTo(Creation.DONE);
        reopen();
        assertThat(catalog().find(PROJECT)).contains(again);
    }

    @Test
    @DisplayName("A project that is being made while its namesake is deleted keeps its first snapshot")
    void madeWhileDeleted() throws Exception {
        made(PROJECT);
        Project next = projectOf(PROJECT);
        store().commits().append(key(next), snapshot(1, "next"));
        assertThat(catalog().delete(PROJECT, START)).isTrue();
        assertThat(catalog().create(next)).isEqualTo(Creation.DONE);
        assertThat(store().snapshots().live(key(next))).contains(snapshot(1, "next"));
        reopen();
        assertThat(store().snapshots().live(key(next))).contains(snapshot(1, "next"));
    }

    @Test
    @DisplayName("A project that is made for an edit while its namesake is deleted keeps that edit")
    void madeForAnEditWhileDeleted() throws Exception {
        made(PROJECT);
        Project next = projectOf(PROJECT);
        store().commits().append(key(next), snapshot(1, "next"));
        store().commits().append(key(next), snapshot(2, "edit"));
        assertThat(catalog().delete(PROJECT, START)).isTrue();
        assertThat(catalog().create(next)).isEqualTo(Creation.DONE);
        reopen();
        assertThat(store().snapshots().live(key(next))).contains(snapshot(2, "edit"));
        assertThat(store().snapshots().find(key(next), SnapshotNumber.FIRST)).contains(snapshot(1, "next"));
    }

    @Test
    @DisplayName("Making and deleting a project over and over, by many, leaves it whole or not there")
    void racingLifecycle() throws Exception {
        try (Race race = new Race(4)) {
            race.round(i -> {
                for (int round = 0; round < Math.max(1, rounds() / 40); round++) {
                    Project mine = projectOf(PROJECT);
                    store().commits().append(key(mine), snapshot(1, "mine"));
                    if (catalog().create(mine) == Creation.DONE) {
                        assertThat(store().snapshots().live(key(mine))).contains(snapshot(1, "mine"));
                        store().commits().append(key(mine), snapshot(2, "more"));
                        assertThat(catalog().delete(PROJECT, START)).isTrue();
                    }
                }
                return true;
            });
        }
        assertThat(catalog().find(PROJECT)).isEmpty();
        made(PROJECT);
    }
}
