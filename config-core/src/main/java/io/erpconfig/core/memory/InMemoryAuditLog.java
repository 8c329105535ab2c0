package io.erpconfig.core.memory;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** A list of all entries, and one of each owner's events. */
final class InMemoryAuditLog implements AuditLog, EventLog {

    private final List<AuditEntry> entries = new ArrayList<>();
    private final Map<OwnerId, List<AuditEntry>> events = new HashMap<>();

    @Override
    public void append(AuditEntry entry) {
        synchronized (entries) {
            entries.add(entry);
            if (entry.event().isPresent()) {
                events.computeIfAbsent(entry.owner().orElseThrow(), owner -> new ArrayList<>())
                        .add(entry);
            }
        }
    }

    @Override
    public List<LoggedEvent> read(OwnerId owner, long after, int limit) {
        synchronized (entries) {
            List<AuditEntry> all = events.getOrDefault(owner, List.of());
            return LongStream.range(after, Math.min(all.size(), after + limit))
                    .mapToObj(before -> new LoggedEvent(before + 1, all.get((int) before)))
                    .toList();
        }
    }

    @Override
    public long latest(OwnerId owner) {
        synchronized (entries) {
            return events.getOrDefault(owner, List.of()).size();
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
