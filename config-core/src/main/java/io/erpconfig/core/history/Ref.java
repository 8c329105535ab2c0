package io.erpconfig.core.history;

import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.BranchName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text that names a state to read (contract, section 1). Where a text has two meanings, a branch of that name comes
 * first; in {@link OfBranch} and {@link OfSnapshot} the name may be a full one, which begins with {@code refs/heads/}.
 */
public sealed interface Ref {

    /** The newest snapshot of a branch. */
    record OfBranch(BranchName branch) implements Ref {
        @Override
        public String toString() {
            return branch.value();
        }
    }

    /** One snapshot of a branch, as in {@code master@v0003}. */
    record OfSnapshot(BranchName branch, SnapshotNumber number) implements Ref {
        @Override
        public String toString() {
            return branch + "@" + number;
        }
    }

    /** A snapshot by its full commit id. */
    record OfCommit(GitId id) implements Ref {
        @Override
        public String toString() {
            return id.hex();
        }
    }

    /**
     * The one commit whose id begins with these digits; where there is none and they are eight, the newest one with that
     * {@code short_id}.
     *
     * @param name 7 to 39 hex digits, which are a branch's name if there is one
     */
    record OfDigits(BranchName name) implements Ref {

        private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{7,39}");

        /** The digits in lower case, as ids are written. */
        public String digits() {
            return name.value().toLowerCase(Locale.ROOT);
        }

        /** Whether they are as many as a {@code short_id} has. */
        public boolean mayBeShortId() {
            return name.value().length() == ContentId.SHORT_DIGITS;
        }

        @Override
        public String toString() {
            return name.value();
        }
    }

    /** The newest snapshot of the default branch, written {@code HEAD}. */
    record Head() implements Ref {
        @Override
        public String toString() {
            return "HEAD";
        }
    }

    /**
     * Reads a ref.
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_REF} if it can't be one
     */
    static Ref parse(String text) {
        if (text.equals("HEAD")) {
            return new Head();
        }
        Optional<GitId> commit = GitId.parse(text);
        if (commit.isPresent()) {
            return new OfCommit(commit.get());
        }
        try {
            int at = text.lastIndexOf('@');
            if (at < 0) {
                BranchName name = new BranchName(text);
                return OfDigits.FORM.matcher(text).matches() ? new OfDigits(name) : new OfBranch(name);
            }
            return new OfSnapshot(new BranchName(text.substring(0, at)), SnapshotNumber.parse(text.substring(at + 1)));
        } catch (ConfigStoreException e) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_REF,
                    "ref must be a branch, branch@v0003, HEAD, a commit id or at least 7 digits of one, or a short_id");
        }
    }
}
