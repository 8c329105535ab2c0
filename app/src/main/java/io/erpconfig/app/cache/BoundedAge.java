package io.erpconfig.app.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What was read of things that others may change, kept for {@link #LIMIT} at the most: this is the one place that says
 * how long. What is in use is read again by the executor before that, so that no request waits for it.
 *
 * <p>What this node changes itself it says by {@link #changed}; a read that was under way at that moment is not kept. So
 * whoever reads after a change of his own node sees it.
 *
 * <p>Safe for any number of threads.
 */
final class BoundedAge<K, V> {

    /**
     * How old what is answered may be, counted from when it began to be read. Half of what is promised for the change of
     * one node to be seen on another (contract, section 3): the rest is for reading it.
     */
    static final Duration LIMIT = Duration.ofMillis(500);

    /** From this age on, what is asked for is read again. */
    static final Duration READ_AGAIN = Duration.ofMillis(250);

    private static final int ENTRIES = 10_000;
    private static final int STRIPES = 256;

    private final Cache<K, Entry<V>> cache =
            Caffeine.newBuilder().maximumSize(ENTRIES).executor(Runnable::run).build();

    /** How often things were changed here, by key: tells a read that it has been overtaken. */
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Waiting waiting;

    private record Entry<V>(V value, long readAt, AtomicBoolean beingRead) {

        Entry(V value, long readAt) {
            this(value, readAt, new AtomicBoolean());
        }
    }

    /**
     * @param executor reads again what is in use
     * @param nanoTime a clock that only goes forward
     * @param waiting  whether a thread may
     */
    BoundedAge(Executor executor, LongSupplier nanoTime, Waiting waiting) {
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.waiting = waiting;
    }

    private int stripe(K key) {
        return Math.floorMod(key.hashCode() * 0x9E3779B9, STRIPES);
    }

    /** What is kept, if it is young enough; else what is read now. */
    V get(K key, Function<K, V> read) {
        Entry<V> kept = cache.getIfPresent(key);
        if (kept != null) {
            long age = nanoTime.getAsLong() - kept.readAt;
            if (age < LIMIT.toNanos()) {
                if (age >= READ_AGAIN.toNanos() && kept.beingRead.compareAndSet(false, true)) {
                    readAgain(key, read, kept);
                }
                return kept.value;
            }
        }
        waiting.check();
        return read(key, read);
    }

    private void readAgain(K key, Function<K, V> read, Entry<V> kept) {
        try {
            executor.execute(() -> {
                try {
                    read(key, read);
                } catch (RuntimeException e) {
                    // Whoever asks when it is too old reads himself, and is told.
                } finally {
                    kept.beingRead.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            // The server is stopping.
            kept.beingRead.set(false);
        }
    }

    /** What is read now, whatever is kept; it is kept from now on. */
    V read(K key, Function<K, V> read) {
        int stripe = stripe(key);
        long before = changes.get(stripe);
        long now = nanoTime.getAsLong();
        V value = read.apply(key);
        cache.asMap().compute(key, (same, kept) -> {
            boolean overtaken = changes.get(stripe) != before || kept != null && kept.readAt - now > 0;
            return overtaken ? kept : new Entry<>(value, now);
        });
        return value;
    }

    /** This was changed, or may have been: it is read anew. */
    void changed(K key) {
        changes.incrementAndGet(stripe(key));
        cache.invalidate(key);
    }

    /** Any of them may have been changed. */
    void changed() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            changes.incrementAndGet(stripe);
        }
        cache.invalidateAll();
    }

    /** Changes everything that is kept, where the change is one, without making it younger. */
    void adjustAll(UnaryOperator<V> change) {
        cache.asMap().forEach((key, seen) -> {
            if (!change.apply(seen.value).equals(seen.value)) {
                cache.asMap()
                        .computeIfPresent(
                                key,
                                (same, kept) -> new Entry<>(change.apply(kept.value), kept.readAt, kept.beingRead));
            }
        });
    }
}
