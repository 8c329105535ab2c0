package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/**
 * The hash of everything that a branch holds: equal content, equal id, on every backend (contract, section 1). Computed
 * by {@link ContentListing}.
 */
public record ContentId(Sha256 sha256) {

    /** Hex digits of a {@code short_id}. */
    public static final int SHORT_DIGITS = 8;

    public ContentId {
        requireNonNull(sha256, "sha256");
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return sha256.hex();
    }

    /** The {@code short_id}: the first 8 hex digits, by which clients see whether anything changed. */
    public String shortId() {
        return hex().substring(0, SHORT_DIGITS);
    }

    @Override
    public String toString() {
        return hex();
    }
}
