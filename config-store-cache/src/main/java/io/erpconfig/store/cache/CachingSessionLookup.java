package io.erpconfig.store.cache;

import io.erpconfig.core.session.RequestCookies;
import io.erpconfig.core.session.SessionLookup;
import java.util.Optional;

/** A cache in front of the platform's sessions; see {@link RefreshingCache} for how long it keeps them. */
public final class CachingSessionLookup implements SessionLookup {

    private final SessionLookup lookup;
    private final RefreshingCache<RequestCookies, Optional<SignedIn>> known =
            new RefreshingCache<>(Runnable::run, System::nanoTime, new BlockingGuard());

    public CachingSessionLookup(SessionLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        return known.get(cookies, lookup::find);
    }
}
