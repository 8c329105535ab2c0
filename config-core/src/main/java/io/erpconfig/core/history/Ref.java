package io.erpconfig.core.history;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.project.BranchName;
import java.util.Optional;

/** What may stand where a branch is read (contract, section 1). No text has two meanings: a branch's name excludes the others. */
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
                return new OfBranch(new BranchName(text));
            }
            return new OfSnapshot(new BranchName(text.substring(0, at)), SnapshotNumber.parse(text.substring(at + 1)));
        } catch (ConfigStoreException e) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_REF, "ref must be a branch, branch@v0003, HEAD or a full commit id");
        }
    }
}
