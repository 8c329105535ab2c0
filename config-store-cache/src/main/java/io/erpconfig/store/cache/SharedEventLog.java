package io.erpconfig.store.cache;

import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import java.util.List;

/** Has live snapshots looked for anew whose owner's events were read since, as {@link SharedAuditLog} does for trails. */
final class SharedEventLog implements EventLog {

    private final EventLog events;
    private final SharedAuditLog.Reads reads;

    SharedEventLog(EventLog events, SharedAuditLog.Reads reads) {
        this.events = events;
        this.reads = reads;
    }

    @Override
    public List<LoggedEvent> read(OwnerId owner, long after, int limit) {
        List<LoggedEvent> found = events.read(owner, after, limit);
        reads.note(owner);
        return found;
    }

    @Override
    public long latest(OwnerId owner) {
        long latest = events.latest(owner);
        reads.note(owner);
        return latest;
    }
}
