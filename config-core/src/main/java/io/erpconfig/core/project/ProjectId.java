package io.erpconfig.core.project;

import io.erpconfig.core.content.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * The integer that GitLab clients know a project by: positive, at most 2<sup>53</sup>-1 so that JavaScript can hold it,
 * and derived from owner and repoId, so that it is the same on every backend and after every restore (contract, section
 * 1).
 */
public record ProjectId(long value) {

    private static final long MAX = (1L << 53) - 1;

    public ProjectId {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("value: " + value);
        }
    }

    /** The first 53 bits of the SHA-256 of {@code owner/repoId}; 1 in place of 0. */
    public static ProjectId of(ProjectKey key) {
        long first = Sha256.of(key.toString().getBytes(StandardCharsets.UTF_8)).w0() >>> 11;
        return new ProjectId(Math.max(1, first));
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
