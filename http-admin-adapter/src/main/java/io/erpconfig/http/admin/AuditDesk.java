package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.http.AuditJson;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters requests that have ended into the audit trail. A change that was made is not taken back because the disk has no
 * room for its entry, and must not be answered as if it had failed: then the entry is owed, and in the server's log
 * meanwhile. Nothing more is changed before all that is owed is in the trail. Safe for any number of threads.
 */
final class AuditDesk {

    private static final Logger LOG = LoggerFactory.getLogger(AuditDesk.class);

    private final AuditLog trail;
    private final Lock settling = new ReentrantLock();
    private final Queue<AuditEntry> owed = new ConcurrentLinkedQueue<>();

    AuditDesk(AuditLog trail) {
        this.trail = requireNonNull(trail, "trail");
    }

    /**
     * Enters what is owed; before anything is changed.
     *
     * @throws ConfigStoreException if it still can't be
     */
    void settle() {
        if (owed.isEmpty()) {
            return;
        }
        settling.lock();
        try {
            for (AuditEntry entry = owed.peek(); entry != null; entry = owed.peek()) {
                trail.append(entry);
                owed.remove();
            }
        } finally {
            settling.unlock();
        }
    }

    /** Enters what has happened, durably if that is possible. */
    void enter(AuditEntry entry) {
        try {
            trail.append(entry);
        } catch (RuntimeException e) {
            owed.add(entry);
            String text = new String(AuditJson.line(entry), StandardCharsets.UTF_8).strip();
            LOG.error("the audit trail can't be written; until it can, nothing more is changed; it lacks {}", text, e);
        }
    }
}
