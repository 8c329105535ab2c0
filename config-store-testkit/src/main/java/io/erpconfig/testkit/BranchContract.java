package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.branch;
import static io.erpconfig.testkit.Samples.projectOf;
import static io.erpconfig.testkit.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class BranchContract extends PortContract {

    private final Project project = projectOf(PROJECT);

    BranchContract(ConfigStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void makeProject() {
        store().commits().append(Samples.key(project), snapshot(1, "master"));
        catalog().create(project);
    }

    private ProjectCatalog catalog() {
        return store().projects();
    }

    private Branch made(String name) {
        Branch branch = branch(name);
        assertThat(store().commits().append(key(branch), first(branch))).isEqualTo(Outcome.DONE);
        assertThat(catalog().createBranch(PROJECT, branch)).isTrue();
        return branch;
    }

    private static BranchKey key(Branch branch) {
        return new BranchKey(PROJECT, branch.id());
    }

    private static Snapshot first(Branch branch) {
        return snapshot(1, "first of " + branch.id());
    }

    @Test
    @DisplayName("What isn't there is empty, and no error")
    void absent() {
        var nowhere = Samples.project("anna", "nowhere.x");
        assertThat(catalog().branches(nowhere)).isEmpty();
        assertThat(catalog().findBranch(nowhere, BranchName.MASTER)).isEmpty();
        assertThat(catalog().findBranch(PROJECT, new BranchName("dev"))).isEmpty();
        assertThat(catalog().deletedBranches(nowhere)).isEmpty();
        assertThat(catalog().deletedBranches(PROJECT)).isEmpty();
        assertThat(catalog().deleteBranch(nowhere, branch("dev"), START)).isFalse();
        assertThat(catalog().deleteBranch(PROJECT, branch("dev"), START)).isFalse();
    }

    @Test
    @DisplayName("Branches are listed by name in UTF-16 code units, the default one among them")
    void listed() throws Exception {
        Branch late = made("\uFF21");
        Branch emoji = made("😀");
        Branch lower = made("a");
        Branch upper = made("Z");
        List<Branch> expected = List.of(upper, lower, project.defaultBranch(), emoji, late);
        assertThat(catalog().branches(PROJECT)).isEqualTo(expected);
        reopen();
        assertThat(catalog().branches(PROJECT)).isEqualTo(expected);
    }

    @Test
    @DisplayName("A list of branches does not change once it was returned")
    void snapshotOfList() {
        List<Branch> before = catalog().branches(PROJECT);
        made("dev");
        assertThat(before).containsExactly(project.defaultBranch());
        assertThatThrownBy(() -> before.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("A name is taken once, the default branch's too")
    void taken() {
        Branch first = made("dev");
        assertThat(catalog().createBranch(PROJECT, branch("dev"))).isFalse();
        assertThat(catalog().createBranch(PROJECT, branch("master"))).isFalse();
        assertThat(catalog().branches(PROJECT)).containsExactly(first, project.defaultBranch());
        assertThat(catalog().find(PROJECT)).contains(project);
    }

    @Test
    @DisplayName("There is no branch without its project")
    void noProject() {
        var nowhere = Samples.project("anna", "nowhere.x");
        assertThatThrownBy(() -> catalog().createBranch(nowhere, branch("dev")))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROJECT_NOT_FOUND));
        assertThat(catalog().branches(nowhere)).isEmpty();
        assertThat(catalog().find(nowhere)).isEmpty();
    }

    @Test
    @DisplayName("Of those who race for a name exactly one gets it")
    void racingCreate() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 20); round++) {
                String name = "race-" + round;
                List<Branch> candidates =
                        IntStream.range(0, 4).mapToObj(i -> branch(name)).toList();
                List<Boolean> created = race.round(i -> catalog().createBranch(PROJECT, candidates.get(i)));
                assertThat(created).containsOnlyOnce(true);
                assertThat(catalog().findBranch(PROJECT, new BranchName(name)))
                        .contains(candidates.get(created.indexOf(true)));
            }
        }
        assertThat(catalog().branches(PROJECT)).hasSize(1 + Math.max(1, rounds() / 20));
    }

    @Test
    @DisplayName("Those who make branches of different names at once all succeed")
    void racingDifferent() throws Exception {
        try (Race race = new Race(4)) {
            race.round(i -> {
                for (int j = 0; j < 20; j++) {
                    made("b-" + i + "-" + j);
                }
                return true;
            });
        }
        assertThat(catalog().branches(PROJECT)).hasSize(81);
    }

    @Test
    @DisplayName("Names that differ at all are different branches")
    void unusualNames() throws Exception {
        List<Branch> made = new ArrayList<>(List.of(project.defaultBranch()));
        Samples.UNUSUAL_BRANCHES.forEach(name -> made.add(made(name)));
        made.sort(Comparator.comparing(Branch::name));
        checkUnusual(made);
        reopen();
        checkUnusual(made);
        for (Branch branch : made.subList(0, 5)) {
            assertThat(catalog().deleteBranch(PROJECT, branch, START)).isTrue();
        }
        checkUnusual(made.subList(5, made.size()));
    }

    private void checkUnusual(List<Branch> made) {
        assertThat(catalog().branches(PROJECT)).isEqualTo(made);
        for (Branch branch : made) {
            assertThat(catalog().findBranch(PROJECT, branch.name())).contains(branch);
            if (!branch.equals(project.defaultBranch())) {
                assertThat(store().snapshots().live(key(branch))).contains(first(branch));
            }
        }
    }

    @Test
    @DisplayName("A branch that was deleted is gone, its name is free, and its snapshots are still there")
    void deleted() throws Exception {
        Branch gone = made("dev");
        assertThat(catalog().deleteBranch(PROJECT, gone, START)).isTrue();
        assertThat(catalog().deleteBranch(PROJECT, gone, START)).isFalse();
        checkDeleted(gone, List.of(project.defaultBranch()));

        Branch again = made("dev");
        assertThat(again.id()).isNotEqualTo(gone.id());
        checkDeleted(gone, List.of(again, project.defaultBranch()));
        reopen();
        checkDeleted(gone, List.of(again, project.defaultBranch()));
        assertThat(store().snapshots().live(key(again))).contains(first(again));
    }

    private void checkDeleted(Branch gone, List<Branch> left) {
        assertThat(catalog().branches(PROJECT)).isEqualTo(left);
        assertThat(catalog().findBranch(PROJECT, gone.name()))
                .isEqualTo(left.stream()
                        .filter(each -> each.name().equals(gone.name()))
                        .findAny());
        assertThat(catalog().deletedBranches(PROJECT)).containsExactly(gone);
        assertThat(store().snapshots().live(key(gone))).contains(first(gone));
        assertThat(store().snapshots().findCommit(PROJECT, first(gone).commitId()))
                .isPresent();
    }

    @Test
    @DisplayName("A branch that took a deleted one's name is not deleted in its place")
    void notItsNamesake() {
        Branch gone = made("dev");
        catalog().deleteBranch(PROJECT, gone, START);
        Branch again = made("dev");
        assertThat(catalog().deleteBranch(PROJECT, gone, START)).isFalse();
        assertThat(catalog().findBranch(PROJECT, again.name())).contains(again);
    }

    @Test
    @DisplayName("The default branch is not deleted")
    void defaultBranch() {
        assertThatThrownBy(() -> catalog().deleteBranch(PROJECT, project.defaultBranch(), START))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog().branches(PROJECT)).containsExactly(project.defaultBranch());
    }

    @Test
    @DisplayName("Of those who race to delete a branch exactly one does")
    void racingDelete() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 40); round++) {
                Branch branch = made("dev");
                assertThat(race.round(i -> catalog().deleteBranch(PROJECT, branch, START)))
                        .containsOnlyOnce(true);
                assertThat(catalog().findBranch(PROJECT, branch.name())).isEmpty();
            }
        }
        assertThat(catalog().deletedBranches(PROJECT)).hasSize(Math.max(1, rounds() / 40));
    }

    @Test
    @DisplayName("Branches are forgotten that were deleted before a time, and their snapshots are left to the log")
    void purged() throws Exception {
        Branch early = made("early");
        Branch late = made("late");
        catalog().deleteBranch(PROJECT, early, START);
        catalog().deleteBranch(PROJECT, late, START.plusSeconds(10));

        catalog().purgeDeleted(START);
        assertThat(catalog().deletedBranches(PROJECT)).containsExactlyInAnyOrder(early, late);
        catalog().purgeDeleted(START.plusSeconds(10));
        assertThat(catalog().deletedBranches(PROJECT)).containsExactly(late);
        assertThat(store().snapshots().live(key(early))).contains(first(early));

        reopen();
        assertThat(catalog().deletedBranches(PROJECT)).containsExactly(late);
        assertThat(catalog().branches(PROJECT)).containsExactly(project.defaultBranch());
    }
}
