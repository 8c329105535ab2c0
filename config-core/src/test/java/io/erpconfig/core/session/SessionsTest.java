package io.erpconfig.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final OwnerId BERT = new OwnerId("bert");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration MAX = Duration.ofHours(12);

    private final SettableClock clock = new SettableClock();
    private final SessionRegistry registry = InMemoryStore.create().sessions();
    private final Queue<Runnable> notes = new ArrayDeque<>();
    private final Sessions sessions =
            new Sessions(registry, clock, new SecureRandom(), notes::add, new Sessions.Limits(IDLE, MAX));

    private Sessions.Started start(OwnerId user) {
        return sessions.start(user, "127.0.0.1", "curl/8.5");
    }

    private Optional<Session> find(Sessions.Started started) {
        return sessions.find(started.value().reveal());
    }

    private void writeNotes() {
        for (Runnable note = notes.poll(); note != null; note = notes.poll()) {
            note.run();
        }
    }

    @Test
    void aSessionIs64HexCharactersOfWhichOnlyTheHashIsKept() {
        Sessions.Started started = start(ANNA);
        String value = started.value().reveal();
        assertThat(value).matches("[0-9a-f]{64}");
        assertThat(started.session().toString()).doesNotContain(value);
        assertThat(started.toString()).doesNotContain(value);
        assertThat(started.session().hash()).isEqualTo(started.value().hash());
        assertThat(find(started)).contains(started.session());
    }

    @Test
    void everySignInHasAnIdAndAValueOfItsOwn() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Sessions.Started started = start(ANNA);
            assertThat(seen.add(started.value().reveal())).isTrue();
            assertThat(seen.add(started.session().id().value())).isTrue();
        }
    }

    @Test
    void whatIsNoSessionIsNotFound() {
        String value = start(ANNA).value().reveal();
        for (String presented : List.of(
                "", "x", value.toUpperCase(java.util.Locale.ROOT) + "A", value + "0", " " + value, "0".repeat(64))) {
            assertThat(sessions.find(presented)).isEmpty();
        }
    }

    @Test
    void aSessionEndsWhenItHasNotBeenUsedForTheIdleTime() {
        Sessions.Started started = start(ANNA);
        clock.now = START.plus(IDLE);
        assertThat(sessions.endOf(started.session())).isEqualTo(clock.now);
        assertThat(find(started)).isPresent();
        clock.now = START.plus(IDLE).plusMillis(1);
        assertThat(find(started)).isEmpty();
        assertThat(sessions.list(ANNA)).isEmpty();
    }

    @Test
    void aUsePutsTheIdleEndOffButNeverTheAbsoluteOne() {
        Sessions.Started started = start(ANNA);
        for (Duration at = Duration.ZERO; at.compareTo(MAX) <= 0; at = at.plus(IDLE.minusMinutes(1))) {
            clock.now = START.plus(at);
            assertThat(find(started)).as("after " + at).isPresent();
            writeNotes();
        }
        clock.now = START.plus(MAX);
        assertThat(find(started)).isPresent();
        writeNotes();
        assertThat(sessions.list(ANNA)).extracting(sessions::endOf).containsExactly(START.plus(MAX));
        clock.now = START.plus(MAX).plusMillis(1);
        assertThat(find(started)).isEmpty();
        assertThat(sessions.list(ANNA)).isEmpty();
    }

    @Test
    void aUseIsNotedOnceAMinuteAndNeverOnTheCallersOwnTime() {
        Sessions.Started started = start(ANNA);
        clock.now = START.plusSeconds(60);
        find(started);
        assertThat(notes).isEmpty();
        clock.now = START.plusSeconds(61);
        assertThat(find(started)).contains(started.session());
        assertThat(notes).hasSize(1);
        writeNotes();
        assertThat(sessions.list(ANNA)).extracting(Session::seenAt).containsExactly(clock.now);
        clock.now = START.plusSeconds(121);
        find(started);
        assertThat(notes).isEmpty();
    }

    @Test
    void aNoteThatCanNotBeTakenRefusesNobody() {
        Sessions stopping = new Sessions(
                registry,
                clock,
                new SecureRandom(),
                note -> {
                    throw new RejectedExecutionException();
                },
                new Sessions.Limits(IDLE, MAX));
        Sessions.Started started = start(ANNA);
        clock.now = START.plusSeconds(100);
        assertThat(stopping.find(started.value().reveal())).contains(started.session());
    }

    @Test
    void aNoteOfASessionThatWasEndedMeanwhileDoesNotBringItBack() {
        Sessions.Started started = start(ANNA);
        clock.now = START.plusSeconds(100);
        find(started);
        sessions.end(ANNA, started.session().id());
        writeNotes();
        assertThat(find(started)).isEmpty();
        assertThat(sessions.list(ANNA)).isEmpty();
    }

    @Test
    void timesAreWholeSecondsAndWhatIsKeptOfTheAgentIsShortAndPrintable() {
        clock.now = START.plusMillis(999);
        Session session = sessions.start(ANNA, "::1", "a\r\nSet-Cookie: x\u0000\u009b\ud800" + "😀".repeat(300))
                .session();
        assertThat(session.createdAt()).isEqualTo(START);
        assertThat(session.seenAt()).isEqualTo(START);
        assertThat(session.agent()).isEqualTo("aSet-Cookie: x" + "😀".repeat(186));
        assertThat(sessions.start(ANNA, "::1", "").session().agent()).isEmpty();
    }

    @Test
    void aUserHasSoManySessionsAtTheMostAndTheLongestUnusedOneMakesRoom() {
        List<Sessions.Started> started = new ArrayList<>();
        Sessions.Started other = start(BERT);
        for (int i = 0; i < Sessions.MAX_PER_USER; i++) {
            clock.now = START.plusSeconds(i);
            started.add(start(ANNA));
        }
        assertThat(sessions.list(ANNA)).hasSize(Sessions.MAX_PER_USER);
        clock.now = START.plusSeconds(200);
        find(started.get(0));
        writeNotes();

        Sessions.Started newest = start(ANNA);
        assertThat(sessions.list(ANNA)).hasSize(Sessions.MAX_PER_USER);
        assertThat(find(newest)).isPresent();
        assertThat(find(started.get(0))).isPresent();
        assertThat(find(started.get(1))).isEmpty();
        assertThat(find(started.get(2))).isPresent();
        assertThat(find(other)).isPresent();
    }

    @Test
    void aSurplusThatIsThereAlreadyGoesWithTheNextSignIn() {
        for (int i = 0; i < 3 + Sessions.MAX_PER_USER; i++) {
            registry.add(new Session(
                    new SessionId("%024x".formatted(i)),
                    SessionValue.random(new SecureRandom()).hash(),
                    ANNA,
                    START,
                    START.plusSeconds(i),
                    "::1",
                    ""));
        }
        Sessions.Started newest = start(ANNA);
        assertThat(sessions.list(ANNA)).hasSize(Sessions.MAX_PER_USER).contains(newest.session());
        assertThat(registry.list(ANNA))
                .noneMatch(session ->
                        session.seenAt().isBefore(START.plusSeconds(4)) && !session.equals(newest.session()));
    }

    @Test
    void sessionsThatHaveEndedTakeNobodysRoom() {
        for (int i = 0; i < Sessions.MAX_PER_USER; i++) {
            start(ANNA);
        }
        clock.now = START.plus(IDLE).plusSeconds(1);
        start(ANNA);
        assertThat(sessions.list(ANNA)).hasSize(1);
        assertThat(registry.list(ANNA)).hasSize(Sessions.MAX_PER_USER + 1);
        assertThat(sessions.removeEnded()).isEqualTo(Sessions.MAX_PER_USER);
        assertThat(registry.list(ANNA)).hasSize(1);
        assertThat(sessions.removeEnded()).isZero();
    }

    @Test
    void signInsAtOnceDoNotGoBeyondTheMost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Sessions.Started>> tasks = new ArrayList<>();
            for (int i = 0; i < 2 * Sessions.MAX_PER_USER; i++) {
                tasks.add(() -> start(ANNA));
            }
            for (Future<Sessions.Started> each : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(registry.list(ANNA)).hasSizeLessThanOrEqualTo(Sessions.MAX_PER_USER);
    }

    @Test
    void aSessionThatItsUserHasEndedIsUnknownAtOnceAndTheOthersAreNot() {
        Sessions.Started ended = start(ANNA);
        Sessions.Started other = start(ANNA);
        sessions.end(ANNA, ended.session().id());
        assertThat(find(ended)).isEmpty();
        assertThat(sessions.list(ANNA)).containsExactly(other.session());
        notFound(ANNA, ended.session().id());

        sessions.end(other.session());
        sessions.end(other.session());
        assertThat(find(other)).isEmpty();
    }

    @Test
    void anotherUsersSessionAndOneThatHasEndedByItselfAreNotFound() {
        Sessions.Started annas = start(ANNA);
        notFound(BERT, annas.session().id());
        assertThat(find(annas)).isPresent();
        clock.now = START.plus(IDLE).plusSeconds(1);
        notFound(ANNA, annas.session().id());
    }

    private void notFound(OwnerId user, SessionId id) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> sessions.end(user, id))
                .extracting(ConfigStoreException::code)
                .isEqualTo(ErrorCode.SESSION_NOT_FOUND);
    }

    @Test
    void endingAllKeepsTheOneThatIsToBeKeptAndOtherUsersOnes() {
        Sessions.Started kept = start(ANNA);
        start(ANNA);
        start(ANNA);
        Sessions.Started other = start(BERT);
        assertThat(Sessions.endAll(registry, ANNA, Optional.of(kept.session().id())))
                .isEqualTo(2);
        assertThat(sessions.list(ANNA)).containsExactly(kept.session());
        assertThat(Sessions.endAll(registry, ANNA, Optional.empty())).isEqualTo(1);
        assertThat(find(kept)).isEmpty();
        assertThat(find(other)).isPresent();
    }

    @Test
    void limitsAreNeitherShorterThanNotesAreApartNorEndless() {
        Duration shorter = Duration.ofSeconds(119);
        Duration longer = Duration.ofDays(3651);
        for (Duration wrong : List.of(shorter, longer, Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Sessions.Limits(wrong, MAX))
                    .withMessageStartingWith("idle: ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Sessions.Limits(IDLE, wrong))
                    .withMessageStartingWith("max: ");
        }
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
