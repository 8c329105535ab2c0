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
 * Watches on projects and on their events, each told of every change to what it watches: at once and on the thread that has
 * made the change, when anyone who looks can see it. Of what somebody else changes in the same storage they are told as soon as
 * the storage tells of it ({@link #changes}).
 *
 * <p>Nothing is kept of a change: who begins to watch looks afterwards whether there was one in between. Safe for any number
 * of threads.
 */
public final class Watches {

    private final ConcurrentMap<ProjectKey, Set<BranchWatch>> ofProjects = new ConcurrentHashMap<>();
    private final ConcurrentMap<OwnerId, Set<EventWatch>> ofOwners = new ConcurrentHashMap<>();

    /** A watch, until it is closed. */
    public interface Watch extends AutoCloseable {

        /** Ends the watch; a change that is just being told of may still be told. Ending it twice does nothing. */
        @Override
        void close();
    }

    private final class BranchWatch implements Watch {

        private final ProjectKey project;
        private final Predicate<BranchId> branches;
        private final Runnable changed;

        BranchWatch(ProjectKey project, Predicate<BranchId> branches, Runnable changed) {
            this.project = project;
            this.branches = branches;
            this.changed = changed;
        }

        @Override
        public void close() {
            remove(ofProjects, project, this);
        }
    }

    private final class EventWatch implements Watch {

        private final ProjectKey project;
        private final Runnable changed;

        EventWatch(ProjectKey project, Runnable changed) {
            this.project = project;
            this.changed = changed;
        }

        @Override
        public void close() {
            remove(ofOwners, project.owner(), this);
        }
    }

    private static <K, W> void add(ConcurrentMap<K, Set<W>> watches, K key, W watch) {
        watches.compute(key, (same, all) -> {
            Set<W> some = all == null ? ConcurrentHashMap.newKeySet() : all;
            some.add(watch);
            return some;
        });
    }

    private static <K, W> void remove(ConcurrentMap<K, Set<W>> watches, K key, W watch) {
        watches.computeIfPresent(key, (same, all) -> {
            all.remove(watch);
            return all.isEmpty() ? null : all;
        });
    }

    /**
     * Begins a watch.
     *
     * @param branches which of the project's branches are watched
     * @param changed  is run after each change, by whoever has made it: is quick, and does not throw
     */
    public Watch watch(ProjectKey project, Predicate<BranchId> branches, Runnable changed) {
        BranchWatch watch = new BranchWatch(
                requireNonNull(project, "project"),
                requireNonNull(branches, "branches"),
                requireNonNull(changed, "changed"));
        add(ofProjects, project, watch);
        return watch;
    }

    /**
     * Begins a watch on a project's events. It is told of every commit to the project's branches, and where the storage tells
     * of what others do, of everything in the audit trail of the project's owner: it doesn't tell which project that is about.
     *
     * @param changed as for {@link #watch}
     */
    public Watch watchEvents(ProjectKey project, Runnable changed) {
        EventWatch watch = new EventWatch(requireNonNull(project, "project"), requireNonNull(changed, "changed"));
        add(ofOwners, project.owner(), watch);
        return watch;
    }

    /** Tells those who watch a branch, or its project's events, that it has changed. */
    public void changed(BranchKey branch) {
        for (BranchWatch watch : ofProjects.getOrDefault(branch.project(), Set.of())) {
            if (watch.branches.test(branch.branch())) {
                watch.changed.run();
            }
        }
        for (EventWatch watch : ofOwners.getOrDefault(branch.project().owner(), Set.of())) {
            if (watch.project.equals(branch.project())) {
                watch.changed.run();
            }
        }
    }

    private void audited(OwnerId owner) {
        ofOwners.getOrDefault(owner, Set.of()).forEach(watch -> watch.changed.run());
    }

    /** Tells all watches: anything may have changed. */
    private void anythingChanged() {
        ofProjects.values().forEach(all -> all.forEach(watch -> watch.changed.run()));
        ofOwners.values().forEach(all -> all.forEach(watch -> watch.changed.run()));
    }

    /**
     * A listener that tells the watches of snapshots that others append, of logs that go, and of new events. It is added to a storage behind
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
            Watches.this.audited(owner);
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
