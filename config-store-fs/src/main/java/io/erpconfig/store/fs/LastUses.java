package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * When tokens were last used: one file for all of them, because writing each record at each use would cost a sync, and
 * these times may be lost. It is written at most once a minute, by the executor, and when the store is closed. A file
 * that can't be read or written is no error of anyone's request: the times in the records are what is left then.
 */
final class LastUses {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Disk disk;
    private final Path file;
    private final Clock clock;
    private final Executor executor;
    private final AtomicReference<Instant> next;
    private volatile boolean unwritten;

    LastUses(Disk disk, Path file, Clock clock, Executor executor) {
        this.disk = disk;
        this.file = file;
        this.clock = clock;
        this.executor = executor;
        this.next = new AtomicReference<>(clock.instant().plus(INTERVAL));
    }

    Map<TokenId, Instant> read() {
        Map<TokenId, Instant> times = new HashMap<>();
        try {
            disk.read(file)
                    .ifPresent(bytes -> Records.decode(disk, file, bytes, json -> {
                        json.names().forEach(id -> times.put(new TokenId(id), json.time(id)));
                        return times;
                    }));
        } catch (ConfigStoreException e) {
            times.clear();
        }
        return times;
    }

    /** Notes that there is something new, and has it written if it is time. */
    void changed(Supplier<Collection<Token>> tokens) {
        unwritten = true;
        Instant due = next.get();
        Instant now = clock.instant();
        if (!now.isBefore(due) && next.compareAndSet(due, now.plus(INTERVAL))) {
            try {
                executor.execute(() -> write(tokens.get()));
            } catch (RejectedExecutionException e) {
                // Then a minute later, or when the store is closed.
            }
        }
    }

    synchronized void write(Collection<Token> tokens) {
        if (!unwritten) {
            return;
        }
        unwritten = false;
        byte[] times = JsonRecord.write(json -> tokens.forEach(token -> token.lastUsedAt()
                .ifPresent(time -> json.writeStringProperty(token.id().value(), time.toString()))));
        try {
            disk.replace(file, times, () -> {});
        } catch (ConfigStoreException e) {
            unwritten = true;
        }
    }
}
