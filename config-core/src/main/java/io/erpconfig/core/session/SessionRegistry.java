package io.erpconfig.core.session;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The sessions' records, by id and by hash.
 *
 * <p>Every change is atomic, and durable when its method returns, except {@link #touch}; it is visible to every call
 * begun afterwards. Absence is an empty result. A record that can't be read lets nobody in: it counts as absent, except
 * where it is said that it doesn't. Safe for any number of threads.
 */
public interface SessionRegistry {

    /**
     * Adds a record.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS} if there is one of the same id or hash
     */
    void add(Session session);

    /** The record for a session's value: asked with every request, so it answers from memory where it can. */
    Optional<Session> findByHash(SessionHash hash);

    /** A user's sessions, oldest first. */
    List<Session> list(OwnerId user);

    /**
     * Calls back for every session of every user, in no order.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, after that, if there are records that can't be
     *     read, naming them
     */
    void forEach(Consumer<Session> each);

    /** Notes a use. It may be lost in a crash, and never holds up a reader; a record that is gone is passed over. */
    void touch(SessionId id, Instant seenAt);

    /** Removes a record: from now on the session is unknown. Returns false if it wasn't there. */
    boolean remove(SessionId id);

    /**
     * Removes every record of which this holds, and returns how many that were.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, after that, if there are records that can't be
     *     read, of which it may have held; any storage error, with some of them removed
     */
    int removeIf(Predicate<Session> condition);
}
