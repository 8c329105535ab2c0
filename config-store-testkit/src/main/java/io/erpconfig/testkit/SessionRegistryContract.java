package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.HOSTILE;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.session;
import static io.erpconfig.testkit.Samples.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class SessionRegistryContract extends PortContract {

    private static final OwnerId BERT = new OwnerId("bert");

    SessionRegistryContract(ConfigStoreContract contract) {
        super(contract);
    }

    private SessionRegistry sessions() {
        return store().sessions();
    }

    private Session added(Session session) {
        sessions().add(session);
        return session;
    }

    private List<Session> all() {
        List<Session> found = new ArrayList<>();
        sessions().forEach(found::add);
        return found;
    }

    private void checkThere(Session session) {
        assertThat(sessions().findByHash(session.hash())).contains(session);
        assertThat(sessions().list(session.user())).contains(session);
    }

    private void checkGone(Session session) {
        assertThat(sessions().findByHash(session.hash())).isEmpty();
        assertThat(sessions().list(session.user())).doesNotContain(session);
    }

    private int slowRounds() {
        return Math.max(1, rounds() / 40);
    }

    @Test
    @DisplayName("What isn't there is empty, and no error")
    void absent() {
        Session session = session(OWNER, "a");
        checkGone(session);
        assertThat(sessions().list(OWNER)).isEmpty();
        assertThat(all()).isEmpty();
        assertThat(sessions().remove(session.id())).isFalse();
        assertThat(sessions().removeIf(any -> true)).isZero();
        assertThatCode(() -> sessions().touch(session.id(), START)).doesNotThrowAnyException();
        checkGone(session);
    }

    @Test
    @DisplayName("Every field of a session comes back as it was, whatever text is in it")
    void everyField() throws Exception {
        List<Session> added = new ArrayList<>();
        for (String text : HOSTILE) {
            Session plain = session(OWNER, text);
            added.add(added(new Session(
                    plain.id(),
                    plain.hash(),
                    OWNER,
                    Instant.parse("2026-02-28T23:59:59Z"),
                    Instant.parse("2026-03-01T00:00:01Z"),
                    "2001:db8::1%eth0",
                    text)));
        }
        added.forEach(this::checkThere);
        reopen();
        added.forEach(this::checkThere);
        assertThat(all()).containsExactlyInAnyOrderElementsOf(added);
    }

    @Test
    @DisplayName("There are no two of one id or hash")
    void taken() {
        Session first = added(session(OWNER, "first"));
        Session other = session(BERT, "other");
        Session sameHash = new Session(other.id(), first.hash(), BERT, START, START, other.address(), other.agent());
        Session sameId = new Session(first.id(), other.hash(), BERT, START, START, other.address(), other.agent());
        for (Session each : List.of(sameHash, sameId, first)) {
            assertThatThrownBy(() -> sessions().add(each))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        }
        assertThat(all()).containsExactly(first);
        checkThere(first);
        assertThat(sessions().findByHash(sameId.hash())).isEmpty();
    }

    @Test
    @DisplayName("Of those who race to add the same session exactly one does")
    void racingAdd() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < slowRounds(); round++) {
                Session session = session(OWNER, "race " + round);
                List<Boolean> added = race.round(i -> {
                    try {
                        sessions()
                                .add(new Session(
                                        session.id(), session.hash(), OWNER, START, START, "by " + i, session.agent()));
                        return true;
                    } catch (ConfigStoreException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                        return false;
                    }
                });
                assertThat(added).containsOnlyOnce(true);
                assertThat(sessions().findByHash(session.hash()))
                        .hasValueSatisfying(
                                found -> assertThat(found.address()).isEqualTo("by " + added.indexOf(true)));
            }
        }
    }

    @Test
    @DisplayName("A user's sessions are listed oldest first, and nobody else's with them")
    void listed() throws Exception {
        List<Session> made = new ArrayList<>();
        for (int i : new int[] {3, 1, 2}) {
            Session session = session(i == 2 ? BERT : OWNER, "s" + i);
            Instant at = START.plusSeconds(i);
            made.add(added(new Session(
                    session.id(), session.hash(), session.user(), at, at, session.address(), session.agent())));
        }
        sessions().touch(made.get(1).id(), START.plusSeconds(10));
        Session used = made.get(1).seenAt(START.plusSeconds(10));
        for (int i = 0; i < 2; i++) {
            assertThat(sessions().list(OWNER)).containsExactly(used, made.get(0));
            assertThat(sessions().list(BERT)).containsExactly(made.get(2));
            assertThat(all()).containsExactlyInAnyOrder(used, made.get(0), made.get(2));
            reopen();
        }
    }

    @Test
    @DisplayName("The last use is noted, never goes back, and is there when the store is closed and opened again")
    void touched() throws Exception {
        Session session = added(session(OWNER, "a"));
        Instant first = session.seenAt();
        sessions().touch(session.id(), first.plusSeconds(60));
        checkThere(session.seenAt(first.plusSeconds(60)));
        sessions().touch(session.id(), first.plusSeconds(59));
        sessions().touch(session.id(), first.minusSeconds(1));
        checkThere(session.seenAt(first.plusSeconds(60)));
        reopen();
        checkThere(session.seenAt(first.plusSeconds(60)));
        sessions().touch(session.id(), first.plusSeconds(90));
        checkThere(session.seenAt(first.plusSeconds(90)));
    }

    @Test
    @DisplayName("Of uses that are noted at once the latest counts")
    void racingTouches() throws Exception {
        Session session = added(session(OWNER, "a"));
        try (Race race = new Race(4)) {
            for (int round = 1; round <= rounds(); round++) {
                Instant last = session.seenAt().plusSeconds(10L * round);
                race.round(i -> {
                    sessions().touch(session.id(), last.minusSeconds(i));
                    return true;
                });
                assertThat(sessions().findByHash(session.hash())).contains(session.seenAt(last));
            }
        }
    }

    @Test
    @DisplayName("A session that was removed is unknown, and others stay")
    void removed() throws Exception {
        Session session = added(session(OWNER, "a"));
        Session other = added(session(OWNER, "b"));
        assertThat(sessions().remove(session.id())).isTrue();
        for (int i = 0; i < 2; i++) {
            checkGone(session);
            assertThat(all()).containsExactly(other);
            assertThat(sessions().remove(session.id())).isFalse();
            sessions().touch(session.id(), START.plusSeconds(100));
            checkGone(session);
            reopen();
        }
    }

    @Test
    @DisplayName("Removing those of which something holds removes these and no others, and counts them")
    void removedIf() throws Exception {
        for (int i = 0; i < 5; i++) {
            added(session(OWNER, "anna " + i));
        }
        Session bert = added(session(BERT, "bert"));
        assertThat(sessions().removeIf(session -> session.user().equals(OWNER))).isEqualTo(5);
        for (int i = 0; i < 2; i++) {
            assertThat(all()).containsExactly(bert);
            assertThat(sessions().list(OWNER)).isEmpty();
            assertThat(sessions().removeIf(session -> session.user().equals(OWNER)))
                    .isZero();
            reopen();
        }
    }

    @Test
    @DisplayName("A session that is removed while it is used never comes back")
    void removedWhileTouched() throws Exception {
        List<Session> gone = new ArrayList<>();
        try (Race race = new Race(3)) {
            for (int round = 0; round < slowRounds(); round++) {
                Session session = added(session(OWNER, "race " + round));
                boolean one = round % 2 == 0;
                race.round(i -> {
                    if (i == 0 && one) {
                        assertThat(sessions().remove(session.id())).isTrue();
                    } else if (i == 0) {
                        assertThat(sessions().removeIf(each -> each.id().equals(session.id())))
                                .isEqualTo(1);
                    } else {
                        for (int use = 0; use < 100; use++) {
                            sessions().touch(session.id(), START.plusSeconds(100L * i + use));
                        }
                    }
                    return true;
                });
                checkGone(session);
                gone.add(session);
            }
        }
        reopen();
        gone.forEach(this::checkGone);
        assertThat(all()).isEmpty();
    }

    @Test
    @DisplayName("Of those who race to remove a session exactly one does")
    void racingRemove() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < slowRounds(); round++) {
                Session session = added(session(OWNER, "race " + round));
                List<Integer> removed = race.round(i -> i % 2 == 0
                        ? sessions().removeIf(each -> each.user().equals(OWNER))
                        : sessions().remove(session.id()) ? 1 : 0);
                assertThat(removed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
                checkGone(session);
            }
        }
    }

    @Test
    @DisplayName(
            "What is added while others are removed is there or gone, by hash as in the list, and no other suffers")
    void addedWhileRemoved() throws Exception {
        try (Race race = new Race(3)) {
            for (int round = 0; round < slowRounds(); round++) {
                Session before = added(session(OWNER, "before " + round));
                Session added = session(OWNER, "added " + round);
                Session other = session(BERT, "other " + round);
                List<Integer> removed = race.round(i -> {
                    if (i == 0) {
                        return sessions().removeIf(each -> each.user().equals(OWNER));
                    }
                    sessions().add(i == 1 ? added : other);
                    return 0;
                });
                checkGone(before);
                checkThere(other);
                if (removed.get(0) == 1) {
                    checkThere(added);
                    assertThat(sessions().remove(added.id())).isTrue();
                }
                checkGone(added);
            }
        }
        int others = all().size();
        reopen();
        assertThat(all()).hasSize(others);
        assertThat(sessions().list(BERT)).hasSize(others);
    }

    @Test
    @DisplayName("A hash is not found by another")
    void otherHash() {
        added(session(OWNER, "a"));
        assertThat(sessions().findByHash(new SessionHash(sha256("b")))).isEmpty();
    }
}
