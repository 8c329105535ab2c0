package io.erpconfig.core.read;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.EventType;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads owners' events. What one says of its snapshot is in the snapshot and the one before, and is looked up there. Safe for
 * any number of threads.
 */
public final class EventReader {

    /** Number of events that are looked through at a time, however few of them are wanted. */
    public static final int LOOKED_THROUGH = 5_000;

    /** Number of paths that an event names, in all. */
    public static final int MAX_PATHS = 100;

    /** Number of events that are read at a time. Each may have a thousand paths in its entry. */
    private static final int PART = 32;

    private final EventLog events;
    private final SnapshotLog snapshots;
    private final Comparison comparison;

    /** Compares two snapshots. */
    @FunctionalInterface
    interface Comparison {
        Iterable<FileChange> compare(Optional<Snapshot> from, Snapshot to);
    }

    EventReader(EventLog events, SnapshotLog snapshots, Comparison comparison) {
        this.events = events;
        this.snapshots = snapshots;
        this.comparison = comparison;
    }

    /** The number of an owner's newest event; 0 if there is none. */
    public long latest(OwnerId owner) {
        return events.latest(owner);
    }

    /** The event that has a number. */
    public Optional<LoggedEvent> find(OwnerId owner, long seq) {
        return seq < 1
                ? Optional.empty()
                : events.read(owner, seq - 1, 1).stream().findFirst();
    }

    /**
     * Looks through an owner's events behind a number, the oldest first, until it is told to stop, there are no more, or
     * {@value #LOOKED_THROUGH} were looked at.
     *
     * @param look is given each, and tells whether to go on
     */
    public void walk(OwnerId owner, long after, Predicate<LoggedEvent> look) {
        long at = after;
        for (int left = LOOKED_THROUGH; left > 0; left -= PART) {
            List<LoggedEvent> part = events.read(owner, at, Math.min(left, PART));
            for (LoggedEvent each : part) {
                if (!look.test(each)) {
                    return;
                }
                at = each.seq();
            }
            if (part.isEmpty()) {
                return;
            }
        }
    }

    /** All that is to be said of an event. */
    public Event describe(LoggedEvent event) {
        return Event.of(event, event.type() == EventType.SNAPSHOT_CREATED ? change(event.entry()) : Optional.empty());
    }

    private Optional<SnapshotChange> change(AuditEntry entry) {
        Optional<ProjectKey> project = project(entry);
        Optional<SnapshotNumber> number =
                Optional.ofNullable(entry.subject().get(Subject.SNAPSHOT)).flatMap(SnapshotNumber::tryParse);
        Optional<BranchId> branch = entry.event().flatMap(target -> target.branch());
        if (project.isEmpty() || number.isEmpty() || branch.isEmpty()) {
            return Optional.empty();
        }
        return snapshots
                .find(new BranchKey(project.get(), branch.get()), number.get())
                .map(snapshot -> change(project.get(), snapshot));
    }

    /** The repoId of the project that an entry is about: it may be there with its owner, as it was asked for. */
    public static Optional<RepoId> repoId(AuditEntry entry) {
        return Optional.ofNullable(entry.subject().get(Subject.PROJECT))
                .flatMap(name -> RepoId.parse(name.substring(name.indexOf('/') + 1)));
    }

    private static Optional<ProjectKey> project(AuditEntry entry) {
        return repoId(entry).map(repo -> new ProjectKey(entry.owner().orElseThrow(), repo));
    }

    private SnapshotChange change(ProjectKey project, Snapshot snapshot) {
        Optional<Snapshot> before = snapshot.parent()
                .flatMap(parent -> snapshots.find(new BranchKey(project, parent.branch()), parent.number()));
        List<String> added = new ArrayList<>();
        List<String> modified = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        // Where what it was made from is gone nobody can tell any more what it changed.
        boolean truncated = before.isEmpty() && snapshot.parent().isPresent();
        if (!truncated) {
            int left = MAX_PATHS;
            for (FileChange each : comparison.compare(before, snapshot)) {
                if (left-- == 0) {
                    truncated = true;
                    break;
                }
                List<String> kind =
                        each.before().isEmpty() ? added : each.after().isEmpty() ? removed : modified;
                kind.add(each.path());
            }
        }
        return new SnapshotChange(snapshot, before, added, modified, removed, truncated);
    }
}
