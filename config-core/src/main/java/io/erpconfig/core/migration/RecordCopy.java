package io.erpconfig.core.migration;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.migration.Inventory.LogEnd;
import io.erpconfig.core.migration.Inventory.ProjectRecords;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.NewContent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** Copies histories and records: what is missing is added, and what is there has to be the same. */
final class RecordCopy {

    /** Largest number of snapshots that are read, and appended, together: each may have a long message. */
    private static final int TOGETHER = 100;

    /** Number of contents at which no more snapshots are appended together. */
    private static final int CONTENTS = 20_000;

    private final ConfigStore source;
    private final ConfigStore target;
    private final Inventory wanted;
    private final Inventory there;
    private final Clock clock;
    private final ParallelTasks sideBySide;

    /**
     * @param wanted what the source holds
     * @param there  what the target held when it began
     */
    RecordCopy(
            ConfigStore source,
            ConfigStore target,
            Inventory wanted,
            Inventory there,
            Clock clock,
            ParallelTasks sideBySide) {
        this.source = source;
        this.target = target;
        this.wanted = wanted;
        this.there = there;
        this.clock = clock;
        this.sideBySide = sideBySide;
    }

    /** Copies snapshots before the records that lead to them, in the order in which a branch is made. */
    void histories() {
        sideBySide.run(
                MigrationListener.Part.HISTORIES,
                wanted.snapshots(),
                wanted.logs().keySet().stream()
                        .map(branch -> (ParallelTasks.Task) advance -> history(branch, advance))
                        .iterator());
    }

    private void history(BranchKey branch, LongConsumer advance) {
        int last = wanted.logs().get(branch).number().value();
        int copied = Optional.ofNullable(there.logs().get(branch))
                .map(LogEnd::number)
                .map(SnapshotNumber::value)
                .orElse(0);
        for (int first = 1; first <= last; ) {
            // Either all of a range is there, or none of it.
            int end = Math.min(first + TOGETHER - 1, first <= copied ? Math.min(copied, last) : last);
            List<Snapshot> snapshots = range(Side.SOURCE, source.snapshots(), branch, first, end);
            boolean same = first <= copied
                    ? range(Side.TARGET, target.snapshots(), branch, first, end).equals(snapshots)
                    : append(branch, snapshots);
            if (!same) {
                throw StoreMigration.differs("snapshots of branch " + branch.branch() + " of " + branch.project()
                        + " between " + new SnapshotNumber(first) + " and " + new SnapshotNumber(end));
            }
            advance.accept(snapshots.size());
            first = end + 1;
        }
    }

    /** Appends snapshots, which the target finds by their new content too; tells whether they were the next ones. */
    private boolean append(BranchKey branch, List<Snapshot> snapshots) {
        List<StoreCommit.Step> steps = new ArrayList<>();
        long contents = 0;
        for (Snapshot snapshot : snapshots) {
            StoreCommit.Step step = new StoreCommit.Step(snapshot, List.of(), newContent(branch, snapshot));
            if (contents + step.content().size() > CONTENTS && !steps.isEmpty()) {
                if (!commit(branch, steps)) {
                    return false;
                }
                steps.clear();
                contents = 0;
            }
            steps.add(step);
            contents += step.content().size();
        }
        return commit(branch, steps);
    }

    private boolean commit(BranchKey branch, List<StoreCommit.Step> steps) {
        StoreCommit commit = new StoreCommit(branch, steps, List.of());
        return Side.TARGET.telling(() -> target.commits().commit(commit)) == StoreCommit.Outcome.DONE;
    }

    private List<GitBlob> newContent(BranchKey branch, Snapshot snapshot) {
        return Side.SOURCE.telling(
                () -> NewContent.of(branch, snapshot, source.snapshots(), new Trees(source.blobs())));
    }

    private static List<Snapshot> range(Side side, SnapshotLog log, BranchKey branch, int first, int last) {
        return side.telling(() -> log.range(branch, new SnapshotNumber(first), new SnapshotNumber(last)));
    }

    void projects() {
        List<ParallelTasks.Task> tasks = new ArrayList<>();
        wanted.projects()
                .forEach((key, records) -> tasks.add(advance -> {
                    Side.TARGET.telling(() -> project(key, records));
                    advance.accept(1);
                }));
        sideBySide.run(MigrationListener.Part.PROJECTS, tasks.size(), tasks.iterator());
    }

    private void project(ProjectKey key, ProjectRecords records) {
        ProjectRecords copied = there.projects().get(key);
        if (copied == null) {
            require(target.projects().create(records.project()) == Creation.DONE, "project " + key);
            copied = new ProjectRecords(
                    records.project(), Set.of(records.project().defaultBranch()), Set.of());
        }
        require(copied.project().equals(records.project()), "project " + key);
        Set<Branch> named = new LinkedHashSet<>(copied.branches());
        // Before the others: one of those may have got the name of one of these.
        for (Branch branch : records.deleted()) {
            if (!copied.deleted().contains(branch)) {
                require(named.remove(branch) || target.projects().createBranch(key, branch), nameOf(key, branch));
                require(delete(key, branch), nameOf(key, branch));
            }
        }
        for (Branch branch : records.branches()) {
            require(named.contains(branch) || target.projects().createBranch(key, branch), nameOf(key, branch));
        }
    }

    /** Deletes a branch; tells whether it is deleted, be it by an earlier try that a store has just gone on with. */
    private boolean delete(ProjectKey key, Branch branch) {
        return target.projects().deleteBranch(key, branch, clock.instant())
                || target.projects().deletedBranches(key).contains(branch);
    }

    private static String nameOf(ProjectKey project, Branch branch) {
        return "branch " + branch.name() + " of " + project;
    }

    /** Tokens, accounts and sessions: those who may do something, as they may do it. */
    void access() {
        List<ParallelTasks.Task> tasks = new ArrayList<>();
        missing(wanted.tokens(), there.tokens(), "token ")
                .forEach(token -> tasks.add(adding(() -> target.tokens().add(token))));
        missing(wanted.accounts(), there.accounts(), "account ")
                .forEach(account ->
                        tasks.add(adding(() -> require(target.accounts().add(account), "account " + account.name()))));
        missing(wanted.sessions(), there.sessions(), "session ")
                .forEach(session -> tasks.add(adding(() -> target.sessions().add(session))));
        if (there.untouched() && !wanted.untouched()) {
            tasks.add(adding(target.accounts()::markTouched));
        }
        sideBySide.run(MigrationListener.Part.ACCESS, tasks.size(), tasks.iterator());
    }

    private static ParallelTasks.Task adding(Runnable add) {
        return advance -> {
            Side.TARGET.telling(add);
            advance.accept(1);
        };
    }

    private static <K, V> List<V> missing(Map<K, V> wanted, Map<K, V> there, String kind) {
        List<V> missing = new ArrayList<>();
        wanted.forEach((key, value) -> {
            V copied = there.get(key);
            require(copied == null || copied.equals(value), kind + key);
            if (copied == null) {
                missing.add(value);
            }
        });
        return missing;
    }

    private static void require(boolean same, String what) {
        if (!same) {
            throw StoreMigration.differs(what);
        }
    }
}
