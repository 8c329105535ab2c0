package io.erpconfig.core.migration;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a store holds but its objects, at one time: the small records themselves, the end of each branch's
 * log, and a hash of each audit trail. As every snapshot's commit id is made from the one before, equal ends are equal
 * histories.
 *
 * @param logs      where each branch's log ends, deleted branches' and unnamed ones' too
 * @param projects  with their branches
 * @param tokens    by id
 * @param accounts  by name
 * @param untouched whether there never was an account
 * @param sessions  by id
 * @param trails    where each audit trail ends; those without entries aren't there
 */
record Inventory(
        Map<BranchKey, LogEnd> logs,
        Map<ProjectKey, ProjectRecords> projects,
        Map<TokenId, Token> tokens,
        Map<OwnerId, Account> accounts,
        boolean untouched,
        Map<SessionId, Session> sessions,
        Map<Optional<OwnerId>, AuditTrailDigest.End> trails) {

    /** The last snapshot of a log. */
    record LogEnd(SnapshotNumber number, ContentId content, GitId commit) {

        @Override
        public String toString() {
            return number + " (content id " + content.hex() + ", commit " + commit.hex() + ")";
        }
    }

    /**
     * A project's records.
     *
     * @param branches the default one included
     * @param deleted  those that were deleted and are still looked after
     */
    record ProjectRecords(Project project, Set<Branch> branches, Set<Branch> deleted) {}

    static Inventory of(ConfigStore store) {
        List<BranchKey> filed = new ArrayList<>();
        store.snapshots().forEachBranch(filed::add);
        Map<BranchKey, LogEnd> logs = new HashMap<>();
        for (BranchKey branch : filed) {
            store.snapshots().live(branch).ifPresent(live -> logs.put(branch, end(live)));
        }
        List<Project> listed = new ArrayList<>();
        store.projects().forEach(listed::add);
        Map<ProjectKey, ProjectRecords> projects = new HashMap<>();
        for (Project project : listed) {
            projects.put(
                    project.key(),
                    new ProjectRecords(
                            project,
                            new LinkedHashSet<>(store.projects().branches(project.key())),
                            new LinkedHashSet<>(store.projects().deletedBranches(project.key()))));
        }
        Map<TokenId, Token> tokens = new HashMap<>();
        store.tokens().forEach(token -> tokens.put(token.id(), token));
        Map<OwnerId, Account> accounts = new HashMap<>();
        store.accounts().list().forEach(account -> accounts.put(account.name(), account));
        Map<SessionId, Session> sessions = new HashMap<>();
        store.sessions().forEach(session -> sessions.put(session.id(), session));
        return new Inventory(logs, projects, tokens, accounts, store.accounts().untouched(), sessions, trails(store));
    }

    private static LogEnd end(Snapshot live) {
        return new LogEnd(live.number(), live.listing().id(), live.commitId());
    }

    private static Map<Optional<OwnerId>, AuditTrailDigest.End> trails(ConfigStore store) {
        Map<Optional<OwnerId>, AuditTrailDigest> trails = new HashMap<>();
        store.audit()
                .forEach(
                        AuditEntry.EARLIEST,
                        entry -> trails.computeIfAbsent(entry.owner(), owner -> new AuditTrailDigest())
                                .add(entry));
        Map<Optional<OwnerId>, AuditTrailDigest.End> ends = new HashMap<>();
        trails.forEach((owner, trail) -> ends.put(owner, trail.end()));
        return ends;
    }

    /** A word for something that it holds, if it holds anything. */
    Optional<String> anything() {
        if (!projects.isEmpty()) {
            return Optional.of("projects");
        }
        if (!logs.isEmpty()) {
            return Optional.of("snapshots");
        }
        if (!tokens.isEmpty()) {
            return Optional.of("tokens");
        }
        if (!accounts.isEmpty()) {
            return Optional.of("accounts");
        }
        if (!untouched) {
            return Optional.of("the memory of accounts that were removed");
        }
        if (!sessions.isEmpty()) {
            return Optional.of("sessions");
        }
        return trails.isEmpty() ? Optional.empty() : Optional.of("an audit trail");
    }

    long snapshots() {
        return logs.values().stream().mapToLong(end -> end.number().value()).sum();
    }

    long entries() {
        return trails.values().stream().mapToLong(AuditTrailDigest.End::entries).sum();
    }

    MigrationSummary migrated(long objects, long bytes) {
        return new MigrationSummary(
                projects.size(),
                projects.values().stream()
                        .mapToLong(records -> records.branches().size())
                        .sum(),
                snapshots(),
                objects,
                bytes,
                tokens.size(),
                accounts.size(),
                sessions.size(),
                entries());
    }

    /**
     * Names the first thing found that is not the same in another inventory.
     *
     * @param own    where or when this one was made, for people
     * @param others where or when the other one was
     */
    Optional<String> difference(Inventory other, String own, String others) {
        Difference difference = new Difference(own, others);
        difference.find(projects, other.projects, key -> "project " + key, records -> "");
        difference.find(logs, other.logs, this::nameOf, end -> "at " + end);
        difference.find(tokens, other.tokens, id -> "token " + id, token -> "");
        difference.find(accounts, other.accounts, name -> "account " + name, account -> "");
        difference.find(sessions, other.sessions, id -> "session " + id, session -> "");
        difference.find(trails, other.trails, Inventory::trailOf, end -> "of " + end.entries() + " entries");
        if (difference.found.isEmpty() && untouched != other.untouched) {
            return Optional.of("that there ever was an account is known only " + (untouched ? others : own));
        }
        return difference.found;
    }

    /** A branch as its users know it, if it has a name. */
    private String nameOf(BranchKey branch) {
        ProjectRecords records = projects.get(branch.project());
        Optional<String> name = records == null
                ? Optional.empty()
                : records.branches().stream()
                        .filter(each -> each.id().equals(branch.branch()))
                        .map(each -> each.name().value())
                        .findAny();
        return "branch " + name.orElseGet(() -> branch.branch().value()) + " of " + branch.project();
    }

    static String trailOf(Optional<OwnerId> owner) {
        return owner.map(name -> "the audit trail of " + name).orElse("the audit trail of nobody");
    }

    private static final class Difference {
        private final String own;
        private final String others;
        private Optional<String> found = Optional.empty();

        Difference(String own, String others) {
            this.own = own;
            this.others = others;
        }

        <K, V> void find(Map<K, V> ours, Map<K, V> theirs, Function<K, String> name, Function<V, String> state) {
            if (found.isPresent() || ours.equals(theirs)) {
                return;
            }
            Set<K> keys = new LinkedHashSet<>(ours.keySet());
            keys.addAll(theirs.keySet());
            found = keys.stream()
                    .filter(key -> !Optional.ofNullable(ours.get(key)).equals(Optional.ofNullable(theirs.get(key))))
                    .findFirst()
                    .map(key -> words(name.apply(key), ours.get(key), theirs.get(key), state));
        }

        private <V> String words(String name, @Nullable V ours, @Nullable V theirs, Function<V, String> state) {
            if (ours == null) {
                return name + " is there only " + others;
            }
            if (theirs == null) {
                return name + " is there only " + own;
            }
            String ownState = state.apply(ours);
            return ownState.isEmpty()
                    ? name + " is not the same " + own + " and " + others
                    : name + " is " + ownState + " " + own + " and " + state.apply(theirs) + " " + others;
        }
    }
}
