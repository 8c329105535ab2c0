package io.erpconfig.folder;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.util.Optional;

/**
 * The state of a project that is exported.
 *
 * @param ref    the state; a snapshot's number alone, such as {@code v0003}, is one of the branch
 * @param branch the default branch if none is named
 */
public record ExportedRef(Ref ref, Optional<BranchName> branch) {

    /** @throws IllegalArgumentException if a branch is named, and the ref is not a state of it */
    public ExportedRef {
        requireNonNull(ref, "ref");
        requireNonNull(branch, "branch");
        if (branch.isPresent() && !(ref instanceof Ref.Head) && number(ref).isEmpty()) {
            throw new IllegalArgumentException("with --branch, --ref is a snapshot such as v0003, not '" + ref + "'");
        }
    }

    /** The ref as a snapshot's number alone. */
    private static Optional<SnapshotNumber> number(Ref ref) {
        return ref instanceof Ref.OfBranch of
                ? SnapshotNumber.tryParse(of.branch().value())
                : Optional.empty();
    }

    /**
     * Finds the state.
     *
     * @throws io.erpconfig.core.error.ConfigStoreException if it isn't there
     */
    public Revision resolve(ConfigReader reader, Project project) {
        return reader.resolve(project, meant(reader, project));
    }

    /** A branch that has a snapshot's name comes first, unless one is named. */
    private Ref meant(ConfigReader reader, Project project) {
        Optional<SnapshotNumber> number = number(ref);
        if (number.isPresent()
                && (branch.isPresent()
                        || reader.findBranch(project, new BranchName(ref.toString()))
                                .isEmpty())) {
            return new Ref.OfSnapshot(branch.orElse(project.defaultBranch().name()), number.get());
        }
        return branch.<Ref>map(Ref.OfBranch::new).orElse(ref);
    }
}
