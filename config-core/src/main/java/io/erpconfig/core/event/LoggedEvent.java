package io.erpconfig.core.event;

import io.erpconfig.core.audit.AuditEntry;

/**
 * An event as it is logged.
 *
 * @param seq   its number in its owner's log, from 1
 * @param entry what happened, with a {@linkplain AuditEntry#event target}
 */
public record LoggedEvent(long seq, AuditEntry entry) {

    public LoggedEvent {
        if (seq < 1) {
            throw new IllegalArgumentException("seq: " + seq);
        }
        if (entry.event().isEmpty()) {
            throw new IllegalArgumentException("entry: no event");
        }
    }

    /** What kind of change it tells of. */
    public EventType type() {
        return EventType.of(entry.action());
    }
}
