package io.erpconfig.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RareWarningTest {

    private final AtomicLong now = new AtomicLong();
    private final Logger log = LoggerFactory.getLogger(RareWarningTest.class);

    @Test
    void isSaidOnceAMinuteAndHowOftenItWasNot() {
        String said = logged(() -> {
            RareWarning warning = new RareWarning(log, now::get);
            for (int i = 0; i < 1000; i++) {
                warning.say(() -> "too many");
            }
            now.addAndGet(RareWarning.INTERVAL.toNanos());
            warning.say(() -> "still too many");
        });

        assertThat(said.lines()).hasSize(2);
        assertThat(said).contains("too many", "still too many (and 999 times before that)");
    }

    private static String logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
