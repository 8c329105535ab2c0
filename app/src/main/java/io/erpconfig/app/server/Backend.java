package io.erpconfig.app.server;

import static java.util.Objects.requireNonNull;

import io.erpconfig.account.Accounts;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.http.read.BlockingPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What a server serves.
 *
 * @param store    where it all is, for whoever reads
 * @param upToDate the same, for whoever is about to change something: what others have changed is seen there at once
 * @param accounts the store's local accounts
 * @param notes    where uses of tokens and sessions are written
 * @param blocking forbids the store to wait
 */
public record Backend(
        ConfigStore store,
        ConfigStore upToDate,
        Accounts accounts,
        Clock clock,
        SecureRandom random,
        Executor notes,
        BlockingPolicy blocking) {

    public Backend {
        requireNonNull(store, "store");
        requireNonNull(upToDate, "upToDate");
        requireNonNull(accounts, "accounts");
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(notes, "notes");
        requireNonNull(blocking, "blocking");
    }

    /** On a store that nobody else changes, which has in memory what requests ask for again and again. */
    public Backend(ConfigStore store, Accounts accounts, Clock clock, SecureRandom random, Executor notes) {
        this(store, store, accounts, clock, random, notes, BlockingPolicy.ALWAYS_IN_MEMORY);
    }
}
