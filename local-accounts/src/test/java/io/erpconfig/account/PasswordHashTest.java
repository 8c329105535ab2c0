package io.erpconfig.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PasswordHashTest {

    /** A hash from the test vectors of Argon2's reference implementation. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private final SecureRandom random = new SecureRandom();

    @Test
    void aHashOfTheReferenceImplementationMatchesItsPassword() {
        PasswordHash hash = PasswordHash.parse(REFERENCE);

        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("passwore")).isFalse();
    }

    @Test
    void aHashIsWrittenAndReadAgain() {
        String text = PasswordHash.of(new Password("correct horse"), random).encoded();

        assertThat(text).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.parse(text)).extracting(PasswordHash::encoded).isEqualTo(text);
        assertThat(PasswordHash.parse(text).matches("correct horse")).isTrue();
    }

    @Test
    void equalPasswordsHaveDifferentHashes() {
        Password password = new Password("correct horse");

        assertThat(PasswordHash.of(password, random).encoded())
                .isNotEqualTo(PasswordHash.of(password, random).encoded());
    }

    @Test
    void onlyAHashOfAnotherCostNeedsToBeMadeAnew() {
        assertThat(PasswordHash.parse(REFERENCE).needsRehash()).isTrue();
        assertThat(PasswordHash.of(new Password("correct horse"), random).needsRehash())
                .isFalse();
    }

    @Test
    void whatIsNoArgon2idHashIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse("$2y$10$abcdefghijklmnopqrstuv"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasswordHash.parse(REFERENCE.replace("argon2id", "argon2i")));
        assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.parse(REFERENCE + "$more"));
    }

    @Test
    void aPasswordIsTheSameHoweverItsLettersAreComposed() {
        PasswordHash hash = PasswordHash.of(new Password("caf\u00e9 creme"), random);

        assertThat(hash.matches("cafe\u0301 creme")).isTrue();
    }

    @Test
    void whatIsTooLongForAPasswordIsComparedAllTheSame() {
        PasswordHash hash = PasswordHash.of(new Password("x".repeat(256)), random);

        assertThat(hash.matches("x".repeat(256))).isTrue();
        assertThat(hash.matches("x".repeat(257))).isFalse();
        assertThat(hash.matches("x".repeat(1 << 20))).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void aHashDoesNotTellItself() {
        PasswordHash hash = PasswordHash.of(new Password("correct horse"), random);

        assertThat(hash).hasToString("PasswordHash");
    }

    @Test
    void aPasswordHasEightToTwoHundredAndFiftySixCharactersOnOneLine() {
        assertThat(new Password("12345678")).hasToString("Password");
        assertThat(new Password("x".repeat(256))).hasToString("Password");
        assertThatIllegalArgumentException().isThrownBy(() -> new Password("1234567"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Password("x".repeat(257)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Password("two\nlines of it"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Password("half a \ud83d smile"));
    }

    @Test
    void whoAsksWaitsWhileAnotherThreadComputes() throws InterruptedException {
        Thread asking = new Thread(() -> PasswordHash.NOBODYS.matches("a wrong password"));
        Set<Thread.State> seen = EnumSet.noneOf(Thread.State.class);

        asking.start();
        while (asking.isAlive()) {
            seen.add(asking.getState());
            Thread.onSpinWait();
        }

        assertThat(seen).contains(Thread.State.WAITING);
    }
}
