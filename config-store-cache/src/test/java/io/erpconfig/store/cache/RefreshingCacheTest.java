package io.erpconfig.store.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What is kept for a moment")
@Timeout(60)
class RefreshingCacheTest {

    private volatile long now;
    private final RefreshingCache<String, String> values =
            new RefreshingCache<>(Runnable::run, () -> now, new BlockingGuard());
    private final RefreshingCache<String, List<String>> seen =
            new RefreshingCache<>(Runnable::run, System::nanoTime, new BlockingGuard());
    private final AtomicInteger reads = new AtomicInteger();
    private final CompletableFuture<Function<String, String>> storage = new CompletableFuture<>();

    /** A storage that is slow to answer. */
    private String read(String key) {
        reads.incrementAndGet();
        return storage.join().apply(key);
    }

    /** Asks on a thread of its own, and returns when that waits. */
    private CompletableFuture<String> ask() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(values.get("key", this::read));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).as("it waits").isTrue();
            LockSupport.parkNanos(1_000_000);
        }
        return answer;
    }

    @Test
    void isReadOnceForAllWhoAskAtOnce() {
        CompletableFuture<String> first = ask();
        CompletableFuture<String> second = ask();
        CompletableFuture<String> third = ask();

        storage.complete(key -> "value");

        assertThat(first.join()).isEqualTo("value");
        assertThat(second.join()).isEqualTo("value");
        assertThat(third.join()).isEqualTo("value");
        assertThat(reads).hasValue(1);
    }

    @Test
    void isReadAnewAfterAChangeOfThisNode() {
        CompletableFuture<String> before = ask();
        values.changed("key");

        assertThat(values.get("key", key -> "changed")).isEqualTo("changed");
        storage.complete(key -> "as it was");

        assertThat(before.join()).isEqualTo("as it was");
        assertThat(values.get("key", this::read)).as("what is kept").isEqualTo("changed");
    }

    @Test
    void isReadAnewOnceForAllWhoAskLongAfterAReadBegan() {
        CompletableFuture<String> slow = ask();
        now += RefreshingCache.READ_AGAIN.toNanos();
        CompletableFuture<String> first = ask();
        CompletableFuture<String> second = ask();

        storage.complete(key -> "value");

        assertThat(slow.join() + first.join() + second.join()).isEqualTo("valuevaluevalue");
        assertThat(reads).hasValue(2);
    }

    @Test
    void isAsOldAsItsReadingAndNoYoungerForBeingAdjusted() {
        values.get("key", key -> {
            now += RefreshingCache.LIMIT.toNanos() - 1;
            return "slow";
        });
        values.adjustAll(value -> value + ", adjusted");
        now++;

        assertThat(values.get("key", key -> "anew")).isEqualTo("anew");
    }

    @Test
    void failsForAllWhoAskAtOnceAndIsThenReadAnew() {
        CompletableFuture<String> first = ask();
        CompletableFuture<String> second = ask();

        storage.complete(key -> {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "it is gone");
        });

        assertThatThrownBy(first::join).hasCauseInstanceOf(ConfigStoreException.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(ConfigStoreException.class);
        assertThat(reads).hasValue(1);
        assertThat(values.get("key", key -> "back")).isEqualTo("back");
    }

    @Test
    void staysTheSameObjectAsLongAsItIsEqual() {
        List<String> first = seen.read("key", key -> List.of("value"));

        assertThat(seen.read("key", key -> List.of("value"))).isSameAs(first);
        assertThat(seen.get("key", key -> List.of("value"))).isSameAs(first);
        assertThat(seen.read("key", key -> List.of("changed"))).containsExactly("changed");
    }
}
