package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.SessionRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sessions as files. One that can't be read lets nobody in, so it is passed over where sessions are searched: one
 * broken file must not keep everybody from signing in.
 */
final class FileSystemSessionRegistry implements SessionRegistry {

    private final UsedRecords<Session, SessionId, SessionHash> records;

    FileSystemSessionRegistry(DataDirectory directory, Clock clock, Executor executor) {
        this.records = new UsedRecords<>(new Sessions(), directory.disk(), directory.sessions(), clock, executor);
    }

    private static final class Sessions implements UsedRecords.Kind<Session, SessionId, SessionHash> {

        @Override
        public SessionId id(Session session) {
            return session.id();
        }

        @Override
        public SessionHash hash(Session session) {
            return session.hash();
        }

        @Override
        public Optional<Instant> lastUse(Session session) {
            return Optional.of(session.seenAt());
        }

        @Override
        public Session usedAt(Session session, Instant time) {
            return session.seenAt(time);
        }

        @Override
        public byte[] encode(Session session) {
            return Records.encode(session);
        }

        @Override
        public Session decode(JsonRecord json) {
            return Records.session(json);
        }
    }

    @Override
    public void add(Session session) {
        if (!records.add(session, Said.NOTHING)) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a session of this id or value");
        }
    }

    @Override
    public Optional<Session> findByHash(SessionHash hash) {
        return records.findByHash(hash);
    }

    @Override
    public List<Session> list(OwnerId user) {
        return records.all().stream()
                .filter(session -> session.user().equals(user))
                .sorted(Session.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Session> each) {
        records.all().forEach(each);
        records.throwAnyDamage();
    }

    @Override
    public void touch(SessionId id, Instant seenAt) {
        records.touch(id, seenAt);
    }

    @Override
    public boolean remove(SessionId id) {
        return records.remove(id, Said.NOTHING);
    }

    @Override
    public int removeIf(Predicate<Session> condition) {
        return records.alone(() -> {
            int removed = 0;
            for (Session session : records.all()) {
                if (condition.test(session) && records.remove(session.id(), Said.NOTHING)) {
                    removed++;
                }
            }
            records.throwDamage();
            return removed;
        });
    }

    void close() {
        records.close();
    }
}
