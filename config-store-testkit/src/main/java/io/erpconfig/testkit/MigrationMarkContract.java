package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.mark.MigrationMark;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class MigrationMarkContract extends PortContract {

    MigrationMarkContract(ConfigStoreContract contract) {
        super(contract);
    }

    private MigrationMark mark() {
        return store().migration();
    }

    @Test
    @DisplayName("A store has no mark of itself, and to take none away is no error")
    void absent() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(mark().source()).isEmpty();
            mark().clear();
            reopen();
        }
    }

    @Test
    @DisplayName("A store is marked once, with whatever text, until the mark is taken away")
    void marked() throws Exception {
        for (String source : HOSTILE) {
            assertThat(mark().set(source)).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(mark().set("another")).isFalse();
                assertThat(mark().source()).contains(source);
                reopen();
            }
            mark().clear();
            assertThat(mark().source()).isEmpty();
            reopen();
            assertThat(mark().source()).isEmpty();
        }
    }

    @Test
    @DisplayName("Of those who race to mark a store exactly one succeeds")
    void racing() throws Exception {
        try (Race race = new Race(4)) {
            for (int round = 0; round < Math.max(1, rounds() / 40); round++) {
                List<Boolean> set = race.round(i -> mark().set("by " + i));
                assertThat(set).containsOnlyOnce(true);
                assertThat(mark().source()).contains("by " + set.indexOf(true));
                mark().clear();
            }
        }
    }
}
