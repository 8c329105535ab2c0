package io.erpconfig.app.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.memory.InMemoryConfigStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.testkit.ConfigStoreContract;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A store that others change too, kept in memory for a moment")
class SharedConfigStoreTest extends ConfigStoreContract {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final Account FIRST = new Account(ANNA, "first", Optional.empty(), Instant.EPOCH);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Queue<Runnable> readAgain = new ArrayDeque<>();
    private final ConfigStore storage = new InMemoryConfigStore();
    private final SharedConfigStore shared = SharedConfigStore.over(storage, readAgain::add, nanoTime::get);

    @Override
    protected ConfigStore create(Clock clock) {
        return SharedConfigStore.over(new InMemoryConfigStore(clock), Runnable::run);
    }

    /** What another process does to the storage. */
    private AccountRegistry elsewhere() {
        return storage.accounts();
    }

    private String seen() {
        return shared.accounts().find(ANNA).map(Account::passwordHash).orElse("nobody");
    }

    private void pass(long milliseconds) {
        nanoTime.addAndGet(milliseconds * 1_000_000);
    }

    @Test
    void whatAnotherProcessChangesIsSeenWhenTheLimitHasPassed() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        elsewhere().replace(FIRST, FIRST.withPasswordHash("second"));

        pass(RefreshingCache.LIMIT.toMillis() - 1);
        assertThat(seen()).isEqualTo("first");
        pass(1);
        assertThat(seen()).isEqualTo("second");
    }

    @Test
    void whatIsNotThereIsKeptNoLonger() {
        assertThat(seen()).isEqualTo("nobody");
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("nobody");
        pass(RefreshingCache.LIMIT.toMillis());
        assertThat(seen()).isEqualTo("first");
    }

    @Test
    void whatIsInUseIsReadAgainBeforeThatByTheExecutor() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        elsewhere().replace(FIRST, FIRST.withPasswordHash("second"));
        pass(RefreshingCache.READ_AGAIN.toMillis());
        assertThat(seen()).isEqualTo("first");
        assertThat(seen()).isEqualTo("first");

        assertThat(readAgain).hasSize(1);
        readAgain.remove().run();

        assertThat(seen()).isEqualTo("second");
        assertThat(readAgain).isEmpty();
    }

    @Test
    void whatThisProcessChangesIsSeenAtOnceAlsoIfItWasBeingReadMeanwhile() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        RefreshingCache<String, String> values =
                new RefreshingCache<>(readAgain::add, nanoTime::get, new BlockingGuard());

        String read = values.read("key", key -> {
            values.changed("key");
            return "old";
        });

        assertThat(read).isEqualTo("old");
        assertThat(values.get("key", key -> "new")).isEqualTo("new");
        shared.accounts().replace(FIRST, FIRST.withPasswordHash("second"));
        assertThat(seen()).isEqualTo("second");
    }

    @Test
    void whoeverIsAboutToChangeSomethingSeesWhatIsStored() {
        assertThat(seen()).isEqualTo("nobody");
        elsewhere().add(FIRST);

        assertThat(shared.upToDate().accounts().find(ANNA)).contains(FIRST);
        assertThat(seen()).as("and so does everybody from now on").isEqualTo("first");
    }

    @Test
    void aThreadThatMustNotWaitIsToldInsteadOfReading() {
        elsewhere().add(FIRST);
        shared.blocking().forbid();
        try {
            assertThatThrownBy(this::seen)
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        } finally {
            shared.blocking().allow();
        }
        assertThat(seen()).isEqualTo("first");
        shared.blocking().forbid();
        try {
            assertThat(seen()).as("from memory").isEqualTo("first");
        } finally {
            shared.blocking().allow();
        }
    }
}
