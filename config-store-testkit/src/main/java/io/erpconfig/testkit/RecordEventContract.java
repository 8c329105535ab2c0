package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.event;
import static io.erpconfig.testkit.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That the log has an event of each change of a project, branch or token that was made, and of no other. */
abstract class RecordEventContract extends PortContract {

    private final ProjectKey key = new ProjectKey(OWNER, new RepoId("events.erp-config"));

    RecordEventContract(ConfigStoreContract contract) {
        super(contract);
    }

    private static List<AuditEntry> said(String... users) {
        return List.of(users).stream().map(user -> event(OWNER, START, user)).toList();
    }

    private List<String> log() {
        return store().events().read(OWNER, 0, Integer.MAX_VALUE).stream()
                .map(event -> event.entry().user())
                .toList();
    }

    private void assertLog(String... users) throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(log()).containsExactly(users);
            reopen();
        }
    }

    private static Token named(Token token, String name, boolean fingerprintRequired) {
        return token.toBuilder()
                .name(name)
                .fingerprintRequired(fingerprintRequired)
                .build();
    }

    private static Branch branch(String name) {
        return new Branch(new BranchName(name), Samples.branchId(), START);
    }

    private Project project() {
        return Project.made(key, 0, START, branch("master"));
    }

    @Test
    @DisplayName("A token's events are those of the changes that were made")
    void tokens() throws Exception {
        Token plain = token("a");
        store().tokens().add(plain, said("issued"));
        assertThatThrownBy(() -> store().tokens().add(plain, said("issued again")))
                .isInstanceOf(ConfigStoreException.class);
        Token changed = named(plain, "renamed", true);
        assertThat(store().tokens().replace(plain, changed, said("changed"))).isTrue();
        assertThat(store().tokens().replace(plain, changed, said("stale"))).isFalse();
        reopen();
        store().tokens().bindFingerprint(plain.id(), FingerprintHash.of("one"), said("bound"));
        store().tokens().bindFingerprint(plain.id(), FingerprintHash.of("two"), said("bound again"));
        assertThat(store().tokens().find(plain.id())).contains(changed.boundTo(FingerprintHash.of("one")));
        assertLog("issued", "changed", "bound");
        assertThat(store().tokens().find(plain.id())).contains(changed.boundTo(FingerprintHash.of("one")));
        assertThat(store().tokens().remove(plain.id(), said("revoked"))).isTrue();
        assertThat(store().tokens().remove(plain.id(), said("revoked again"))).isFalse();
        assertThat(store().tokens().replace(plain, changed, said("late"))).isFalse();
        assertLog("issued", "changed", "bound", "revoked");
        assertThat(store().tokens().find(plain.id())).isEmpty();
    }

    @Test
    @DisplayName("A project's and its branches' events are those of the changes that were made")
    void projects() throws Exception {
        Project project = project();
        assertThat(store().projects().create(project, said("made", "filled"))).isEqualTo(Creation.DONE);
        assertThat(store().projects().create(project(), said("made again"))).isEqualTo(Creation.NAME_TAKEN);
        Branch trial = branch("trial");
        assertThat(store().projects().createBranch(key, trial, said("branch made")))
                .isTrue();
        assertThat(store().projects().createBranch(key, branch("trial"), said("branch made again")))
                .isFalse();
        reopen();
        assertThat(store().projects().deleteBranch(key, branch("trial"), START, said("another's deletion")))
                .isFalse();
        assertThat(store().projects().deleteBranch(key, trial, START, said("branch deleted")))
                .isTrue();
        assertThat(store().projects().deleteBranch(key, trial, START, said("branch deleted again")))
                .isFalse();
        assertThat(store().projects().delete(project(), START, said("another's deletion")))
                .isFalse();
        assertLog("made", "filled", "branch made", "branch deleted");
        assertThat(store().projects().find(key)).contains(project);
        assertThat(store().projects().delete(project, START, said("deleted"))).isTrue();
        assertThat(store().projects().delete(project, START, said("deleted again")))
                .isFalse();
        assertLog("made", "filled", "branch made", "branch deleted", "deleted");
        Project next = project();
        assertThat(store().projects().create(next, said("made anew"))).isEqualTo(Creation.DONE);
        assertLog("made", "filled", "branch made", "branch deleted", "deleted", "made anew");
        assertThat(store().projects().find(key)).contains(next);
        assertThat(store().projects().branches(key)).containsExactly(next.defaultBranch());
    }

    @Test
    @DisplayName("Records that change with events, without, and with them again are as the last change has made them")
    void mixed() throws Exception {
        Token token = token("a");
        for (int i = 0; i < 20; i++) {
            List<AuditEntry> entries = i % 3 == 0 ? List.of() : said("" + i);
            Token named = named(token, "name " + i, false);
            if (i % 5 == 0) {
                store().tokens().remove(token.id(), entries);
                store().tokens().add(named, entries);
            } else {
                Token before = store().tokens().find(token.id()).orElseThrow();
                assertThat(store().tokens().replace(before, named, entries)).isTrue();
            }
            if (i % 4 == 0) {
                reopen();
            }
            assertThat(store().tokens().find(token.id())).contains(named);
            assertThat(store().tokens().findByHash(token.hash())).contains(named);
        }
    }

    @Test
    @DisplayName("Of changes that race each winner has its event, once, and no loser has one")
    void racing() throws Exception {
        List<String> expected = new ArrayList<>();
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(3, rounds() / 100); round++) {
                String name = "r" + round + "/";
                Token token = token(name);
                List<Boolean> added = race.round(i -> {
                    try {
                        store().tokens().add(token, said(name + "issue " + i));
                        return true;
                    } catch (ConfigStoreException e) {
                        return false;
                    }
                });
                assertThat(added).containsOnlyOnce(true);
                expected.add(name + "issue " + added.indexOf(true));
                List<Boolean> removed =
                        race.round(i -> store().tokens().remove(token.id(), said(name + "revoke " + i)));
                assertThat(removed).containsOnlyOnce(true);
                expected.add(name + "revoke " + removed.indexOf(true));
            }
        }
        assertThat(log()).isEqualTo(expected);
    }

    @Test
    @DisplayName("Who sees an event sees its change")
    void visible() throws Exception {
        int changes = Math.max(5, rounds() / 40);
        List<Token> tokens =
                IntStream.rangeClosed(1, changes).mapToObj(i -> token("t" + i)).toList();
        List<LoggedEvent> seen = Collections.synchronizedList(new ArrayList<>());
        try (Race race = new Race(2)) {
            race.round(i -> {
                for (int next = 0; next < changes && i == 0; next++) {
                    store().tokens().add(tokens.get(next), said("" + next));
                }
                while (i == 1 && seen.size() < changes) {
                    // What it remembers of that is not to be what it answers with then.
                    store().tokens().findByHash(tokens.get(seen.size()).hash());
                    for (LoggedEvent each : store().events().read(OWNER, seen.size(), 3)) {
                        Token token = tokens.get(Integer.parseInt(each.entry().user()));
                        assertThat(store().tokens().findByHash(token.hash())).isPresent();
                        seen.add(each);
                    }
                }
                return true;
            });
        }
        assertThat(seen).hasSize(changes);
    }
}
