package io.erpconfig.store.cache;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.session.RequestCookies;
import io.erpconfig.core.session.SessionLookup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A cache in front of the platform's sessions; see {@link RefreshingCache} for how long it keeps them. Of a request's
 * cookies it looks at the one that has the session's id, and keeps no more than a hash of it.
 */
public final class CachingSessionLookup implements SessionLookup {

    private final SessionLookup lookup;
    private final String cookie;
    private final RefreshingCache<Sha256, Optional<SignedIn>> known;

    /** @param cookie the name of the only cookie that the lookup goes by */
    public CachingSessionLookup(SessionLookup lookup, String cookie) {
        this(lookup, cookie, System::nanoTime);
    }

    /** @param nanoTime a clock that only goes forward */
    CachingSessionLookup(SessionLookup lookup, String cookie, LongSupplier nanoTime) {
        this.lookup = requireNonNull(lookup, "lookup");
        this.cookie = requireNonNull(cookie, "cookie");
        this.known = RefreshingCache.forgetting(Runnable::run, nanoTime, new BlockingGuard());
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        List<String> values = cookies.values(cookie);
        return values.isEmpty() ? Optional.empty() : known.get(hash(values), hash -> lookup.find(cookies));
    }

    private static Sha256 hash(List<String> values) {
        MessageDigest sha256 = Sha256.newDigest();
        for (String value : values) {
            sha256.update(value.getBytes(StandardCharsets.UTF_8));
            // In no value of a cookie.
            sha256.update((byte) ';');
        }
        return Sha256.ofDigest(sha256.digest());
    }

    /** Number of answers that are kept. */
    long size() {
        return known.size();
    }
}
