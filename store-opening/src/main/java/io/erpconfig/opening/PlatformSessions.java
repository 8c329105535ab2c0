package io.erpconfig.opening;

import io.erpconfig.http.SessionLookup;
import io.erpconfig.platform.CookieSessionLookup;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.store.cache.CachingSessionsElsewhere;
import io.erpconfig.store.gridfs.MongoSessionsElsewhere;
import java.util.Optional;

/**
 * The sessions of the platform that a server lives behind, as long as they are read.
 *
 * @param lookup none if users sign in here
 * @param end    ends reading them
 */
public record PlatformSessions(Optional<SessionLookup> lookup, Runnable end) implements AutoCloseable {

    /** No platform. */
    public static PlatformSessions none() {
        return new PlatformSessions(Optional.empty(), () -> {});
    }

    /** Sessions that are asked for by HTTP. */
    public static PlatformSessions asked(HostSessionLookup.Host host) {
        return new PlatformSessions(Optional.of(new HostSessionLookup(host)), () -> {});
    }

    /**
     * Sessions that are read from the platform's database.
     *
     * @param cookie has a session's id
     */
    public static PlatformSessions read(MongoSessionsElsewhere.Source source, String cookie) {
        MongoSessionsElsewhere sessions = new MongoSessionsElsewhere(source);
        return new PlatformSessions(
                Optional.of(new CookieSessionLookup(new CachingSessionsElsewhere(sessions), cookie)), sessions::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
