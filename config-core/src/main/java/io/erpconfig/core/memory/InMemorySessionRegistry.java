package io.erpconfig.core.memory;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.SessionRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Changes are made one after another; a record is replaced as a whole. */
final class InMemorySessionRegistry implements SessionRegistry {

    private final Map<SessionHash, Session> sessions = new ConcurrentHashMap<>();

    @Override
    public synchronized void add(Session session) {
        if (sessions.containsKey(session.hash()) || byId(session.id()).isPresent()) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a session of this id or value");
        }
        sessions.put(session.hash(), session);
    }

    private Optional<Session> byId(SessionId id) {
        return sessions.values().stream()
                .filter(session -> session.id().equals(id))
                .findAny();
    }

    @Override
    public Optional<Session> findByHash(SessionHash hash) {
        return Optional.ofNullable(sessions.get(hash));
    }

    @Override
    public List<Session> list(OwnerId user) {
        return sessions.values().stream()
                .filter(session -> session.user().equals(user))
                .sorted(Session.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Session> each) {
        sessions.values().forEach(each);
    }

    @Override
    public synchronized void touch(SessionId id, Instant seenAt) {
        byId(id).ifPresent(session -> sessions.put(session.hash(), session.seenAt(seenAt)));
    }

    @Override
    public boolean remove(SessionId id) {
        return removeIf(session -> session.id().equals(id)) > 0;
    }

    @Override
    public synchronized int removeIf(Predicate<Session> condition) {
        int before = sessions.size();
        sessions.values().removeIf(condition);
        return before - sessions.size();
    }
}
