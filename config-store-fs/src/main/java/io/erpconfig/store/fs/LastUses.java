package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

    LastUses(Disk disk, Path file, Clock clock, Executor executor) {
        this.disk = disk;
        this.file = file;
        this.clock = clock;
        this.executor = executor;
        this.next = new AtomicReference<>(clock.instant().plus(INTERVAL));
    }

    Map<String, Instant> read() {
        Map<String, Instant> times = new HashMap<>();
        try {
            disk.read(file)
                    .ifPresent(bytes -> Records.decode(disk, file, bytes, json -> {
                        json.names().forEach(name -> times.put(name, json.time(name)));
                        return times;
                    }));
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                throw e;
            }
            times.clear();
        }
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
        byte[] bytes = JsonRecord.write(
                json -> times.get().forEach((name, time) -> json.writeStringProperty(name, time.toString())));
        try {
            disk.replace(file, bytes, () -> {});
        } catch (ConfigStoreException e) {
            unwritten = true;
        }
    }
}
