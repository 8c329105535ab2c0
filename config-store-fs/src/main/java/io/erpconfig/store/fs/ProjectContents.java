package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The records of a project, as a whole.
 *
 * @param project  none if there is no project
 * @param branches all of them by name; the same list as long as nothing changes
 * @param byName   the same by name
 * @param damage   what is wrong with further branches, which can't be read
 */
record ProjectContents(
        Optional<Project> project,
        List<Branch> branches,
        Map<BranchName, Branch> byName,
        Optional<ConfigStoreException> damage) {

    static final ProjectContents NONE = new ProjectContents(Optional.empty(), List.of(), Map.of(), Optional.empty());

    static ProjectContents of(Project project, List<Branch> others, Optional<ConfigStoreException> damage) {
        List<Branch> branches = Stream.concat(Stream.of(project.defaultBranch()), others.stream())
                .sorted(Branch.BY_NAME)
                .toList();
        Map<BranchName, Branch> byName =
                branches.stream().collect(Collectors.toUnmodifiableMap(Branch::name, Function.identity()));
        return new ProjectContents(Optional.of(project), branches, byName, damage);
    }

    /** All branches but the default one. */
    List<Branch> others() {
        return branches.stream()
                .filter(branch ->
                        project.isEmpty() || !branch.equals(project.get().defaultBranch()))
                .toList();
    }

    /** @throws ConfigStoreException if there are more, which can't be read */
    List<Branch> allBranches() {
        throwDamage();
        return branches;
    }

    /** @throws ConfigStoreException if it is not among those that can be read, and there are others */
    Optional<Branch> find(BranchName name) {
        Branch found = byName.get(name);
        if (found == null) {
            throwDamage();
        }
        return Optional.ofNullable(found);
    }

    private void throwDamage() {
        if (damage.isPresent()) {
            throw damage.get();
        }
    }
}
