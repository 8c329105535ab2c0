package io.erpconfig.core.watch;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/**
 * Watches on projects, each told of every change to what it watches: at once and on the thread that has made the change, when
 * whoever looks can see it. What somebody else changes in the same storage it tells as soon as the storage does.
 *
 * <p>Nothing is kept of a change: who begins to watch looks afterwards whether there was one in between. Safe for any number
 * of threads.
 */
public final class Watches {

    private final ConcurrentMap<ProjectKey, Set<Watch>> watches = new ConcurrentHashMap<>();

    /** A watch, until it is closed. */
    public final class Watch implements AutoCloseable {

        private final ProjectKey project;
        private final Predicate<BranchId> branches;
        private final Runnable changed;

        private Watch(ProjectKey project, Predicate<BranchId> branches, Runnable changed) {
            this.project = project;
            this.branches = branches;
            this.changed = changed;
        }

        /** Ends the watch; a change that is just being told of may still be told. Ending it twice does nothing. */
        @Override
        public void close() {
            watches.computeIfPresent(project, (same, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /**
     * Begins a watch.
     *
     * @param branches which of the project's branches are watched
     * @param changed  is run after each change, by whoever has made it: is quick, and does not throw
     */
    public Watch watch(ProjectKey project, Predicate<BranchId> branches, Runnable changed) {
        Watch watch = new Watch(
                requireNonNull(project, "project"),
                requireNonNull(branches, "branches"),
                requireNonNull(changed, "changed"));
        watches.compute(project, (same, all) -> {
            Set<Watch> some = all == null ? ConcurrentHashMap.newKeySet() : all;
            some.add(watch);
            return some;
        });
        return watch;
    }

    /** Tells those who watch a branch that it has changed. */
    public void changed(BranchKey branch) {
        for (Watch watch : watches.getOrDefault(branch.project(), Set.of())) {
            if (watch.branches.test(branch.branch())) {
                watch.changed.run();
            }
        }
    }

    /** Tells all watches: anything may have changed. */
    private void anythingChanged() {
        watches.values().forEach(all -> all.forEach(watch -> watch.changed.run()));
    }

    /**
     * A listener that tells the watches of snapshots that others append, and of logs that go. It is added to a storage behind
     * the listeners of all caches: who is told reads what is new. Of projects, tokens and accounts nothing is told.
     */
    public ChangeListener changes() {
        return new Changes();
    }

    private final class Changes implements ChangeListener {

        @Override
        public void appended(BranchKey branch, SnapshotNumber first) {
            changed(branch);
        }

        @Override
        public void purged(BranchKey branch) {
            changed(branch);
        }

        @Override
        public void audited(OwnerId owner) {
            // No trail is watched.
        }

        @Override
        public void projectsChanged() {
            // Not said which: all watches would look at what concerns few.
        }

        @Override
        public void tokensChanged() {
            // No token is watched.
        }

        @Override
        public void accountsChanged() {
            // No account is watched.
        }

        @Override
        public void sessionsEnded() {
            // No session is watched.
        }

        @Override
        public void anythingChanged() {
            Watches.this.anythingChanged();
        }
    }

    /** The same commits, each of which is told of; in front of everything through which others look. */
    public StoreCommits over(StoreCommits commits) {
        return new WatchedCommits(commits, this);
    }
}
