package io.erpconfig.core.audit;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The audit trail: append-only. An entry that was appended is durable, is visible to every call begun afterwards, is seen
 * whole or not at all, and never changes. The order of a trail is that in which its entries were appended, whatever
 * their times. Nothing removes entries, also not the deletion of what they speak of. Safe for
 * any number of threads.
 */
public interface AuditLog {

    /** Appends an entry. */
    void append(AuditEntry entry);

    /**
     * Appends entries, in this order, which may become durable in fewer steps than one by one. If the storage fails, those
     * of each trail up to any of them may be there.
     */
    default void append(List<AuditEntry> entries) {
        entries.forEach(this::append);
    }

    /**
     * Entries of an owner's trail, the newest first.
     *
     * @param since from when on, by their own time
     * @param skip  how many of the newest are left out, at least 0
     * @param limit how many there are at the most, at least 0
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if one of them can't be read, naming it
     */
    List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit);

    /**
     * Calls back for every entry of an owner's trail, in the order in which they were appended. What is appended
     * meanwhile may be among them or not, and holds nothing up.
     *
     * @param since from when on, by their own time
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, after that, if there are entries that can't be
     *     read, naming where
     */
    void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each);

    /**
     * Calls back for every entry of every trail, those without an owner too: those of one trail in the order in which
     * they were appended.
     *
     * @param since from when on, by their own time
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, after that, if there are entries that can't be
     *     read, naming where
     */
    void forEach(Instant since, Consumer<AuditEntry> each);
}
