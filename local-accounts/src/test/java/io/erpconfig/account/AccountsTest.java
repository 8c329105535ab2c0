package io.erpconfig.account;

import static io.erpconfig.account.SignInFixture.ANNA;
import static io.erpconfig.account.SignInFixture.BERT;
import static io.erpconfig.account.SignInFixture.HOME;
import static io.erpconfig.account.SignInFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.token.Tokens;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private static final AuditEntry REVOKED = AuditEntry.builder(
                    AuditEntry.EARLIEST, "root", AuditAction.TOKEN_REVOKE, AuditEntry.COMMAND_LINE)
            .build();

    private static final Password NEW = new Password("battery staple");

    private final SignInFixture fixture = new SignInFixture();
    private final Accounts accounts = fixture.accounts;

    private Session session(OwnerId user) {
        return fixture.sessions.start(user, HOME, "").session();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(call)
                .extracting(ConfigStoreException::code)
                .isEqualTo(code);
    }

    @Test
    void anAccountIsAddedWithItsPasswordAndOnlyOnce() {
        accounts.add(BERT, new Password(PASSWORD), Optional.of("bert@example.com"));

        assertThat(accounts.find(BERT).orElseThrow().email()).contains("bert@example.com");
        assertThat(fixture.signIn().signIn("bert", PASSWORD, HOME, "")).isPresent();
        assertFails(ErrorCode.ALREADY_EXISTS, () -> accounts.add(BERT, NEW, Optional.empty()));
        assertThat(fixture.signIn().signIn("bert", PASSWORD, HOME, "")).isPresent();
        assertThat(accounts.list()).extracting(Account::name).containsExactly(ANNA, BERT);
    }

    @Test
    void anEmailThatNoCommitCanCarryIsRefused() {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> accounts.add(BERT, NEW, Optional.of("bert\n<x>")));
        assertThat(accounts.find(BERT)).isEmpty();
    }

    @Test
    void addingAnAccountThatIsThereEndsNoSession() {
        Session session = session(ANNA);

        assertFails(ErrorCode.ALREADY_EXISTS, () -> accounts.add(ANNA, NEW, Optional.empty()));
        assertThat(fixture.sessionsOf(ANNA)).containsExactly(session);
    }

    @Test
    void aChangedPasswordEndsAllSessionsOfThatAccount() {
        session(ANNA);
        session(ANNA);
        Session other = session(BERT);

        assertThat(accounts.changePassword(ANNA, NEW)).isEqualTo(2);
        assertThat(fixture.sessionsOf(ANNA)).isEmpty();
        assertThat(fixture.sessionsOf(BERT)).containsExactly(other);
        assertThat(fixture.passwordsEnded).containsExactly(ANNA);
        assertThat(fixture.signIn().signIn("anna", PASSWORD, HOME, "")).isEmpty();
        assertThat(fixture.signIn().signIn("anna", NEW.text(), HOME, "")).isPresent();
    }

    @Test
    void whoChangesTheirOwnPasswordStaysSignedInThere() {
        session(ANNA);
        Session kept = session(ANNA);
        Account checked = accounts.find(ANNA).orElseThrow();

        assertThat(accounts.changePassword(checked, NEW, Optional.of(kept.id())))
                .isTrue();
        assertThat(fixture.sessionsOf(ANNA)).containsExactly(kept);
        assertThat(fixture.passwordsEnded).containsExactly(ANNA);
    }

    @Test
    void anAccountThatWasChangedSinceItsPasswordWasCheckedStaysAsItIs() {
        Account checked = accounts.find(ANNA).orElseThrow();
        accounts.changePassword(ANNA, NEW);
        Account changed = accounts.find(ANNA).orElseThrow();
        Session session = session(ANNA);

        assertThat(accounts.changePassword(checked, new Password("something else"), Optional.empty()))
                .isFalse();
        assertThat(accounts.rehash(checked, PASSWORD)).isEmpty();
        assertThat(accounts.find(ANNA)).contains(changed);
        assertThat(fixture.sessionsOf(ANNA)).containsExactly(session);
    }

    @Test
    void aRemovedAccountHasNeitherSessionsNorTokens() {
        Tokens tokens = new Tokens(fixture.store.tokens(), fixture.clock, new SecureRandom());
        tokens.issue(ANNA, "one", Set.of(), Optional.empty(), false);
        tokens.issue(ANNA, "two", Set.of(), Optional.empty(), false);
        tokens.issue(BERT, "other", Set.of(), Optional.empty(), false);
        session(ANNA);

        assertThat(accounts.remove(ANNA, REVOKED)).isEqualTo(2);
        assertThat(accounts.find(ANNA)).isEmpty();
        assertThat(tokens.list(ANNA)).isEmpty();
        assertThat(tokens.list(BERT)).hasSize(1);
        assertThat(fixture.sessionsOf(ANNA)).isEmpty();
        assertThat(fixture.passwordsEnded).containsExactly(ANNA);
    }

    @Test
    void whatIsLeftOfARemovedAccountIsNotTheNextOnesOfThatName() {
        session(BERT);

        accounts.add(BERT, NEW, Optional.empty());
        assertThat(fixture.sessionsOf(BERT)).isEmpty();
    }

    @Test
    void anAccountThatIsNotThereIsToldSo() {
        assertFails(ErrorCode.ACCOUNT_NOT_FOUND, () -> accounts.changePassword(BERT, NEW));
        assertFails(ErrorCode.ACCOUNT_NOT_FOUND, () -> accounts.remove(BERT, REVOKED));
        assertThat(fixture.passwordsEnded).isEmpty();
    }

    @Test
    void anAccountDoesNotTellItsHash() {
        assertThat(accounts.find(ANNA).orElseThrow().toString()).doesNotContain("argon2");
    }
}
