package io.erpconfig.opening;

import io.erpconfig.core.session.SessionLookup;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.store.cache.CachingSessionLookup;
import io.erpconfig.store.gridfs.MongoSessionLookup;
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

    /** Sessions that are read from the platform's database. */
    public static PlatformSessions read(MongoSessionLookup.Source source) {
        MongoSessionLookup lookup = new MongoSessionLookup(source);
        return new PlatformSessions(Optional.of(new CachingSessionLookup(lookup, source.cookie())), lookup::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
