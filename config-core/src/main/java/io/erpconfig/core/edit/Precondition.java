package io.erpconfig.core.edit;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.Snapshot;
import java.util.Set;

/** A condition on the state that an {@link Edit} is made on: the optimistic lock (contract, section 3). */
public sealed interface Precondition {

    /** Whether a state meets the condition. */
    boolean isMetBy(Snapshot live, Trees trees);

    /** No condition: the edit is made on whatever state there is. */
    record None() implements Precondition {
        @Override
        public boolean isMetBy(Snapshot live, Trees trees) {
            return true;
        }
    }

    /** A file is there and its content is one of these, by git blob id. What happens to other files doesn't matter. */
    record FileIs(ConfigPath path, Set<GitId> anyOf) implements Precondition {
        @Override
        public boolean isMetBy(Snapshot live, Trees trees) {
            return trees.findFile(live.root(), path)
                    .filter(file -> anyOf.contains(file.gitId()))
                    .isPresent();
        }
    }

    /** A file is there, whatever is in it. */
    record FileExists(ConfigPath path) implements Precondition {
        @Override
        public boolean isMetBy(Snapshot live, Trees trees) {
            return trees.findFile(live.root(), path).isPresent();
        }
    }

    /** No file is there. */
    record FileAbsent(ConfigPath path) implements Precondition {
        @Override
        public boolean isMetBy(Snapshot live, Trees trees) {
            return trees.findFile(live.root(), path).isEmpty();
        }
    }

    /** The branch's live snapshot is one of these, by commit id. */
    record BranchIs(Set<GitId> anyOf) implements Precondition {
        @Override
        public boolean isMetBy(Snapshot live, Trees trees) {
            return anyOf.contains(live.commitId());
        }
    }
}
