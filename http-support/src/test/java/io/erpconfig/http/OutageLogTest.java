package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageLogTest {

    private long now = 1;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final OutageLog log = new OutageLog(() -> now, errors::add, warnings::add);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void tellsOfAnOutageOnceAndOfItsEnd() {
        for (int i = 0; i < 10; i++) {
            log.failed("GET request r" + i);
            pass(Duration.ofSeconds(1));
        }
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("GET request r0");

        pass(OutageLog.SETTLED);
        log.reached();
        log.reached();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("reached again", "10 requests", "within 9 s");
    }

    @Test
    void isNotMisledByAnAnswerThatIsASecondOld() {
        log.failed("one");
        pass(Duration.ofMillis(100));
        log.reached();
        log.failed("another");

        assertThat(errors).hasSize(1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void tellsOfTheNextOutageAlsoWhereNobodyNoticedTheEndOfTheLast() {
        log.failed("one");
        pass(OutageLog.QUIET);
        log.failed("another");

        assertThat(errors).hasSize(2);
    }

    @Test
    void hasNothingToSayWhileAllIsWell() {
        log.reached();

        assertThat(warnings).isEmpty();
    }
}
