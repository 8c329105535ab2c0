package io.erpconfig.account;

import static io.erpconfig.account.SignInFixture.ANNA;
import static io.erpconfig.account.SignInFixture.BERT;
import static io.erpconfig.account.SignInFixture.HOME;
import static io.erpconfig.account.SignInFixture.PASSWORD;
import static io.erpconfig.account.SignInFixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The throttle, tested through signing in with passwords that are checked fast. */
@Timeout(60)
class SignInThrottleTest {

    private static final String ELSEWHERE = "198.51.100.1";

    private final SignInFixture fixture = new SignInFixture();
    private final AtomicInteger looked = new AtomicInteger();
    private final LocalSignIn signIn = fixture.signIn((hash, password) -> {
        looked.incrementAndGet();
        return password.equals(PASSWORD);
    });

    private boolean enter(String name, String password, String address) {
        return signIn.signIn(name, password, address, "").isPresent();
    }

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            assertThat(enter(name, "wrong", address)).isFalse();
        }
    }

    /** Whether an attempt is refused, whatever the password. */
    private long secondsToWait(String name, String address) {
        int before = looked.get();
        TooManyAttemptsException refusal =
                catchThrowableOfType(TooManyAttemptsException.class, () -> enter(name, PASSWORD, address));
        assertThat(refusal).as("of " + name + " from " + address).isNotNull();
        assertThat(looked).hasValue(before);
        return refusal.retryAfterSeconds();
    }

    private void at(long seconds) {
        fixture.clock.now = START.plusSeconds(seconds);
    }

    @Test
    void afterTenWrongPasswordsForANameItHasToWaitAtThatAddress() {
        fail(10, "anna", HOME);

        assertThat(secondsToWait("anna", HOME)).isEqualTo(300);
    }

    @Test
    void elsewhereTheRightPasswordIsNotHeldUp() {
        fail(10, "anna", HOME);

        assertThat(enter("anna", PASSWORD, ELSEWHERE)).isTrue();
        secondsToWait("anna", HOME);
    }

    @Test
    void anotherNameIsNotHeldUpAtThatAddress() {
        fixture.put(BERT);
        fail(10, "anna", HOME);

        assertThat(enter("bert", PASSWORD, HOME)).isTrue();
    }

    @Test
    void aNameThatNobodyHasIsHeldUpLikeOneThatSomebodyHas() {
        fail(10, "nobody", HOME);

        assertThat(secondsToWait("nobody", HOME)).isEqualTo(300);
    }

    @Test
    void theRightPasswordMakesTheCountBeginAnew() {
        fail(9, "anna", HOME);
        assertThat(enter("anna", PASSWORD, HOME)).isTrue();
        fail(9, "anna", HOME);
        assertThat(enter("anna", PASSWORD, HOME)).isTrue();
    }

    @Test
    void afterThirtyWrongPasswordsForAnyNamesTheAddressHasToWait() {
        for (int i = 0; i < 30; i++) {
            fail(1, "name-" + i, HOME);
        }

        assertThat(secondsToWait("anna", HOME)).isEqualTo(300);
        assertThat(enter("anna", PASSWORD, ELSEWHERE)).isTrue();
    }

    @Test
    void aRightPasswordDoesNotMakeTheCountOfTheAddressBeginAnew() {
        for (int i = 0; i < 29; i++) {
            fail(1, "name-" + i, HOME);
        }
        assertThat(enter("anna", PASSWORD, HOME)).isTrue();
        fail(1, "name-29", HOME);

        secondsToWait("anna", HOME);
    }

    @Test
    void whatIsOlderThanFiveMinutesDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            at(10 * i);
            fail(1, "anna", HOME);
        }
        assertThat(secondsToWait("anna", HOME)).isEqualTo(210);
        at(299);
        assertThat(secondsToWait("anna", HOME)).isEqualTo(1);
        at(300);
        fail(1, "anna", HOME);
        assertThat(secondsToWait("anna", HOME)).isEqualTo(10);
        at(310);
        assertThat(enter("anna", PASSWORD, HOME)).isTrue();
    }

    @Test
    void aPartOfASecondIsWaitedForAsAWholeOne() {
        fail(10, "anna", HOME);
        fixture.clock.now = START.plusSeconds(299).plusMillis(1);

        assertThat(secondsToWait("anna", HOME)).isEqualTo(1);
        fixture.clock.now = START.plusSeconds(298).plusMillis(1);
        assertThat(secondsToWait("anna", HOME)).isEqualTo(2);
    }

    @Test
    void aClockThatIsPutBackHoldsNobodyUpForLong() {
        at(86_400);
        fail(10, "anna", HOME);
        at(0);

        assertThat(enter("anna", PASSWORD, HOME)).isTrue();
    }

    @Test
    void manyAttemptsAtOnceAreNoWayAround() throws Exception {
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            attempts.add(() -> {
                try {
                    return enter("anna", "wrong", HOME);
                } catch (TooManyAttemptsException e) {
                    return false;
                }
            });
        }
        assertThat(LocalSignInTest.together(attempts)).hasSize(64).containsOnly(false);
        while (looked.get() < 10) {
            fail(1, "anna", HOME);
        }

        assertThat(looked).hasValue(10);
        secondsToWait("anna", HOME);
    }

    @Test
    void anAttemptUnderWayCountsAsAWrongOneUntilItIsKnownToBeRight() {
        SignInThrottle throttle = new SignInThrottle(fixture.clock);
        List<SignInThrottle.Attempt> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(throttle.admit("anna", HOME));
        }

        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> throttle.admit("anna", HOME))
                .extracting(TooManyAttemptsException::retryAfterSeconds)
                .isEqualTo(1L);
        open.forEach(attempt -> attempt.ended(true));
        open.forEach(SignInThrottle.Attempt::close);
        throttle.admit("anna", HOME).close();
    }

    @Test
    void aPasswordThatCouldNotBeLookedAtDoesNotCount() {
        LocalSignIn failing = fixture.signIn((hash, password) -> {
            throw new IllegalStateException("out of order");
        });
        for (int i = 0; i < 50; i++) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> failing.signIn("anna", PASSWORD, HOME, ""));
        }
    }

    @Test
    void aPasswordThatIsChangedIsGuessedNoFaster() {
        Password changed = new Password("battery staple");
        for (int i = 0; i < 10; i++) {
            assertThat(signIn.changePassword(ANNA, "wrong", changed, HOME, Optional.empty()))
                    .isFalse();
        }

        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> signIn.changePassword(ANNA, PASSWORD, changed, HOME, Optional.empty()));
        secondsToWait("anna", HOME);
        assertThat(enter("anna", PASSWORD, ELSEWHERE)).isTrue();
    }

    @Test
    void ofIpv6TheNetworkCounts() {
        for (int i = 0; i < 10; i++) {
            fail(1, "anna", "2001:db8:0:1::" + Integer.toHexString(i + 1));
        }

        secondsToWait("anna", "2001:db8:0:1:ffff:ffff:ffff:ffff");
        secondsToWait("anna", "2001:0db8:0000:0001::7");
        assertThat(enter("anna", PASSWORD, "2001:db8:0:2::1")).isTrue();
    }

    @Test
    void anIpv4AddressInsideAnIpv6OneIsThatAddress() {
        fail(10, "anna", HOME);

        secondsToWait("anna", "::ffff:" + HOME);
    }

    @Test
    void whatIsRememberedIsBounded() {
        SignInThrottle throttle = new SignInThrottle(fixture.clock);
        for (int i = 0; i < 2 * SignInThrottle.REMEMBERED; i++) {
            try (SignInThrottle.Attempt attempt = throttle.admit("anna", "address " + i)) {
                attempt.ended(false);
            }
        }

        assertThat(throttle.remembered()).isLessThan(2 * SignInThrottle.REMEMBERED + 1000);
    }

    @Test
    void anAddressThatHasToWaitCanMakeNothingBeForgotten() {
        SignInThrottle throttle = new SignInThrottle(fixture.clock);
        for (int i = 0; i < 1000; i++) {
            try (SignInThrottle.Attempt attempt = throttle.admit("name " + i, HOME)) {
                attempt.ended(false);
            } catch (TooManyAttemptsException e) {
                assertThat(i).isGreaterThanOrEqualTo(30);
            }
        }

        assertThat(throttle.remembered()).isEqualTo(31);
    }
}
