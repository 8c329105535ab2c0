package io.erpconfig.app.server;

import static java.util.Objects.requireNonNull;

import io.erpconfig.account.Accounts;
import io.erpconfig.core.ConfigStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What a server serves.
 *
 * @param store    where it all is
 * @param accounts the store's local accounts
 * @param notes    where uses of tokens and sessions are written
 */
public record Backend(ConfigStore store, Accounts accounts, Clock clock, SecureRandom random, Executor notes) {

    public Backend {
        requireNonNull(store, "store");
        requireNonNull(accounts, "accounts");
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(notes, "notes");
    }
}
