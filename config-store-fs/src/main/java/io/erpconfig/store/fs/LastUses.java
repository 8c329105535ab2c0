package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The last uses of records of one kind, by name: one file for all of them, because writing each record at each use
 * would cost a sync, and these times may be lost. It is written at most once a minute, by the executor, and when the
 * store is closed. A file that can't be read or written is no error of anyone's request: the times in the records are
 * what is left then.
 */
final class LastUses {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Disk disk;
    private final Path file;
    private final Clock clock;
    private final Executor executor;
    private final AtomicReference<Instant> next;
    private volatile boolean unwritten;
    private volatile Optional<ConfigStoreException> damage = Optional.empty();

    LastUses(Disk disk, Path file, Clock clock, Executor executor) {
        this.disk = disk;
        this.file = file;
        this.clock = clock;
        this.executor = executor;
        this.next = new AtomicReference<>(clock.instant().plus(INTERVAL));
    }

    /** The times; none if they can't be read. */
    Map<String, Instant> read() {
        try {
            return disk.read(file)
                    .map(bytes -> Records.decode(disk, file, bytes, LastUses::decode))
                    .orElse(Map.of());
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                throw e;
            }
            damage = Optional.of(e);
            return Map.of();
        }
    }

    /** What is wrong with the file, until it is written next. */
    Optional<ConfigStoreException> damage() {
        return damage;
    }

    /** What such a file says. */
    static Map<String, Instant> decode(JsonRecord json) {
        Map<String, Instant> times = new HashMap<>();
        json.names().forEach(name -> times.put(name, json.time(name)));
        return times;
    }

    /** Notes that there is something new, and has all times written if it is time. */
    void changed(Supplier<Map<String, Instant>> times) {
        unwritten = true;
        Instant due = next.get();
        Instant now = clock.instant();
        if (!now.isBefore(due) && next.compareAndSet(due, now.plus(INTERVAL))) {
            try {
                executor.execute(() -> write(times));
            } catch (RejectedExecutionException e) {
                // Then a minute later, or when the store is closed.
            }
        }
    }

    /** Writes what has been noted only. */
    synchronized void write(Supplier<Map<String, Instant>> times) {
        if (!unwritten) {
            return;
        }
        unwritten = false;
        byte[] bytes = JsonRecord.writeChecked(
                json -> times.get().forEach((name, time) -> json.writeStringProperty(name, time.toString())));
        try {
            disk.replace(file, bytes, () -> {});
            damage = Optional.empty();
        } catch (ConfigStoreException e) {
            unwritten = true;
        }
    }
}
