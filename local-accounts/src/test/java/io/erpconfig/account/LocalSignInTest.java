package io.erpconfig.account;

import static io.erpconfig.account.SignInFixture.ANNA;
import static io.erpconfig.account.SignInFixture.HOME;
import static io.erpconfig.account.SignInFixture.PASSWORD;
import static io.erpconfig.account.SignInFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.LocalSignIn.SignedIn;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionId;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalSignInTest {

    private static final AuditEntry REVOKED = AuditEntry.builder(
                    AuditEntry.EARLIEST, "root", AuditAction.TOKEN_REVOKE, AuditEntry.COMMAND_LINE)
            .build();

    private static final Password NEW = new Password("battery staple");

    /**
     * A hash of "password" with other parameters than ours, from the test vectors of Argon2's reference implementation.
     */
    private static final String OTHER_COST =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private final SignInFixture fixture = new SignInFixture();

    private Optional<SignedIn> enter(LocalSignIn signIn, String name, String password) {
        return signIn.signIn(name, password, HOME, "curl/8.5");
    }

    @Test
    void theRightPasswordStartsASession() {
        SignedIn in = enter(fixture.signIn(), "anna", PASSWORD).orElseThrow();

        Session session = in.started().session();
        assertThat(in.account().name()).isEqualTo(ANNA);
        assertThat(session.address()).isEqualTo(HOME);
        assertThat(session.agent()).isEqualTo("curl/8.5");
        assertThat(fixture.sessions.find(in.started().value().reveal())).contains(session);
    }

    @Test
    void everySignInHasASessionOfItsOwn() {
        LocalSignIn signIn = fixture.signIn();
        SignedIn first = enter(signIn, "anna", PASSWORD).orElseThrow();
        SignedIn second = enter(signIn, "anna", PASSWORD).orElseThrow();

        assertThat(first.started().value().reveal())
                .isNotEqualTo(second.started().value().reveal());
        assertThat(fixture.sessionsOf(ANNA)).hasSize(2);
    }

    @Test
    void whateverIsGivenAsNameAndPasswordOneHashOfTheSameCostIsComputed() {
        List<PasswordHash> looked = new ArrayList<>();
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            looked.add(hash);
            return hash.matches(password);
        });
        List<List<String>> given = List.of(
                List.of("anna", PASSWORD),
                List.of("anna", "wrong"),
                List.of("anna", ""),
                List.of("anna", "x".repeat(1 << 20)),
                List.of("anna", "half a \ud83d smile"),
                List.of("nobody", PASSWORD),
                List.of("", ""),
                List.of("Anna", PASSWORD),
                List.of("../anna", PASSWORD),
                List.of("\ud83d", PASSWORD),
                List.of("x".repeat(1 << 20), PASSWORD));
        for (int i = 0; i < given.size(); i++) {
            looked.clear();
            Optional<SignedIn> in =
                    signIn.signIn(given.get(i).get(0), given.get(i).get(1), "192.0.2." + i, "");

            assertThat(in.isPresent()).isEqualTo(i == 0);
            assertThat(looked).as("of the " + i + "th").hasSize(1);
            assertThat(looked.get(0).needsRehash()).isFalse();
        }
    }

    @Test
    void noPasswordIsRightForANameThatNobodyHas() {
        LocalSignIn always = fixture.signIn((hash, password) -> true);

        assertThat(enter(always, "nobody", PASSWORD)).isEmpty();
        assertThat(fixture.store.accounts().list()).hasSize(1);
    }

    @Test
    void onlyTheNameOfAnAccountIsKnown() {
        LocalSignIn signIn = fixture.signIn();

        assertThat(signIn.known("anna")).contains(ANNA);
        assertThat(signIn.known("nobody")).isEmpty();
        assertThat(signIn.known("no such name")).isEmpty();
    }

    @Test
    void aPasswordThatWasHashedAtAnotherCostIsHashedAnewWhenItIsRight() {
        OwnerId carl = put("carl", OTHER_COST);
        LocalSignIn signIn = fixture.signIn();

        assertThat(enter(signIn, "carl", "wrong word")).isEmpty();
        assertThat(hashOf(carl)).isEqualTo(OTHER_COST);
        assertThat(enter(signIn, "carl", "password")).isPresent();
        assertThat(hashOf(carl)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(enter(signIn, "carl", "password")).isPresent();
        assertThat(fixture.sessionsOf(carl)).hasSize(2);
    }

    @Test
    void aLongPasswordIsHashedAnewHoweverItsLettersWereComposed() {
        String composed = "\u1e09".repeat(Password.MAX_LENGTH);
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        OwnerId carl = put("carl", OTHER_COST);
        LocalSignIn signIn = fixture.signIn((hash, password) -> hash.needsRehash() || hash.matches(password));

        assertThat(enter(signIn, "carl", decomposed)).isPresent();
        assertThat(PasswordHash.parse(hashOf(carl)).matches(composed)).isTrue();
    }

    @Test
    void aSignInThatComesSecondWithHashingAnewIsLetInToo() {
        OwnerId carl = put("carl", OTHER_COST);
        LocalSignIn other = fixture.signIn();
        AtomicBoolean first = new AtomicBoolean(true);
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            boolean right = hash.matches(password);
            if (first.getAndSet(false)) {
                assertThat(enter(other, "carl", "password")).isPresent();
            }
            return right;
        });

        assertThat(enter(signIn, "carl", "password")).isPresent();
        assertThat(fixture.sessionsOf(carl)).hasSize(2);
    }

    @Test
    void aPasswordThatIsChangedWhileItIsLookedAtLetsNobodyIn() {
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            boolean right = hash.matches(password);
            fixture.accounts.changePassword(ANNA, NEW);
            return right;
        });

        assertThat(enter(signIn, "anna", PASSWORD)).isEmpty();
        assertThat(fixture.sessionsOf(ANNA)).isEmpty();
    }

    @Test
    void anAccountThatIsRemovedWhileItsPasswordIsLookedAtLetsNobodyIn() {
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            boolean right = hash.matches(password);
            fixture.accounts.remove(ANNA, REVOKED);
            return right;
        });

        assertThat(enter(signIn, "anna", PASSWORD)).isEmpty();
        assertThat(fixture.sessionsOf(ANNA)).isEmpty();
    }

    @Test
    void ofSignInsThatRaceWithTheRemovalOfTheAccountNoSessionIsLeft() throws Exception {
        LocalSignIn signIn = fixture.signIn((hash, password) -> true);
        for (int i = 0; i < 500; i++) {
            String address = "10.0." + i / 250 + "." + i % 250;
            together(List.of(
                    () -> signIn.signIn("anna", PASSWORD, address, ""),
                    () -> signIn.signIn("anna", PASSWORD, address, ""),
                    () -> fixture.accounts.remove(ANNA, REVOKED)));

            assertThat(fixture.sessionsOf(ANNA)).as("round " + i).isEmpty();
            fixture.put(ANNA);
        }
    }

    @Test
    void onlyTwoPasswordsAreLookedAtAtOnceAndAllOfThemAre() throws Exception {
        AtomicInteger looking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            most.accumulateAndGet(looking.incrementAndGet(), Math::max);
            pause(5);
            looking.decrementAndGet();
            return password.equals(PASSWORD);
        });
        List<Callable<Optional<SignedIn>>> attempts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            attempts.add(() -> enter(signIn, "anna", PASSWORD));
        }

        // From one address, for one name: no right one is held up by those beside it.
        assertThat(together(attempts)).hasSize(60).allMatch(Optional::isPresent);
        assertThat(most).hasValue(2);
    }

    @Test
    void aRightPasswordIsNotHeldUpByManyWrongOnesFromElsewhere() throws Exception {
        CountDownLatch looking = new CountDownLatch(LocalSignIn.AT_ONCE);
        CountDownLatch goOn = new CountDownLatch(1);
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            looking.countDown();
            await(goOn);
            return hash.matches(password);
        });
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<Boolean>> guesses = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String name = "name" + i;
            guesses.add(clients.submit(() -> {
                try {
                    signIn.signIn(name, "wrong", "192.0.2.1", "");
                    return true;
                } catch (TooManyAttemptsException e) {
                    return false;
                }
            }));
        }
        looking.await();
        Future<Optional<SignedIn>> right = clients.submit(() -> signIn.signIn("anna", PASSWORD, HOME, ""));
        goOn.countDown();

        assertThat(right.get()).isPresent();
        int looked = 0;
        for (Future<Boolean> guess : guesses) {
            looked += guess.get() ? 1 : 0;
        }
        assertThat(looked).isLessThanOrEqualTo(SignInThrottle.PER_ADDRESS);
        clients.shutdown();
    }

    @Test
    void aNewPasswordWaitsForItsTurnAsWell() throws Exception {
        CountDownLatch bothTaken = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        LocalSignIn signIn = fixture.signIn((hash, password) -> {
            bothTaken.countDown();
            await(goOn);
            return password.equals(PASSWORD);
        });
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            threads.submit(() -> enter(signIn, "anna", "wrong"));
            threads.submit(() -> enter(signIn, "nobody", "wrong"));
            await(bothTaken);
            Future<Boolean> change =
                    threads.submit(() -> signIn.changePassword(ANNA, PASSWORD, NEW, HOME, Optional.empty()));
            pause(200);
            assertThat(change).isNotDone();
            goOn.countDown();
            assertThat(change.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void whoKnowsTheirPasswordCanChangeIt() {
        LocalSignIn signIn = fixture.signIn();
        SignedIn here = enter(signIn, "anna", PASSWORD).orElseThrow();
        SignedIn elsewhere = enter(signIn, "anna", PASSWORD).orElseThrow();
        Optional<SessionId> kept = Optional.of(here.started().session().id());

        assertThat(signIn.changePassword(ANNA, "wrong", NEW, HOME, kept)).isFalse();
        assertThat(fixture.sessionsOf(ANNA)).hasSize(2);
        assertThat(signIn.changePassword(ANNA, PASSWORD, NEW, HOME, kept)).isTrue();
        assertThat(fixture.sessions.find(here.started().value().reveal())).isPresent();
        assertThat(fixture.sessions.find(elsewhere.started().value().reveal())).isEmpty();
        assertThat(enter(signIn, "anna", PASSWORD)).isEmpty();
        assertThat(enter(signIn, "anna", NEW.text())).isPresent();
    }

    private OwnerId put(String name, String hash) {
        OwnerId user = new OwnerId(name);
        fixture.store.accounts().add(new Account(user, hash, Optional.empty(), START));
        return user;
    }

    private String hashOf(OwnerId user) {
        return fixture.accounts.find(user).orElseThrow().passwordHash();
    }

    /** Runs all of them at once. */
    static <T> List<T> together(List<? extends Callable<? extends T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<? extends T> task : tasks) {
                running.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
