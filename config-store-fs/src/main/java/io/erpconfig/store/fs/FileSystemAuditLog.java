package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Audit trails as files, a folder for each. Nothing of them is kept in memory but where they end. */
final class FileSystemAuditLog implements AuditLog, EventLog {

    /** The folder of entries without an owner: no owner's name begins so. */
    private static final String NOBODY = ".none";

    private final Disk disk;
    private final Path folder;
    private final Map<Optional<OwnerId>, AuditTrail> trails = new ConcurrentHashMap<>();

    FileSystemAuditLog(DataDirectory directory) {
        this.disk = directory.disk();
        this.folder = directory.audit();
    }

    private AuditTrail trail(Optional<OwnerId> owner) {
        return trails.computeIfAbsent(owner, of -> {
            String name = of.map(OwnerId::value).map(FileName::encode).orElse(NOBODY);
            return new AuditTrail(disk, folder.resolve(name), of);
        });
    }

    /** The trail that an entry belongs to. */
    AuditTrail trailOf(AuditEntry entry) {
        return trail(entry.owner());
    }

    @Override
    public List<LoggedEvent> read(OwnerId owner, long after, int limit) {
        return trail(Optional.of(owner)).read(after, limit);
    }

    @Override
    public long latest(OwnerId owner) {
        return trail(Optional.of(owner)).latest();
    }

    @Override
    public void append(AuditEntry entry) {
        trail(entry.owner()).append(List.of(entry));
    }

    @Override
    public void append(List<AuditEntry> entries) {
        Map<Optional<OwnerId>, List<AuditEntry>> ofEach = new LinkedHashMap<>();
        entries.forEach(entry -> ofEach.computeIfAbsent(entry.owner(), owner -> new ArrayList<>())
                .add(entry));
        ofEach.forEach((owner, own) -> trail(owner).append(own));
    }

    @Override
    public List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit) {
        return since.isAfter(AuditEntry.LATEST)
                ? List.of()
                : trail(Optional.of(owner)).read(notBeforeFirst(since), skip, limit);
    }

    @Override
    public void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each) {
        forEach(List.of(Optional.of(owner)), since, each);
    }

    @Override
    public void forEach(Instant since, Consumer<AuditEntry> each) {
        List<Optional<OwnerId>> owners = new ArrayList<>();
        disk.names(folder).forEach(name -> owner(name).ifPresent(owners::add));
        forEach(owners, since, each);
    }

    private void forEach(List<Optional<OwnerId>> owners, Instant since, Consumer<AuditEntry> each) {
        if (since.isAfter(AuditEntry.LATEST)) {
            return;
        }
        List<ConfigStoreException> damages = new ArrayList<>();
        owners.forEach(owner -> trail(owner).forEach(notBeforeFirst(since), each, damages::add));
        RecordFolder.throwAll(damages);
    }

    private static Instant notBeforeFirst(Instant since) {
        return since.isBefore(AuditEntry.EARLIEST) ? AuditEntry.EARLIEST : since;
    }

    /** Whose trail a folder is; nothing if it is none. */
    private static Optional<Optional<OwnerId>> owner(String folder) {
        if (folder.equals(NOBODY)) {
            return Optional.of(Optional.empty());
        }
        try {
            return FileName.decode(folder).map(OwnerId::new).map(Optional::of);
        } catch (ConfigStoreException e) {
            return Optional.empty();
        }
    }
}
