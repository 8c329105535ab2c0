package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.erpconfig.core.error.ConfigStoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A refreshing cache of values that other nodes may change. A value is kept for {@link #LIMIT} at most: this is the one place
 * that says how long. Values in use are refreshed by the executor before that, so that no request waits for them. Where a
 * value is too old all the same, because nobody has asked for a while or the storage is slow, one caller reads it for all.
 *
 * <p>Changes by this node are announced by {@link #changed}; a read that was under way at that moment is not kept. So a read
 * that begins after a change by the same node sees it.
 *
 * <p>Safe for any number of threads.
 */
final class RefreshingCache<K, V> {

    /**
     * The greatest age of a value, counted from when its reading began. Half of what is promised for the change of
     * one node to be seen on another (contract, section 3): the rest is for reading it.
     */
    static final Duration LIMIT = Duration.ofMillis(500);

    /** The age from which on a value that is asked for is refreshed. */
    static final Duration READ_AGAIN = Duration.ofMillis(250);

    private static final int ENTRIES = 10_000;
    private static final int STRIPES = 256;

    private final Cache<K, Entry<V>> cache;

    /** Number of changes here, by key: tells a read that it has been overtaken. */
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);

    /** The reads under way, which serve all who ask. */
    private final ConcurrentMap<K, Reading<V>> underWay = new ConcurrentHashMap<>();

    private final Executor executor;
    private final LongSupplier nanoTime;
    private final BlockingGuard blocking;
    private final Freshness<K, V> freshness;

    /** Tells of values that are too old for more reasons than their age. */
    @FunctionalInterface
    interface Freshness<K, V> {

        /**
         * Whether a value whose reading began at a time, in nanoseconds, is still one to answer with.
         *
         * @param value null as long as it is being read
         */
        boolean isFresh(K key, @Nullable V value, long readAt);
    }

    private record Entry<V>(V value, long readAt, AtomicBoolean beingRead) {

        Entry(V value, long readAt) {
            this(value, readAt, new AtomicBoolean());
        }
    }

    /**
     * @param began   when it began
     * @param changes how often its stripe had been changed by then
     */
    private record Reading<V>(long began, long changes, CompletableFuture<V> value) {}

    /** Whether what a reading finds is as good as what one finds that begins now. */
    private boolean isGoodFor(K key, Reading<V> underWay, Reading<V> beginning) {
        return underWay.changes == beginning.changes
                && beginning.began - underWay.began < READ_AGAIN.toNanos()
                && freshness.isFresh(key, null, underWay.began);
    }

    /**
     * @param executor reads again what is in use
     * @param nanoTime a clock that only goes forward
     * @param blocking whether a thread may block
     */
    RefreshingCache(Executor executor, LongSupplier nanoTime, BlockingGuard blocking) {
        this(executor, nanoTime, blocking, (key, value, readAt) -> true);
    }

    /** @param freshness is asked of each value that is young enough */
    RefreshingCache(Executor executor, LongSupplier nanoTime, BlockingGuard blocking, Freshness<K, V> freshness) {
        this(executor, nanoTime, blocking, freshness, Caffeine.newBuilder());
    }

    private RefreshingCache(
            Executor executor,
            LongSupplier nanoTime,
            BlockingGuard blocking,
            Freshness<K, V> freshness,
            Caffeine<Object, Object> building) {
        this.cache = building.maximumSize(ENTRIES).executor(Runnable::run).build();
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.blocking = blocking;
        this.freshness = freshness;
    }

    /**
     * A cache that lets go of what is too old also if nobody asks for it again. The others keep it until there are too many:
     * what is read anew and equals it is then the same object.
     */
    static <K, V> RefreshingCache<K, V> forgetting(Executor executor, LongSupplier nanoTime, BlockingGuard blocking) {
        return new RefreshingCache<>(
                executor,
                nanoTime,
                blocking,
                (key, value, readAt) -> true,
                Caffeine.newBuilder()
                        .ticker(nanoTime::getAsLong)
                        .expireAfterWrite(LIMIT)
                        .scheduler(Scheduler.systemScheduler()));
    }

    /** Number of values that are kept. */
    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    private int stripe(K key) {
        return Math.floorMod(key.hashCode() * 0x9E3779B9, STRIPES);
    }

    /** The kept value, if it is young enough; otherwise one that is read now. */
    V get(K key, Function<K, V> read) {
        Entry<V> kept = cache.getIfPresent(key);
        if (kept != null) {
            long age = nanoTime.getAsLong() - kept.readAt;
            if (age < LIMIT.toNanos() && freshness.isFresh(key, kept.value, kept.readAt)) {
                if (age >= READ_AGAIN.toNanos() && kept.beingRead.compareAndSet(false, true)) {
                    readAgain(key, read, kept);
                }
                return kept.value;
            }
        }
        blocking.check();
        return readForAll(key, read);
    }

    /**
     * A value that is read now, by this thread or by one that has just begun; not by one that began before a change
     * here, or so long ago that what it finds may be too old.
     */
    private V readForAll(K key, Function<K, V> read) {
        Reading<V> mine = new Reading<>(nanoTime.getAsLong(), changes.get(stripe(key)), new CompletableFuture<>());
        Reading<V> reading =
                underWay.compute(key, (same, others) -> others != null && isGoodFor(key, others, mine) ? others : mine);
        if (reading != mine) {
            return await(reading);
        }
        try {
            V value = read(key, read);
            mine.value.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            mine.value.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key, mine);
        }
    }

    /** Waits for the read of another thread, which takes no longer than an own one. */
    private static <V> V await(Reading<V> reading) {
        try {
            return reading.value.join();
        } catch (CompletionException e) {
            // Each in an exception of its own: it tells who has waited.
            if (e.getCause() instanceof ConfigStoreException failure) {
                throw new ConfigStoreException(failure.code(), failure.getMessage(), failure);
            }
            throw e;
        }
    }

    private void readAgain(K key, Function<K, V> read, Entry<V> kept) {
        try {
            executor.execute(() -> {
                try {
                    readForAll(key, read);
                } catch (RuntimeException e) {
                    // The caller that finds it too old reads it itself, and is told.
                } finally {
                    kept.beingRead.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            // The server is stopping.
            kept.beingRead.set(false);
        }
    }

    /** Reads a value, whatever is kept; the value is kept from now on. */
    V read(K key, Function<K, V> read) {
        int stripe = stripe(key);
        long changed = changes.get(stripe);
        long now = nanoTime.getAsLong();
        V value = read.apply(key);
        Entry<V> kept = cache.asMap().compute(key, (same, before) -> {
            boolean overtaken = changes.get(stripe) != changed || before != null && before.readAt - now > 0;
            return overtaken ? before : new Entry<>(asBefore(before, value), now);
        });
        return asBefore(kept, value);
    }

    /** The same object as before where nothing has changed, which makes comparing it later cheap. */
    private static <V> V asBefore(@Nullable Entry<V> before, V value) {
        return before != null && before.value.equals(value) ? before.value : value;
    }

    /** Notes that the value of a key was changed, or may have been: it is read anew. */
    void changed(K key) {
        changes.incrementAndGet(stripe(key));
        cache.invalidate(key);
    }

    /** Notes that the value of a key was changed by somebody, unless what is kept has that change already. */
    void changed(K key, Predicate<V> hasIt) {
        Entry<V> kept = cache.getIfPresent(key);
        if (kept == null || !hasIt.test(kept.value)) {
            changed(key);
        }
    }

    /** Notes that any value may have been changed. */
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
