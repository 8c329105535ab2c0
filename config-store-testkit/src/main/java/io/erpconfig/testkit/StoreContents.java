package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.token.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be read from a store by its ports, for comparing it with another.
 *
 * @param objects   by id, with the SHA-256 of what was read
 * @param snapshots of every log
 * @param branches  of every project
 * @param deleted   branches that are still looked after
 * @param tokens    every one
 * @param accounts  every one
 * @param untouched whether there never was an account
 * @param sessions  every one
 * @param trails    in their order
 */
public record StoreContents(
        Map<String, Sha256> objects,
        Map<BranchKey, List<Snapshot>> snapshots,
        Map<Project, List<Branch>> branches,
        Map<Project, Set<Branch>> deleted,
        Set<Token> tokens,
        List<Account> accounts,
        boolean untouched,
        Set<Session> sessions,
        Map<Optional<OwnerId>, List<AuditEntry>> trails) {

    /** Reads everything. */
    public static StoreContents of(ConfigStore store) {
        Map<String, Sha256> objects = new HashMap<>();
        store.blobs()
                .forEach(id -> objects.put(id.hex(), Sha256.of(store.blobs().read(id))));
        Map<BranchKey, List<Snapshot>> snapshots = new HashMap<>();
        store.snapshots()
                .forEachBranch(branch -> snapshots.put(
                        branch,
                        store.snapshots().range(branch, SnapshotNumber.FIRST, new SnapshotNumber(Integer.MAX_VALUE))));
        Map<Project, List<Branch>> branches = new HashMap<>();
        Map<Project, Set<Branch>> deleted = new HashMap<>();
        store.projects().forEach(project -> {
            branches.put(project, store.projects().branches(project.key()));
            deleted.put(project, Set.copyOf(store.projects().deletedBranches(project.key())));
        });
        Set<Token> tokens = new HashSet<>();
        store.tokens().forEach(tokens::add);
        Set<Session> sessions = new HashSet<>();
        store.sessions().forEach(sessions::add);
        Map<Optional<OwnerId>, List<AuditEntry>> trails = new HashMap<>();
        store.audit()
                .forEach(
                        AuditEntry.EARLIEST,
                        entry -> trails.computeIfAbsent(entry.owner(), owner -> new ArrayList<>())
                                .add(entry));
        return new StoreContents(
                objects,
                snapshots,
                branches,
                deleted,
                tokens,
                store.accounts().list(),
                store.accounts().untouched(),
                sessions,
                trails);
    }
}
