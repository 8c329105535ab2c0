package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.AuditJson;
import io.erpconfig.http.OutageLog;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests that have ended to the audit trail. A change that was made is not taken back because the disk has no room
 * for its entry, and must not be answered as if it had failed: then the entry is pending, and in the server's log meanwhile.
 * Nothing more is changed before all pending entries are in the trail. Safe for any number of threads.
 */
final class AuditWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);

    private final AuditLog trail;
    private final Lock writing = new ReentrantLock();
    private final Queue<AuditEntry> pending = new ConcurrentLinkedQueue<>();

    AuditWriter(AuditLog trail) {
        this.trail = requireNonNull(trail, "trail");
    }

    /**
     * Writes the pending entries; to be called before anything is changed.
     *
     * @throws ConfigStoreException if they still can't be written
     */
    void writePending() {
        if (pending.isEmpty()) {
            return;
        }
        writing.lock();
        try {
            for (AuditEntry entry = pending.peek(); entry != null; entry = pending.peek()) {
                trail.append(entry);
                pending.remove();
            }
        } finally {
            writing.unlock();
        }
    }

    /** Writes what has happened, durably if that is possible. */
    void write(AuditEntry entry) {
        try {
            trail.append(entry);
        } catch (RuntimeException e) {
            pending.add(entry);
            if (e instanceof ConfigStoreException failure
                    && failure.code() == ErrorCode.STORAGE_UNAVAILABLE
                    && entry.result().equals(ErrorCode.STORAGE_UNAVAILABLE.name())) {
                // The request has failed of the same: nothing is known to have changed that the trail lacks.
                OutageLog.ofProcess().failed(failure.getMessage());
                return;
            }
            String text = new String(AuditJson.line(entry), StandardCharsets.UTF_8).strip();
            LOG.error("the audit trail can't be written; until it can, nothing more is changed; it lacks {}", text, e);
        }
    }
}
