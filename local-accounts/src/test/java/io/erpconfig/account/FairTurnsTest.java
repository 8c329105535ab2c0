package io.erpconfig.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairTurnsTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final FairTurns turns = new FairTurns(1);
    private final List<String> admitted = Collections.synchronizedList(new ArrayList<>());
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void takeTheOnlyPermit() {
        assertThat(turns.acquire("mine", "me", Duration.ZERO)).isTrue();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    /** Has somebody wait, who gives the permit back at once. */
    private void wait(String address, String name) throws InterruptedException {
        Thread thread = new Thread(() -> {
            if (turns.acquire(address, name, LONG)) {
                admitted.add(address + ' ' + name);
                turns.release();
            } else {
                refused.add(address + ' ' + name);
            }
        });
        threads.add(thread);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private void goOn() throws InterruptedException {
        turns.release();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void eachAddressAndOfAnAddressEachNameHasItsTurn() throws Exception {
        for (int i = 0; i < 4; i++) {
            wait("many", "a");
        }
        wait("many", "b");
        wait("one", "c");

        goOn();

        assertThat(admitted).containsExactly("many a", "one c", "many b", "many a", "many a", "many a");
    }

    @Test
    void whoComesWhenTheQueueIsFullTakesThePlaceOfOneOfMany() throws Exception {
        for (int i = 0; i < FairTurns.MOST_WAITING; i++) {
            wait("many", "a");
        }
        wait("many", "b");
        assertThat(refused).containsExactly("many b");

        wait("one", "c");
        goOn();

        assertThat(refused).containsExactly("many b", "many a");
        assertThat(admitted).hasSize(FairTurns.MOST_WAITING).contains("one c");
        assertThat(admitted.indexOf("one c")).isEqualTo(1);
    }

    @Test
    void whoHasWaitedLongEnoughLeavesAndTakesNoPermit() throws Exception {
        assertThat(turns.acquire("one", "a", Duration.ofMillis(20))).isFalse();
        wait("one", "b");

        goOn();

        assertThat(admitted).containsExactly("one b");
        assertThat(turns.acquire("one", "a", Duration.ZERO)).isTrue();
    }
}
