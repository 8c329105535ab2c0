package io.erpconfig.core.project;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The integer that GitLab clients know a project by: positive, at most 2<sup>31</sup>-1 because they hold it in an
 * {@code int}, allotted when the project is made, and no other project's in the store (contract, section 1).
 */
public record ProjectId(int value) {

    public ProjectId {
        if (value < 1) {
            throw new IllegalArgumentException("value: " + value);
        }
    }

    /** The id of this value; empty if no project can have it. */
    public static Optional<ProjectId> of(long value) {
        return value < 1 || value > Integer.MAX_VALUE ? Optional.empty() : Optional.of(new ProjectId((int) value));
    }

    /**
     * The id to try for a new project: 31 bits of the SHA-256 of its default branch's id and the attempt, 1 in place of
     * 0. They are as random as that id, so they say nothing of which other projects there are; and they are the same
     * for all who try, so a project that was made without an id gets the same one on every node and after every
     * restore.
     *
     * @param attempt 0 at first, one more each time that another project has the id
     */
    public static ProjectId candidate(BranchId defaultBranch, int attempt) {
        String seed = defaultBranch + "/" + attempt;
        long bits = Sha256.of(seed.getBytes(StandardCharsets.US_ASCII)).w0() >>> 33;
        return new ProjectId((int) Math.max(1, bits));
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
