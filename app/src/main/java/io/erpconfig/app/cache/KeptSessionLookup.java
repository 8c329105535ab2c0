package io.erpconfig.app.cache;

import io.erpconfig.core.session.RequestCookies;
import io.erpconfig.core.session.SessionLookup;
import java.util.Optional;

/** Keeps for a moment who has signed in to the platform; see {@link BoundedAge} for how long. */
public final class KeptSessionLookup implements SessionLookup {

    private final SessionLookup lookup;
    private final BoundedAge<RequestCookies, Optional<SignedIn>> known =
            new BoundedAge<>(Runnable::run, System::nanoTime, new Waiting());

    public KeptSessionLookup(SessionLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        return known.get(cookies, lookup::find);
    }
}
