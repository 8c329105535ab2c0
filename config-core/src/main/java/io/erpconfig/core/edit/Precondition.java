package io.erpconfig.core.edit;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.GitId;
import java.util.Set;

/** A condition on the state that an {@link Edit} is made on: the optimistic lock (contract, section 3). */
public sealed interface Precondition {

    /** No condition: the edit is made on whatever state there is. */
    record None() implements Precondition {}

    /** A file is there and its content is one of these, by git blob id. What happens to other files doesn't matter. */
    record FileIs(ConfigPath path, Set<GitId> anyOf) implements Precondition {}

    /** A file is there, whatever is in it. */
    record FileExists(ConfigPath path) implements Precondition {}

    /** No file is there. */
    record FileAbsent(ConfigPath path) implements Precondition {}

    /** The branch's live snapshot is one of these, by commit id. */
    record BranchIs(Set<GitId> anyOf) implements Precondition {}
}
