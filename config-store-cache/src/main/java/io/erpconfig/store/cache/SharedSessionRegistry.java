package io.erpconfig.store.cache;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.SessionRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Keeps sessions for a moment. Any change of this node makes it look at all of them anew. */
final class SharedSessionRegistry implements SessionRegistry {

    private final SessionRegistry sessions;
    private final RefreshingCache<SessionHash, Optional<Session>> byHash;

    SharedSessionRegistry(SessionRegistry sessions, RefreshingCache<SessionHash, Optional<Session>> byHash) {
        this.sessions = sessions;
        this.byHash = byHash;
    }

    private <V> V changing(Supplier<V> change) {
        try {
            return change.get();
        } finally {
            byHash.changed();
        }
    }

    @Override
    public void add(Session session) {
        changing(() -> {
            sessions.add(session);
            return session;
        });
    }

    @Override
    public Optional<Session> findByHash(SessionHash hash) {
        return byHash.get(hash, sessions::findByHash);
    }

    @Override
    public List<Session> list(OwnerId user) {
        return sessions.list(user);
    }

    @Override
    public void forEach(Consumer<Session> each) {
        sessions.forEach(each);
    }

    @Override
    public void touch(SessionId id, Instant seenAt) {
        sessions.touch(id, seenAt);
        // Else it would be noted again with each request until it is read.
        byHash.adjustAll(found -> found.map(session -> session.id().equals(id) ? session.seenAt(seenAt) : session));
    }

    @Override
    public boolean remove(SessionId id) {
        return changing(() -> sessions.remove(id));
    }

    @Override
    public int removeIf(Predicate<Session> condition) {
        return changing(() -> sessions.removeIf(condition));
    }
}
