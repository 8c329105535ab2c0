package io.erpconfig.core.project;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The integer that a project was known by before it was allotted a {@link ProjectId}: at most 2<sup>53</sup>-1, derived
 * from owner and repoId. Projects that were made with a {@link ProjectId} never had one; those which had still answer to
 * it.
 */
public record EarlierProjectId(long value) {

    private static final long MAX = (1L << 53) - 1;

    public EarlierProjectId {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("value: " + value);
        }
    }

    /** The id of this value; empty if no project ever had it. */
    public static Optional<EarlierProjectId> of(long value) {
        return value < 1 || value > MAX ? Optional.empty() : Optional.of(new EarlierProjectId(value));
    }

    /** The first 53 bits of the SHA-256 of {@code owner/repoId}; 1 in place of 0. */
    public static EarlierProjectId of(ProjectKey key) {
        long first = Sha256.of(key.toString().getBytes(StandardCharsets.UTF_8)).w0() >>> 11;
        return new EarlierProjectId(Math.max(1, first));
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
