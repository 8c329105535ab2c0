package io.erpconfig.http.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** A warning that is logged once a minute at the most, however often there is reason for it. Safe for any number of threads. */
final class RareWarning {

    static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong unsaid = new AtomicLong();

    RareWarning(Logger log) {
        this(log, System::nanoTime);
    }

    RareWarning(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** Logs the warning, and how often there was reason for it since it was logged last; or counts it. */
    void say(Supplier<String> warning) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL.toNanos())) {
            long before = unsaid.getAndSet(0);
            log.warn("{}{}", warning.get(), before == 0 ? "" : " (and " + before + " times before that)");
        } else {
            unsaid.incrementAndGet();
        }
    }
}
