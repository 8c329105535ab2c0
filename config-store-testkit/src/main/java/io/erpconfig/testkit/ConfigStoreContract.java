package io.erpconfig.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.erpconfig.core.ConfigStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The tests that every {@link ConfigStore} passes. A store's own test class extends this one, says how the store is
 * made, and, if it outlives its process, how it is opened again.
 */
public abstract class ConfigStoreContract {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private ConfigStore store;

    /** Makes an empty store. It is closed after the test. */
    protected abstract ConfigStore create(Clock clock) throws Exception;

    /**
     * Closes a store and opens the same place again, as the next process would. Unless overridden the store isn't
     * durable, and what only durable ones promise is skipped.
     */
    protected Optional<ConfigStore> reopen(ConfigStore open, Clock sameClock) throws Exception {
        return Optional.empty();
    }

    /** Number of rounds of each race. */
    protected int rounds() {
        return 2_000;
    }

    @BeforeEach
    final void createStore() throws Exception {
        store = create(clock);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    final ConfigStore store() {
        return store;
    }

    final SettableClock clock() {
        return clock;
    }

    /** Opens the store again; returns false, having done nothing, if it isn't durable. */
    final boolean reopen() throws Exception {
        Optional<ConfigStore> reopened = reopen(store, clock);
        reopened.ifPresent(next -> store = next);
        return reopened.isPresent();
    }

    @Test
    @DisplayName("A store that is open is reachable")
    final void reachable() {
        assertThatCode(store::checkReachable).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("Closing a store twice does nothing")
    final void closedTwice() {
        store.close();
        assertThatCode(store::close).doesNotThrowAnyException();
    }

    @Nested
    @DisplayName("Blobs")
    class Blobs extends BlobStoreContract {
        Blobs() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Freeing blobs")
    class Sweeps extends SweepContract {
        Sweeps() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Snapshots")
    class Snapshots extends SnapshotLogContract {
        Snapshots() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Content by its git id")
    class GitContent extends GitContentContract {
        GitContent() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Commits")
    class Commits extends CommitContract {
        Commits() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Editors")
    class Editors extends EditorContract {
        Editors() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Last changes")
    class Histories extends HistoryContract {
        Histories() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Projects")
    class Projects extends ProjectContract {
        Projects() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Branches")
    class Branches extends BranchContract {
        Branches() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Tokens")
    class Tokens extends TokenRegistryContract {
        Tokens() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Accounts")
    class Accounts extends AccountRegistryContract {
        Accounts() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Sessions")
    class Sessions extends SessionRegistryContract {
        Sessions() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Audit trails")
    class Audit extends AuditLogContract {
        Audit() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Events")
    class Events extends EventLogContract {
        Events() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Changes of records and their events")
    class RecordEvents extends RecordEventContract {
        RecordEvents() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("The mark of a migration")
    class Marks extends MigrationMarkContract {
        Marks() {
            super(ConfigStoreContract.this);
        }
    }

    @Nested
    @DisplayName("Moving a whole store")
    class Migrations extends MigrationContract {
        Migrations() {
            super(ConfigStoreContract.this);
        }
    }
}
