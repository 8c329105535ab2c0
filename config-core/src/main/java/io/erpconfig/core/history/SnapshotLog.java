package io.erpconfig.core.history;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.project.ProjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Per branch an append-only list of snapshots, numbered from 1 without gaps. The last one is the branch's live state. They
 * are appended by {@linkplain io.erpconfig.core.commit.StoreCommits commits}.
 *
 * <p>A snapshot that was appended is durable, is visible to every call begun afterwards, is seen whole or not at all,
 * and never changes: it can be cached under branch and number for ever. Absence is an empty result. The log knows
 * nothing of which branches exist: a branch is filed under here before its record is made, and after it is deleted;
 * a project's logs go with the project.
 * Safe for any number of threads.
 */
public interface SnapshotLog {

    /** The newest snapshot. */
    Optional<Snapshot> live(BranchKey branch);

    /** One snapshot. */
    Optional<Snapshot> find(BranchKey branch, SnapshotNumber number);

    /** The snapshots from one number to another, both included, oldest first; those that there are. */
    List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last);

    /**
     * Finds the commits of a project whose ids begin with some digits, in all its branches, deleted ones that are not yet
     * purged among them. Nothing of a project that was deleted is found, also when its name is used again. It takes no
     * longer in long histories than in short ones.
     *
     * @param digits 7 to 40 lower-case hex digits
     * @return where they are, each commit once though it may be in several branches; two at the most, as more than one is
     *     as good as many
     */
    List<Location> findCommits(ProjectKey project, String digits);

    /** {@link #findCommits} of a whole id. */
    default Optional<Location> findCommit(ProjectKey project, GitId commit) {
        return findCommits(project, commit.hex()).stream().findFirst();
    }

    /**
     * Finds the newest snapshot of a branch that has the content of a {@code short_id}. It takes no longer in long
     * histories than in short ones.
     *
     * @param shortId 8 lower-case hex digits
     */
    Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId);

    /**
     * Finds content of a project by its git id, among what {@linkplain io.erpconfig.core.commit.StoreCommit.Step#content
     * came in with its snapshots}. It takes no longer in long histories than in short ones. Whether it is still stored is
     * not looked at.
     *
     * @param mayBeRead asked where it came in; for each branch at least of where it came in first there. It may be a snapshot
     *     that was prepared and never appended
     */
    Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead);

    /**
     * Whether {@link #findContent} knows of all snapshots of a project what came in with them. What earlier versions have
     * appended it may know later only.
     */
    boolean knowsContent(ProjectKey project);

    /** Calls back for every branch that has at least one snapshot, in no order. */
    void forEachBranch(Consumer<BranchKey> each);

    /** Removes a branch's snapshots; none of them being there is no error. */
    void purge(BranchKey branch);

    /** The place of a snapshot. */
    record Location(BranchKey branch, SnapshotNumber number) {}
}
