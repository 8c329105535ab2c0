package io.erpconfig.server;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.project.OwnerId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The parts that a server serves.
 *
 * @param store         where it all is
 * @param shared        whether other processes change it too
 * @param passwordEnded told of a local account whose password is no longer good
 * @param executor      does what no request waits for, such as writing uses of tokens and sessions
 */
public record Backend(
        ConfigStore store,
        boolean shared,
        Consumer<OwnerId> passwordEnded,
        Clock clock,
        SecureRandom random,
        Executor executor) {

    public Backend {
        requireNonNull(store, "store");
        requireNonNull(passwordEnded, "passwordEnded");
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(executor, "executor");
    }
}
