package io.erpconfig.core.memory;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A list of all entries. */
final class InMemoryAuditLog implements AuditLog {

    private final List<AuditEntry> entries = new ArrayList<>();

    @Override
    public void append(AuditEntry entry) {
        synchronized (entries) {
            entries.add(entry);
        }
    }

    @Override
    public List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit) {
        List<AuditEntry> newestFirst = since(since);
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .filter(entry -> entry.owner().equals(Optional.of(owner)))
                .skip(skip)
                .limit(limit)
                .toList();
    }

    @Override
    public void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each) {
        since(since).stream()
                .filter(entry -> entry.owner().equals(Optional.of(owner)))
                .forEach(each);
    }

    @Override
    public void forEach(Instant since, Consumer<AuditEntry> each) {
        since(since).forEach(each);
    }

    private List<AuditEntry> since(Instant since) {
        synchronized (entries) {
            List<AuditEntry> found = new ArrayList<>(entries);
            found.removeIf(entry -> entry.at().isBefore(since));
            return found;
        }
    }
}
