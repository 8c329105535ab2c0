package io.erpconfig.core.maintenance;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The branches that are there by what the audit trail says: its events name a branch that was changed, with the snapshot that
 * was made, and its other entries what was deleted. So a record or a snapshot that is missing can be told from one that never
 * was. Of what was done before there were events it knows nothing. Takes the entries of each owner in their order.
 */
final class ClaimedBranches {

    private final Map<BranchKey, Claim> claims = new HashMap<>();
    private final Set<BranchKey> deleted = new HashSet<>();

    /**
     * What is said of a branch.
     *
     * @param name     the branch's, if it is said
     * @param snapshot the highest number of a snapshot; 0 if none is named
     */
    record Claim(Optional<String> name, int snapshot) {

        private Claim with(Claim later) {
            return new Claim(later.name.or(() -> name), Math.max(snapshot, later.snapshot));
        }
    }

    /** What is said to be there. */
    Map<BranchKey, Claim> claims() {
        return claims;
    }

    void take(AuditEntry entry) {
        boolean deletion = entry.action() == AuditAction.PROJECT_DELETE || entry.action() == AuditAction.BRANCH_DELETE;
        if (entry.result().equals(AuditEntry.OK) && (deletion || entry.event().isPresent())) {
            project(entry).ifPresent(project -> take(project, entry));
        }
    }

    private static Optional<ProjectKey> project(AuditEntry entry) {
        try {
            return Optional.ofNullable(entry.subject().get(Subject.PROJECT))
                    .flatMap(name -> entry.owner().map(owner -> new ProjectKey(owner, new RepoId(name))));
        } catch (ConfigStoreException e) {
            return Optional.empty(); // No project is called so.
        }
    }

    private void take(ProjectKey project, AuditEntry entry) {
        Optional<String> name = Optional.ofNullable(entry.subject().get(Subject.BRANCH));
        Optional<BranchId> branch = entry.event().flatMap(EventTarget::branch);
        switch (entry.action()) {
            case PROJECT_DELETE -> delete(project, (key, claim) -> true);
            case BRANCH_DELETE -> {
                branch.map(id -> new BranchKey(project, id)).ifPresent(deleted::add);
                delete(
                        project,
                        (key, claim) -> branch.map(key.branch()::equals)
                                .orElse(claim.name.isEmpty() || claim.name.equals(name)));
            }
            default ->
                branch.map(id -> new BranchKey(project, id))
                        // What was saved while it was being deleted is deleted too.
                        .filter(key -> !deleted.contains(key))
                        .ifPresent(key -> claims.merge(key, new Claim(name, number(entry)), Claim::with));
        }
    }

    private void delete(ProjectKey project, BiPredicate<BranchKey, Claim> which) {
        claims.entrySet().removeIf(each -> {
            boolean gone = each.getKey().project().equals(project) && which.test(each.getKey(), each.getValue());
            if (gone) {
                deleted.add(each.getKey());
            }
            return gone;
        });
    }

    private static int number(AuditEntry entry) {
        return Optional.ofNullable(entry.subject().get(Subject.SNAPSHOT))
                .flatMap(SnapshotNumber::tryParse)
                .map(SnapshotNumber::value)
                .orElse(0);
    }
}
