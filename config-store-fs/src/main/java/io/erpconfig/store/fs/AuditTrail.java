package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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

    /** Number of entries that are passed over one by one to get to the next event, before the file is searched. */
    private static final int NEAR = 100;

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    private final Disk disk;
    private final Path folder;
    private final Optional<OwnerId> owner;
    private final Lock listing = new ReentrantLock();

    /** Held, shared, by those whose lines go by the journal, and alone by who writes without it or begins a file. */
    private final ReadWriteLock ways = new ReentrantReadWriteLock();

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
        listing.lock();
        try {
            known = files;
            if (known == null) {
                known = new ConcurrentSkipListMap<>();
                for (String name : new TreeSet<>(disk.names(folder))) {
                    if (NAME.matcher(name).matches()) {
                        known.put(name, file(name, known.lastEntry()));
                    }
                }
                files = known;
            }
            return known;
        } finally {
            listing.unlock();
        }
    }

    private AuditFile file(String name, Map.@Nullable Entry<String, AuditFile> before) {
        return new AuditFile(
                disk, folder.resolve(name), Optional.ofNullable(before).map(Map.Entry::getValue));
    }

    private static String name(Instant time) {
        return MONTH.format(time) + ENDING;
    }

    /** Appends entries, in this order; those that go into one file, and well into one step, in one. */
    void append(List<AuditEntry> entries) {
        AuditLines lines = new AuditLines();
        String month = "";
        for (AuditEntry entry : entries) {
            byte[] line = AuditRecords.encode(entry);
            String own = name(entry.at());
            boolean apart = own.compareTo(month) > 0 || lines.length() + line.length > Journal.WORTHWHILE;
            if (apart && lines.length() > 0) {
                append(month, lines);
                lines = new AuditLines();
            }
            month = own.compareTo(month) > 0 ? own : month;
            lines.add(line, entry.event().isPresent());
        }
        if (lines.length() > 0) {
            append(month, lines);
        }
    }

    private void append(String month, AuditLines lines) {
        disk.changing("append to", folder, () -> {
            begin(month);
            boolean small = lines.length() <= Journal.WORTHWHILE;
            Lock way = small ? ways.readLock() : ways.writeLock();
            way.lock();
            try {
                if (small) {
                    disk.journal().write(List.of(), List.of(newest().tail(lines)), () -> {});
                } else {
                    newest().write(lines);
                }
                return true;
            } finally {
                way.unlock();
            }
        });
    }

    /** Makes sure that there is a file for entries up to a time. */
    void begin(Instant time) {
        begin(name(time));
    }

    /** Nothing is on its way to the file before when a new one begins: so numbers are in the files' order. */
    private void begin(String month) {
        if (isBegun(month)) {
            return;
        }
        ways.writeLock().lock();
        try {
            if (!isBegun(month)) {
                disk.makeFolders(folder.getParent(), folder);
                files().put(month, file(month, files().lastEntry()));
            }
        } finally {
            ways.writeLock().unlock();
        }
    }

    private boolean isBegun(String month) {
        Map.Entry<String, AuditFile> newest = files().lastEntry();
        return newest != null && newest.getKey().compareTo(month) >= 0;
    }

    private AuditFile newest() {
        return files().lastEntry().getValue();
    }

    /** Held while lines are written by the journal, from before {@link #tail} until they are written. */
    Lock sharing() {
        return ways.readLock();
    }

    /** Lines for the end of the trail, to be written to the journal. With {@link #sharing} held. */
    JournalTail tail(AuditLines lines) throws IOException {
        return newest().tail(lines);
    }

    Path folder() {
        return folder;
    }

    /** The number of the newest event; 0 if there is none. */
    long latest() {
        return files().isEmpty() ? 0 : newest().events();
    }

    /** See {@link io.erpconfig.core.event.EventLog#read}. */
    List<LoggedEvent> read(long after, int limit) {
        EventPage page = new EventPage(after, limit);
        for (AuditFile file : files().values()) {
            page.read(file);
        }
        return page.events;
    }

    /** Events in their order, until there are enough. */
    private final class EventPage {
        private final int limit;
        private final List<LoggedEvent> events = new ArrayList<>();
        private long next;

        EventPage(long after, int limit) {
            this.next = after + 1;
            this.limit = limit;
        }

        void read(AuditFile file) {
            try {
                long newest = file.events();
                for (long from = 0; events.size() < limit && next <= newest && from < file.end(); ) {
                    from = readFrom(file, file.find(next, from));
                }
                if (events.size() < limit && next <= newest) {
                    throw lost(file, new IllegalArgumentException("its line can't be read"));
                }
            } catch (IOException e) {
                throw disk.failed("read", file.path(), e);
            }
        }

        /** Reads on from a line, not far past entries that are no events. Returns where it has stopped. */
        private long readFrom(AuditFile file, long from) throws IOException {
            long end = file.end();
            long at = from;
            try (LinesForwards lines = new LinesForwards(file.path(), from, end, AuditRecords.MAX_LINE)) {
                int others = 0;
                while (others < NEAR && events.size() < limit) {
                    Optional<byte[]> line = lines.next();
                    if (line.isEmpty()) {
                        return end;
                    }
                    others = take(file, line.get()) ? 0 : others + 1;
                    at += line.get().length;
                }
            }
            return at;
        }

        private boolean take(AuditFile file, byte[] line) {
            AuditEntry entry = Records.decode(line, file.checksumsDue(), AuditTrail.this::decode, e -> lost(file, e));
            if (entry.event().isEmpty()) {
                return false;
            }
            long number = AuditRecords.number(ByteBuffer.wrap(line));
            if (number != next) {
                throw lost(file, new IllegalArgumentException("its line can't be read"));
            }
            events.add(new LoggedEvent(next++, entry));
            return true;
        }

        private ConfigStoreException lost(AuditFile file, RuntimeException why) {
            return disk.damaged(
                    file.path(), new IllegalArgumentException("event " + next + ": " + why.getMessage(), why));
        }
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
                    AuditRecords.requireSound(line.get(), file.checksumsDue());
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
                entries.add(Records.decode(
                        bytes, file.checksumsDue(), AuditTrail.this::decode, e -> damaged(file, lines, e)));
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
        json.optionalNumber("seq");
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
                    entry = Optional.of(Records.decode(
                            line.get(), file.checksumsDue(), this::decode, e -> disk.damaged(file.path(), of, e)));
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
