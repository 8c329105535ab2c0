package io.erpconfig.store.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.RequestCookies;
import io.erpconfig.core.session.SessionLookup;
import io.erpconfig.core.session.SessionLookup.SignedIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachingSessionLookupTest {

    private static final String COOKIE = "desk.sid";

    private long now;
    private final List<String> asked = new ArrayList<>();
    private final SessionLookup platform = cookies -> {
        asked.add(cookies.header());
        return cookies.values(COOKIE).stream()
                .filter(value -> !value.startsWith("none"))
                .findFirst()
                .map(user -> SignedIn.elsewhere(new OwnerId(user), Optional.empty()));
    };
    private final CachingSessionLookup lookup = new CachingSessionLookup(platform, COOKIE, () -> now);

    private Optional<String> find(String header) {
        return lookup.find(new RequestCookies(header)).map(in -> in.user().value());
    }

    @Test
    void theSameSessionIsAskedForOnceWhateverOtherCookiesComeWithIt() {
        assertThat(find("seen=1; desk.sid=ann")).contains("ann");
        assertThat(find("desk.sid=ann; seen=2")).contains("ann");
        assertThat(find("desk.sid=\"ann\"")).contains("ann");
        assertThat(asked).hasSize(1);
    }

    @Test
    void otherSessionsAreOthers() {
        assertThat(find("desk.sid=ann")).contains("ann");
        assertThat(find("desk.sid=ben")).contains("ben");
        assertThat(find("desk.sid=none; desk.sid=ann")).contains("ann");
        assertThat(find("desk.sid=ann; desk.sid=none")).contains("ann");
        assertThat(find("desk.sid=none")).isEmpty();
        assertThat(asked).hasSize(5);
    }

    @Test
    void withoutTheCookieNobodyIsAsked() {
        assertThat(find("")).isEmpty();
        assertThat(find("seen=1")).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(lookup.size()).isZero();
    }

    @Test
    void whatIsKeptIsBoundedAndEnds() {
        for (int i = 0; i < 12_000; i++) {
            find("desk.sid=none" + i);
        }
        assertThat(lookup.size()).isLessThanOrEqualTo(10_000);
        now += RefreshingCache.LIMIT.toNanos() + 1;
        for (int cleaned = 0; lookup.size() > 0; cleaned++) {
            assertThat(cleaned).as("the cache lets go of them in portions").isLessThan(100);
        }
        assertThat(find("desk.sid=ann")).contains("ann");
        assertThat(lookup.size()).isEqualTo(1);
    }
}
