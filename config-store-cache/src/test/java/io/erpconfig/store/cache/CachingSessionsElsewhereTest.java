package io.erpconfig.store.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachingSessionsElsewhereTest {

    private long now;
    private final List<String> asked = new ArrayList<>();
    private final CachingSessionsElsewhere sessions = new CachingSessionsElsewhere(
            id -> {
                asked.add(id);
                return Optional.of(id)
                        .filter(user -> !user.startsWith("none"))
                        .map(user -> SignedIn.elsewhere(new OwnerId(user), Optional.empty()));
            },
            () -> now);

    private Optional<String> find(String id) {
        return sessions.find(id).map(in -> in.user().value());
    }

    @Test
    void theSameSessionIsAskedForOnceAlsoOneThatIsNotThere() {
        assertThat(find("ann")).contains("ann");
        assertThat(find("ann")).contains("ann");
        assertThat(find("none")).isEmpty();
        assertThat(find("none")).isEmpty();
        assertThat(asked).containsExactly("ann", "none");
    }

    @Test
    void otherSessionsAreOthers() {
        assertThat(find("ann")).contains("ann");
        assertThat(find("ben")).contains("ben");
        assertThat(asked).containsExactly("ann", "ben");
    }

    @Test
    void whatIsKeptIsBoundedAndEnds() {
        for (int i = 0; i < 12_000; i++) {
            find("none" + i);
        }
        assertThat(sessions.size()).isLessThanOrEqualTo(10_000);
        now += RefreshingCache.LIMIT.toNanos() + 1;
        for (int cleaned = 0; sessions.size() > 0; cleaned++) {
            assertThat(cleaned).as("the cache lets go of them in portions").isLessThan(100);
        }
        assertThat(find("ann")).contains("ann");
        assertThat(sessions.size()).isEqualTo(1);
    }
}
