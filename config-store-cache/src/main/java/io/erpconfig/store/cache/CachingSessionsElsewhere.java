package io.erpconfig.store.cache;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.session.SessionsElsewhere;
import io.erpconfig.core.session.SignedIn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A cache in front of the platform's sessions; see {@link RefreshingCache} for how long it keeps them. Of an id it keeps no
 * more than a hash.
 */
public final class CachingSessionsElsewhere implements SessionsElsewhere {

    private final SessionsElsewhere sessions;
    private final RefreshingCache<Sha256, Optional<SignedIn>> known;

    public CachingSessionsElsewhere(SessionsElsewhere sessions) {
        this(sessions, System::nanoTime);
    }

    /** @param nanoTime a clock that only goes forward */
    CachingSessionsElsewhere(SessionsElsewhere sessions, LongSupplier nanoTime) {
        this.sessions = requireNonNull(sessions, "sessions");
        this.known = RefreshingCache.forgetting(Runnable::run, nanoTime, new BlockingGuard());
    }

    @Override
    public Optional<SignedIn> find(String id) {
        return known.get(Sha256.of(id.getBytes(StandardCharsets.UTF_8)), hash -> sessions.find(id));
    }

    /** Number of answers that are kept. */
    long size() {
        return known.size();
    }
}
