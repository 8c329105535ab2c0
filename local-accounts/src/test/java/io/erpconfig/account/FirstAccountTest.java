package io.erpconfig.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.memory.InMemoryStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstAccountTest {

    private static final Password OTHERS = new Password("another node's");

    @TempDir
    private Path dataDir;

    private final SecureRandom random = new SecureRandom();
    private final Accounts accounts = new Accounts(InMemoryStore.create(), Clock.systemUTC(), random, name -> {});
    private FirstPasswordFile file;
    private FirstAccount first;

    @BeforeEach
    void prepare() {
        file = new FirstPasswordFile(dataDir);
        first = new FirstAccount(accounts, file, random);
    }

    @Test
    void theFileHasThePasswordThatIsLeft() {
        first.addLeft();
        assertThat(accounts.find(FirstAccount.NAME)).isPresent();
        assertThat(file.path()).content().matches("\\S{20,}\n");
    }

    @Test
    void whereAnotherProcessWasFirstItsPasswordStaysAndNoOtherOneIsLeft() {
        first.add(OTHERS);
        String hash = accounts.find(FirstAccount.NAME).orElseThrow().passwordHash();
        assertThatThrownBy(first::addLeft)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        assertThat(accounts.find(FirstAccount.NAME).orElseThrow().passwordHash())
                .isEqualTo(hash);
        assertThat(file.path()).doesNotExist();
    }
}
