package io.erpconfig.core.migration;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies audit trails: of each what is behind the entries that the target has, once these are known to be the same. */
final class AuditCopy {

    /** Most entries that are appended together. */
    private static final int TOGETHER = 500;

    /** Number of paths after which entries are appended too: each may be long. */
    private static final int ENOUGH_PATHS = 2000;

    private final ConfigStore source;
    private final ConfigStore target;
    private final Map<Optional<OwnerId>, AuditTrailDigest.End> there;
    private final MigrationListener listener;

    private final Map<Optional<OwnerId>, AuditTrailDigest> read = new HashMap<>();
    private final List<AuditEntry> waiting = new ArrayList<>();
    private int paths;

    /** @param there where the target's trails end */
    AuditCopy(
            ConfigStore source,
            ConfigStore target,
            Map<Optional<OwnerId>, AuditTrailDigest.End> there,
            MigrationListener listener) {
        this.source = source;
        this.target = target;
        this.there = there;
        this.listener = listener;
    }

    /** @param entries how many the source has */
    void run(long entries) {
        listener.begins(MigrationListener.Part.AUDIT_TRAILS, entries);
        Side.SOURCE.telling(() -> source.audit().forEach(AuditEntry.EARLIEST, this::take));
        flush();
    }

    private void take(AuditEntry entry) {
        AuditTrailDigest trail = read.computeIfAbsent(entry.owner(), owner -> new AuditTrailDigest());
        trail.add(entry);
        AuditTrailDigest.End copied = there.getOrDefault(entry.owner(), AuditTrailDigest.End.EMPTY);
        AuditTrailDigest.End end = trail.end();
        if (end.entries() == copied.entries() && !end.equals(copied)) {
            throw StoreMigration.differs(
                    Inventory.trailOf(entry.owner()) + " has others among its first " + copied.entries() + " entries");
        }
        if (end.entries() > copied.entries()) {
            waiting.add(entry);
            paths += entry.paths().size();
            if (waiting.size() >= TOGETHER || paths >= ENOUGH_PATHS) {
                flush();
            }
        } else {
            listener.advanced(1);
        }
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        Side.TARGET.telling(() -> target.audit().append(List.copyOf(waiting)));
        listener.advanced(waiting.size());
        waiting.clear();
        paths = 0;
    }
}
