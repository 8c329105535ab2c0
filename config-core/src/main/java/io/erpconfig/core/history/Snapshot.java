package io.erpconfig.core.history;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.project.BranchId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One numbered state of a branch: the record that the {@link SnapshotLog} keeps.
 *
 * @param number    from 1, without gaps
 * @param root      the root folder
 * @param rootGitId the root folder's git tree id
 * @param listing   content id, number of files and their size, computed when the snapshot was made
 * @param commitId  the git commit id, which {@link #computeCommitId} gives
 * @param parent    the snapshot before, or the one that the branch was copied from; none for a branch created empty
 * @param author    who saved
 * @param createdAt in whole seconds
 * @param message   the commit's message, exactly
 * @param cause     what made it
 * @param changes   when what is in it last changed; none in what an earlier version has made. No id follows from it
 */
public record Snapshot(
        SnapshotNumber number,
        TreeId root,
        GitId rootGitId,
        ContentListing listing,
        GitId commitId,
        Optional<Parent> parent,
        Author author,
        Instant createdAt,
        String message,
        Cause cause,
        Optional<Changes> changes) {

    public Snapshot {
        requireNonNull(number, "number");
        requireNonNull(root, "root");
        requireNonNull(rootGitId, "rootGitId");
        requireNonNull(listing, "listing");
        requireNonNull(commitId, "commitId");
        requireNonNull(parent, "parent");
        requireNonNull(author, "author");
        requireNonNull(message, "message");
        requireNonNull(cause, "cause");
        requireNonNull(changes, "changes");
        if (!createdAt.equals(createdAt.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("createdAt: whole seconds, not " + createdAt);
        }
    }

    /** A snapshot that doesn't say when what is in it last changed. */
    public Snapshot(
            SnapshotNumber number,
            TreeId root,
            GitId rootGitId,
            ContentListing listing,
            GitId commitId,
            Optional<Parent> parent,
            Author author,
            Instant createdAt,
            String message,
            Cause cause) {
        this(number, root, rootGitId, listing, commitId, parent, author, createdAt, message, cause, Optional.empty());
    }

    /**
     * When what is in a snapshot last changed.
     *
     * @param root       the change tree of the root folder
     * @param generation of the snapshot's commit, in which those of the change tree are counted: see {@link Generations}
     */
    public record Changes(ChangeTreeId root, int generation) {
        public Changes {
            requireNonNull(root, "root");
            if (generation < 1) {
                throw new IllegalArgumentException("generation: " + generation);
            }
        }
    }

    /** The same snapshot with other words on when what is in it last changed. */
    public Snapshot with(Optional<Changes> known) {
        return new Snapshot(
                number, root, rootGitId, listing, commitId, parent, author, createdAt, message, cause, known);
    }

    /**
     * The snapshot that this one was made from.
     *
     * @param branch   the same branch, or the one that it was copied from, which may be deleted by now
     * @param number   of the parent in that branch
     * @param commitId of the parent
     */
    public record Parent(BranchId branch, SnapshotNumber number, GitId commitId) {}

    /**
     * Makes a snapshot with the commit id that follows from the rest.
     *
     * @param createdAt cut to whole seconds
     */
    public static Snapshot of(
            SnapshotNumber number,
            TreeId root,
            GitId rootGitId,
            ContentListing listing,
            Optional<Parent> parent,
            Author author,
            Instant createdAt,
            String message,
            Cause cause) {
        Instant time = createdAt.truncatedTo(ChronoUnit.SECONDS);
        GitId commitId = commitId(rootGitId, parent, author, time, message);
        return new Snapshot(number, root, rootGitId, listing, commitId, parent, author, time, message, cause);
    }

    /** The id of the git commit object that these fields make; equal to {@link #commitId} unless the record is damaged. */
    public GitId computeCommitId() {
        return commitId(rootGitId, parent, author, createdAt, message);
    }

    /** The {@code short_id}: the first 8 hex digits of the content id, not of the commit id. */
    public String shortId() {
        return listing.id().shortId();
    }

    private static GitId commitId(GitId tree, Optional<Parent> parent, Author author, Instant time, String message) {
        String who = author.name() + " <" + author.email() + "> " + time.getEpochSecond() + " +0000\n";
        String commit = "tree " + tree.hex() + '\n'
                + parent.map(p -> "parent " + p.commitId().hex() + '\n').orElse("")
                + "author " + who
                + "committer " + who
                + '\n'
                + message;
        return GitId.of("commit", commit.getBytes(StandardCharsets.UTF_8));
    }
}
