package io.erpconfig.core.project;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a project among its owner's: {@code {name}.{type}}, together at most {@value #MAX_LENGTH} characters,
 * type {@code [a-z][a-z0-9-]*}, name {@code [A-Za-z0-9][A-Za-z0-9._-]*} (contract, section 1). Case matters.
 */
public record RepoId(String value) implements Comparable<RepoId> {

    /** The type of a project that is created without one. */
    public static final String DEFAULT_TYPE = "erp-config";

    /** The longest, in characters. */
    public static final int MAX_LENGTH = 100;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.[a-z][a-z0-9-]*");

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_PROJECT} if it is not of that form */
    public RepoId {
        if (!valid(value)) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_PROJECT,
                    "project must be {name}.{type}, such as b2b-cnc.erp-config: name of letters, digits, '.', '_', '-';"
                            + " type of lower-case letters, digits, '-'; at most " + MAX_LENGTH + " characters");
        }
    }

    private static boolean valid(String value) {
        return value.length() <= MAX_LENGTH && FORM.matcher(value).matches();
    }

    /** The repoId of that name, if a project can have it. */
    public static Optional<RepoId> parse(String name) {
        return valid(name) ? Optional.of(new RepoId(name)) : Optional.empty();
    }

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_PROJECT} if the two do not make a repoId */
    public static RepoId of(String name, String type) {
        RepoId repoId = new RepoId(name + '.' + type);
        if (!repoId.type().equals(type)) {
            throw new ConfigStoreException(ErrorCode.INVALID_PROJECT, "type must not have a '.'");
        }
        return repoId;
    }

    /** The part before the last dot. */
    public String name() {
        return value.substring(0, value.lastIndexOf('.'));
    }

    /** The part after the last dot. */
    public String type() {
        return value.substring(value.lastIndexOf('.') + 1);
    }

    @Override
    public int compareTo(RepoId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
