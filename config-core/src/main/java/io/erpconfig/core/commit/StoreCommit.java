package io.erpconfig.core.commit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import java.util.Arrays;
import java.util.List;

/**
 * What changes together: new snapshots of a branch, the new content that they refer to, and what the audit trail says of
 * them.
 *
 * @param branch  the branch that gets the snapshots
 * @param steps   the snapshots, at least one, of consecutive numbers, each with its audit entries
 * @param uploads new content, committed or not; they are the store's own, and of this commit alone
 */
public record StoreCommit(BranchKey branch, List<Step> steps, List<BlobUpload> uploads) {

    /**
     * A snapshot, and what is said of it.
     *
     * @param entries for the trails of whomever they concern; none where nobody asked for the change
     * @param content of files that the snapshot has and those that lead to it have not; it does no harm if one of them has
     */
    public record Step(Snapshot snapshot, List<AuditEntry> entries, List<GitBlob> content) {
        public Step {
            requireNonNull(snapshot, "snapshot");
            entries = List.copyOf(entries);
            content = List.copyOf(content);
        }

        /** A snapshot without new content. */
        public Step(Snapshot snapshot, List<AuditEntry> entries) {
            this(snapshot, entries, List.of());
        }
    }

    /** @throws IllegalArgumentException if there are no steps, or their numbers are not consecutive */
    public StoreCommit {
        requireNonNull(branch, "branch");
        steps = List.copyOf(steps);
        uploads = List.copyOf(uploads);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps: none");
        }
        int first = steps.get(0).snapshot().number().value();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).snapshot().number().value() != first + i) {
                throw new IllegalArgumentException("steps: not consecutive from v" + first);
            }
        }
    }

    /** Snapshots alone, whose content others that lead to them have already, and of which no trail says anything. */
    public static StoreCommit of(BranchKey branch, Snapshot... snapshots) {
        return of(branch, Arrays.asList(snapshots));
    }

    /** {@link #of(BranchKey, Snapshot...)} of a list. */
    public static StoreCommit of(BranchKey branch, List<Snapshot> snapshots) {
        return new StoreCommit(
                branch,
                snapshots.stream().map(each -> new Step(each, List.of())).toList(),
                List.of());
    }

    /** The same with other uploads. */
    public StoreCommit withUploads(List<BlobUpload> others) {
        return new StoreCommit(branch, steps, others);
    }

    /** The snapshots, oldest first. */
    public List<Snapshot> snapshots() {
        return steps.stream().map(Step::snapshot).toList();
    }

    /** The audit entries, in the order of their snapshots. */
    public List<AuditEntry> entries() {
        return steps.stream().flatMap(step -> step.entries().stream()).toList();
    }

    /**
     * Checks whether the snapshots fit behind what a branch's log has; for implementations of {@link StoreCommits}.
     *
     * @param live the log's newest number, 0 if it has none
     * @return false if the commit is stale
     * @throws IllegalArgumentException if there would be a gap behind the newest
     */
    public boolean fitsBehind(int live) {
        int first = steps.get(0).snapshot().number().value();
        if (first > live + 1 && live > 0) {
            throw new IllegalArgumentException("steps: v" + first + " after v" + live);
        }
        return first == live + 1;
    }

    /** What became of a commit. */
    public enum Outcome {
        /** All of it is there, and the last snapshot is the live one. */
        DONE,
        /** Another snapshot of that number was there, or the log is gone: the caller has to look at the new state. */
        STALE
    }
}
