package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.OwnerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail of an owner, or of nobody: a folder with a file for each month. An entry goes into the file of its
 * month or, should the clock have been put back, into the newest one, so that what is read in the files' order is in the
 * order in which it was appended.
 */
final class AuditTrail {

    private static final String ENDING = ".jsonl";
    private static final Pattern NAME = Pattern.compile("[0-9]{4}-[0-9]{2}\\.jsonl");
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    private final Disk disk;
    private final Path folder;
    private final Optional<OwnerId> owner;
    private final Lock adding = new ReentrantLock();

    /** By their names. Null as long as nobody has asked. */
    private volatile @Nullable NavigableMap<String, AuditFile> files;

    AuditTrail(Disk disk, Path folder, Optional<OwnerId> owner) {
        this.disk = disk;
        this.folder = folder;
        this.owner = owner;
    }

    private NavigableMap<String, AuditFile> files() {
        NavigableMap<String, AuditFile> known = files;
        if (known != null) {
            return known;
        }
        adding.lock();
        try {
            known = files;
            if (known == null) {
                known = new ConcurrentSkipListMap<>();
                for (String name : disk.names(folder)) {
                    if (NAME.matcher(name).matches()) {
                        known.put(name, new AuditFile(disk, folder.resolve(name)));
                    }
                }
                files = known;
            }
            return known;
        } finally {
            adding.unlock();
        }
    }

    private static String name(Instant time) {
        return MONTH.format(time) + ENDING;
    }

    /** Appends entries, in this order; those that go into one file, and well into one step, in one. */
    void append(List<AuditEntry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Optional<AuditFile> into = Optional.empty();
        for (AuditEntry entry : entries) {
            byte[] line = AuditRecords.encode(entry);
            Optional<AuditFile> file = Optional.of(fileFor(entry));
            if (!file.equals(into) || lines.size() + line.length > Journal.WORTHWHILE) {
                write(lines, into);
                into = file;
            }
            lines.writeBytes(line);
        }
        write(lines, into);
    }

    private static void write(ByteArrayOutputStream lines, Optional<AuditFile> into) {
        into.ifPresent(file -> file.append(lines.toByteArray()));
        lines.reset();
    }

    /** The file that an entry goes into next. */
    AuditFile fileFor(AuditEntry entry) {
        return fileFor(name(entry.at()));
    }

    private AuditFile fileFor(String name) {
        // The directory's lock before this one's, as a commit has them.
        return newest(name)
                .orElseGet(() -> disk.changing("write", folder, () -> {
                    adding.lock();
                    try {
                        return newest(name).orElseGet(() -> add(name));
                    } finally {
                        adding.unlock();
                    }
                }));
    }

    private Optional<AuditFile> newest(String orLater) {
        return Optional.ofNullable(files().lastEntry())
                .filter(newest -> newest.getKey().compareTo(orLater) >= 0)
                .map(Map.Entry::getValue);
    }

    private AuditFile add(String name) {
        disk.makeFolders(folder.getParent(), folder);
        AuditFile file = new AuditFile(disk, folder.resolve(name));
        files().put(name, file);
        return file;
    }

    /** See {@link io.erpconfig.core.audit.AuditLog#read}. */
    List<AuditEntry> read(Instant since, long skip, int limit) {
        Page page = new Page(since, skip, limit);
        for (AuditFile file : files().tailMap(name(since), true).descendingMap().values()) {
            page.read(file);
        }
        return page.entries;
    }

    /** Entries, the newest first, until there are enough. */
    private final class Page {
        private final byte[] since;
        private final int limit;
        private final List<AuditEntry> entries = new ArrayList<>();
        private long skip;

        Page(Instant since, long skip, int limit) {
            this.since = AuditRecords.since(since);
            this.skip = skip;
            this.limit = limit;
        }

        void read(AuditFile file) {
            long end = entries.size() < limit ? file.end() : 0;
            if (end > 0) {
                try (LinesBackwards lines = new LinesBackwards(file.path(), end, AuditRecords.MAX_LINE)) {
                    read(file, lines);
                } catch (IOException e) {
                    throw disk.failed("read", file.path(), e);
                }
            }
        }

        private void read(AuditFile file, LinesBackwards lines) throws IOException {
            try {
                while (entries.size() < limit) {
                    Optional<ByteBuffer> line = lines.next();
                    if (line.isEmpty()) {
                        return;
                    }
                    if (AuditRecords.isSince(line.get(), since)) {
                        take(file, lines, line.get());
                    }
                }
            } catch (IllegalArgumentException e) {
                throw damaged(file, lines, e);
            }
        }

        private void take(AuditFile file, LinesBackwards lines, ByteBuffer line) {
            if (skip > 0) {
                skip--;
            } else {
                byte[] bytes = new byte[line.remaining()];
                line.get(bytes);
                entries.add(Records.decode(bytes, AuditTrail.this::decode, e -> damaged(file, lines, e)));
            }
        }

        private ConfigStoreException damaged(AuditFile file, LinesBackwards lines, RuntimeException why) {
            try {
                return disk.damaged(file.path(), lines.linesBefore() + 1, why);
            } catch (IOException e) {
                return disk.failed("read", file.path(), e);
            }
        }
    }

    private AuditEntry decode(JsonRecord json) {
        AuditEntry entry = AuditRecords.decode(json);
        if (!entry.owner().equals(owner)) {
            throw new IllegalArgumentException("it is another owner's");
        }
        return entry;
    }

    /**
     * Calls back for every entry since a time, in their order.
     *
     * @param damages gets one error for each file that has damaged lines
     */
    void forEach(Instant since, Consumer<AuditEntry> each, Consumer<ConfigStoreException> damages) {
        for (AuditFile file : files().tailMap(name(since), true).values()) {
            try {
                forEach(file, since, each).ifPresent(damages);
            } catch (IOException e) {
                damages.accept(disk.failed("read", file.path(), e));
            }
        }
    }

    /** Returns the error for the first damaged line. */
    private Optional<ConfigStoreException> forEach(AuditFile file, Instant since, Consumer<AuditEntry> each)
            throws IOException {
        long end = file.end();
        if (end == 0) {
            return Optional.empty();
        }
        List<ConfigStoreException> damages = new ArrayList<>(1);
        try (LinesForwards lines = new LinesForwards(file.path(), end, AuditRecords.MAX_LINE)) {
            long number = 1;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                Optional<AuditEntry> entry = Optional.empty();
                try {
                    long of = number;
                    entry = Optional.of(
                            Records.decode(line.get(), this::decode, e -> disk.damaged(file.path(), of, e)));
                } catch (ConfigStoreException e) {
                    if (damages.isEmpty()) {
                        damages.add(e);
                    }
                }
                entry.filter(found -> !found.at().isBefore(since)).ifPresent(each);
                number++;
            }
        }
        return damages.stream().findFirst();
    }
}
