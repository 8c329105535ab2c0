package io.erpconfig.app;

import io.erpconfig.core.session.SessionLookup;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.store.cache.CachingSessionLookup;
import io.erpconfig.store.gridfs.MongoSessionLookup;
import java.util.Optional;

/**
 * The platform that a server lives behind, as long as its sessions are read.
 *
 * @param sessions none if users sign in here
 * @param end      ends reading them
 */
record Platform(Optional<SessionLookup> sessions, Runnable end) implements AutoCloseable {

    static Platform none() {
        return new Platform(Optional.empty(), () -> {});
    }

    /** A platform whose sessions are asked for by HTTP. */
    static Platform asked(HostSessionLookup lookup) {
        return new Platform(Optional.of(lookup), () -> {});
    }

    /** A platform whose sessions are read from its database. */
    static Platform read(MongoSessionLookup.Source source) {
        MongoSessionLookup lookup = new MongoSessionLookup(source);
        return new Platform(Optional.of(new CachingSessionLookup(lookup, source.cookie())), lookup::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
