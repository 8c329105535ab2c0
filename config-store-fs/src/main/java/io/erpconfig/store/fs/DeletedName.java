package io.erpconfig.store.fs;

import io.erpconfig.core.project.BranchId;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that a deleted thing is moved to: it tells when that was, and nothing else ever has it.
 *
 * @param at when, to the millisecond
 * @param id of the branch, or of the project's default branch
 */
record DeletedName(Instant at, BranchId id) {

    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})-([0-9a-f]{32})(?:\\.json)?");

    static Optional<DeletedName> parse(String name) {
        Matcher parts = FORM.matcher(name);
        return parts.matches()
                ? Optional.of(new DeletedName(
                        Instant.ofEpochMilli(Long.parseLong(parts.group(1))), new BranchId(parts.group(2))))
                : Optional.empty();
    }

    static boolean isBefore(String name, Instant time) {
        Instant rounded = Instant.ofEpochMilli(time.toEpochMilli());
        return parse(name).filter(deleted -> deleted.at.isBefore(rounded)).isPresent();
    }

    @Override
    public String toString() {
        return at.toEpochMilli() + "-" + id;
    }
}
