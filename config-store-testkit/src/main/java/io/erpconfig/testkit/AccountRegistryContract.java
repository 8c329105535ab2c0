package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class AccountRegistryContract extends PortContract {

    AccountRegistryContract(ConfigStoreContract contract) {
        super(contract);
    }

    private AccountRegistry accounts() {
        return store().accounts();
    }

    @Test
    @DisplayName("A store that never had an account is untouched; one whose accounts were removed is not")
    void untouched() throws Exception {
        assertThat(accounts().untouched()).isTrue();
        assertThat(accounts().remove(new OwnerId("anna"))).isFalse();
        assertThat(accounts().replace(account("anna"), account("anna"))).isFalse();
        assertThat(accounts().untouched()).isTrue();

        accounts().add(account("anna"));
        assertThat(accounts().untouched()).isFalse();
        accounts().remove(new OwnerId("anna"));
        assertThat(accounts().list()).isEmpty();
        assertThat(accounts().untouched()).isFalse();
        reopen();
        assertThat(accounts().untouched()).isFalse();
    }

    @Test
    @DisplayName("A store that is opened again without an account is untouched still")
    void untouchedAgain() throws Exception {
        reopenOrSkip();
        assertThat(accounts().untouched()).isTrue();
    }

    @Test
    @DisplayName("A store can be made to count as one that had an account, once and for all")
    void markedTouched() throws Exception {
        for (int i = 0; i < 2; i++) {
            accounts().markTouched();
            assertThat(accounts().untouched()).isFalse();
            assertThat(accounts().list()).isEmpty();
            reopen();
            assertThat(accounts().untouched()).isFalse();
        }
        assertThat(accounts().add(account("anna"))).isTrue();
        assertThat(accounts().list()).containsExactly(account("anna"));
    }

    @Test
    @DisplayName("Every field of an account comes back as it was, and accounts are listed by name")
    void everyField() throws Exception {
        Account full = new Account(
                new OwnerId("zoe.b_c-d"),
                "$argon2id$v=19$m=19456,t=2,p=1$größe$x",
                Optional.of("zoe@example.com"),
                Instant.parse("2026-03-01T10:00:01Z"));
        assertThat(accounts().add(full)).isTrue();
        for (String name : List.of("con", "nul.x", "0", "anna", "removed")) {
            assertThat(accounts().add(account(name))).isTrue();
        }
        List<Account> expected =
                List.of(account("0"), account("anna"), account("con"), account("nul.x"), account("removed"), full);
        checkThere(expected);
        reopen();
        checkThere(expected);
    }

    private void checkThere(List<Account> expected) {
        assertThat(accounts().list()).isEqualTo(expected);
        for (Account account : expected) {
            assertThat(accounts().find(account.name())).contains(account);
        }
        assertThat(accounts().find(new OwnerId("nobody"))).isEmpty();
    }

    @Test
    @DisplayName("A name is taken once")
    void taken() {
        assertThat(accounts().add(account("anna"))).isTrue();
        assertThat(accounts().add(account("anna").withPasswordHash("other"))).isFalse();
        assertThat(accounts().list()).containsExactly(account("anna"));
    }

    @Test
    @DisplayName("Of those who race for a name exactly one gets it")
    void racingAdd() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 40); round++) {
                String name = "race-" + round;
                List<Boolean> added =
                        race.round(i -> accounts().add(account(name).withPasswordHash("by " + i)));
                assertThat(added).containsOnlyOnce(true);
                assertThat(accounts().find(new OwnerId(name)))
                        .contains(account(name).withPasswordHash("by " + added.indexOf(true)));
            }
        }
    }

    @Test
    @DisplayName("An account is replaced if it is there and as expected")
    void replaced() throws Exception {
        Account first = account("anna");
        Account changed = first.withPasswordHash("changed");
        assertThat(accounts().replace(first, changed)).isFalse();
        assertThat(accounts().list()).isEmpty();
        accounts().add(first);
        assertThat(accounts().replace(changed, changed)).isFalse();
        assertThat(accounts().find(first.name())).contains(first);
        assertThat(accounts().replace(first, changed)).isTrue();
        assertThat(accounts().find(changed.name())).contains(changed);
        assertThat(accounts().replace(first, first.withPasswordHash("late"))).isFalse();
        assertThatThrownBy(() -> accounts().replace(changed, account("bert")))
                .isInstanceOf(IllegalArgumentException.class);
        reopen();
        assertThat(accounts().list()).containsExactly(changed);
    }

    @Test
    @DisplayName("An account that was removed is gone, and its name is free")
    void removed() throws Exception {
        accounts().add(account("anna"));
        accounts().add(account("bert"));
        assertThat(accounts().remove(new OwnerId("anna"))).isTrue();
        assertThat(accounts().remove(new OwnerId("anna"))).isFalse();
        assertThat(accounts().find(new OwnerId("anna"))).isEmpty();
        assertThat(accounts().list()).containsExactly(account("bert"));
        reopen();
        assertThat(accounts().list()).containsExactly(account("bert"));
        assertThat(accounts().add(account("anna"))).isTrue();
        assertThat(accounts().list()).containsExactly(account("anna"), account("bert"));
    }
}
