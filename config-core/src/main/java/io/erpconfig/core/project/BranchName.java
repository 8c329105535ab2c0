package io.erpconfig.core.project;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A branch's name: what git's {@code check-ref-format --branch} takes, at most {@value #MAX_BYTES} bytes of UTF-8,
 * without {@code @}, not {@code HEAD} and not 40 hex digits, so that every {@link io.erpconfig.core.history.Ref} has one
 * meaning (contract, section 1).
 */
public record BranchName(String value) implements Comparable<BranchName> {

    /** The longest, in bytes of UTF-8. */
    public static final int MAX_BYTES = 255;

    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\\x7f-\\x9f~^:?*\\[\\\\@]|\\.\\.|//");
    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-fA-F]{40}");

    private static final String FULL = "refs/heads/";

    /** The branch that every project starts with. */
    public static final BranchName MASTER = new BranchName("master");

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_BRANCH} if it is not such a name */
    public BranchName {
        if (!valid(value)) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_BRANCH,
                    "branch name must be as git's check-ref-format takes it, without '@', at most " + MAX_BYTES
                            + " bytes, and neither HEAD nor 40 hex digits");
        }
    }

    /** The branch of that name, if a branch can have it. */
    public static Optional<BranchName> parse(String name) {
        return valid(name) ? Optional.of(new BranchName(name)) : Optional.empty();
    }

    private static boolean valid(String name) {
        if (name.isEmpty()
                || name.length() > MAX_BYTES
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return false;
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                || FORBIDDEN.matcher(name).find()
                || name.startsWith("-")
                || name.startsWith("/")
                || name.endsWith("/")
                || name.endsWith(".")
                || name.equals("HEAD")
                || COMMIT_ID.matcher(name).matches()) {
            return false;
        }
        for (String component : name.split("/")) {
            if (component.startsWith(".") || component.endsWith(".lock")) {
                return false;
            }
        }
        return true;
    }

    /** The short name, if this one begins with {@code refs/heads/}, as git writes names in full. */
    public Optional<BranchName> withoutPrefix() {
        return value.startsWith(FULL) ? parse(value.substring(FULL.length())) : Optional.empty();
    }

    @Override
    public int compareTo(BranchName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
