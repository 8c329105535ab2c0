package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncsTest {

    static Stream<Executor> executors() {
        return Stream.of(Runnable::run, task -> new Thread(task).start(), task -> {}, task -> {
            throw new RejectedExecutionException();
        });
    }

    @ParameterizedTest
    @MethodSource("executors")
    void everyTaskRunsOnceWhateverTheExecutorDoes(Executor executor) throws IOException {
        AtomicInteger runs = new AtomicInteger();
        new Syncs(executor).all(Collections.nCopies(50, (Syncs.Task) runs::incrementAndGet));
        assertThat(runs).hasValue(50);
    }

    @ParameterizedTest
    @MethodSource("executors")
    void aFailureIsToldWhenAllHaveRun(Executor executor) {
        AtomicInteger runs = new AtomicInteger();
        Syncs.Task bad = () -> {
            throw new IOException("no space");
        };
        assertThatThrownBy(() -> new Syncs(executor).all(List.of(runs::incrementAndGet, bad, runs::incrementAndGet)))
                .isInstanceOf(IOException.class)
                .hasMessage("no space");
        assertThat(runs).hasValue(2);
    }

    @Test
    void noTasksAreNoWork() throws IOException {
        new Syncs(Runnable::run).all(List.of());
    }
}
