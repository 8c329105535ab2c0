package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.CheckedBlobStream;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Blobs by their SHA-256: small ones as entries of the {@link EntryTable}, others, and those that an earlier version has
 * left, as files. What is stored again is written again, whatever is there: so damage heals, and when a blob was stored
 * last is said where its bytes are.
 */
final class FileSystemBlobStore implements BlobStore {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /** Number of objects that are deleted with one frame, while nobody stores any. */
    private static final int DELETED_AT_ONCE = 1000;

    private final Disk disk;
    private final EntryTable entries;
    private final Path objects;
    private final Clock clock;
    private final List<ObjectShard> shards;

    /** Held by who takes blobs away from where they are. */
    private final Lock moving = new ReentrantLock();

    FileSystemBlobStore(DataDirectory directory, Clock clock) {
        this.disk = directory.disk();
        this.entries = directory.entries();
        this.objects = directory.objects();
        this.clock = clock;
        this.shards = directory.shards().map(ObjectShard::new).toList();
    }

    private ObjectShard shard(BlobId id) {
        return shards.get((int) (id.sha256().w0() >>> 56));
    }

    private Path file(BlobId id) {
        return shard(id).file(id.hex());
    }

    @Override
    public BlobUpload begin() {
        return new FileSystemBlobUpload(this, disk);
    }

    // ---- reading

    @Override
    public boolean contains(BlobId id) {
        disk.requirePresent(objects);
        try {
            if (Files.exists(file(id)) || entries.contains(EntryKey.object(id))) {
                return true;
            }
        } catch (IOException e) {
            throw disk.failed(file(id), e);
        }
        disk.requireAbsent(file(id));
        return false;
    }

    @Override
    public byte[] read(BlobId id) {
        byte[] bytes = readEntry(id)
                .or(() -> disk.read(file(id)))
                // A file may just have been moved to a pack.
                .or(() -> readEntry(id))
                .orElseThrow(() -> disk.damaged(file(id), "it is missing"));
        if (!Sha256.of(bytes).equals(id.sha256())) {
            throw disk.damaged(file(id), "its bytes are not those of its id");
        }
        return bytes;
    }

    private Optional<byte[]> readEntry(BlobId id) {
        disk.requirePresent(objects);
        try {
            return entries.get(EntryKey.object(id)).map(StoredObject::bytes);
        } catch (IOException e) {
            if (Files.exists(file(id))) {
                return Optional.empty();
            }
            throw disk.failed(file(id), e);
        }
    }

    @Override
    public InputStream open(BlobId id) {
        try {
            Optional<byte[]> entry = readEntry(id);
            if (entry.isEmpty()) {
                try {
                    return openFile(id);
                } catch (NoSuchFileException e) {
                    // It may just have been moved to a pack.
                    entry = readEntry(id);
                }
            }
            byte[] bytes = entry.orElseThrow(() -> disk.damaged(file(id), "it is missing"));
            return new CheckedBlobStream(new ByteArrayInputStream(bytes), bytes.length, id);
        } catch (IOException e) {
            throw disk.failed("read", file(id), e);
        }
    }

    private InputStream openFile(BlobId id) throws IOException {
        long size = Files.size(file(id));
        return new CheckedBlobStream(Files.newInputStream(file(id)), size, id);
    }

    @Override
    public void forEach(Consumer<BlobId> each) {
        disk.requirePresent(objects);
        Map<String, ConfigStoreException> damages = new LinkedHashMap<>();
        // Files first: those of earlier versions are moved to packs meanwhile, and never back.
        for (ObjectShard shard : shards) {
            forEachFile(shard, id -> {
                if (!isEntry(id)) {
                    each.accept(id);
                }
            });
        }
        for (EntryKey.Kind kind : EntryKey.Kind.values()) {
            try {
                List<DamagedPackException> found = entries.forEach(EntryKey.all(kind), entry -> {
                    if (kind == EntryKey.Kind.OBJECT) {
                        each.accept(entry.key().blob());
                    }
                    return true;
                });
                found.forEach(damage -> damages.putIfAbsent(damage.getMessage(), disk.failed(objects, damage)));
            } catch (IOException e) {
                throw disk.failed("read", objects, e);
            }
        }
        RecordFolder.throwAll(List.copyOf(damages.values()));
    }

    private boolean isEntry(BlobId id) {
        try {
            return entries.contains(EntryKey.object(id));
        } catch (IOException e) {
            return false;
        }
    }

    private void forEachFile(ObjectShard shard, Consumer<BlobId> each) {
        disk.forEachName(shard.folder(), name -> {
            if (NAME.matcher(name).matches()) {
                each.accept(new BlobId(Sha256.parse(name)));
            }
        });
    }

    // ---- storing

    /** Makes what is staged blobs, durably. */
    void commit(Map<BlobId, StagedBlob> staged) {
        disk.changing("write to", objects, () -> {
            IncomingBlobs blobs = take(staged);
            Lock storing = entries.storing();
            storing.lock();
            try {
                if (!blobs.entries().isEmpty()) {
                    disk.journal().write(blobs.entries(), () -> {});
                }
                return true;
            } finally {
                storing.unlock();
            }
        });
    }

    /**
     * Takes in what is staged. Large blobs, each a file, and many small ones, in a pack of their own, are durable on return;
     * a few small ones wait for a frame of the journal.
     */
    IncomingBlobs take(Map<BlobId, StagedBlob> staged) throws IOException {
        Instant now = clock.instant();
        List<Incoming> large = new ArrayList<>();
        Map<BlobId, StagedBlob> small = new HashMap<>();
        List<BlobId> order = new ArrayList<>();
        long size = 0;
        for (Map.Entry<BlobId, StagedBlob> each : staged.entrySet()) {
            if (each.getValue().size() > Journal.WORTHWHILE && each.getValue() instanceof StagedBlob.InFile file) {
                large.add(incoming(each.getKey(), file, now));
            } else {
                small.put(each.getKey(), each.getValue());
                order.add(each.getKey());
                size += each.getValue().size();
            }
        }
        storeFiles(large, now);
        if (size > Journal.WORTHWHILE) {
            storePack(order, small, now);
            return IncomingBlobs.NONE;
        }
        List<JournalEntry.Keyed> frame = new ArrayList<>();
        for (BlobId id : order) {
            frame.add(JournalEntry.Keyed.value(
                    EntryKey.object(id), StoredObject.encode(now, small.get(id).bytes())));
        }
        return new IncomingBlobs(frame);
    }

    /**
     * Blobs that become durable with a frame of the journal.
     *
     * @param entries what the frame says of them
     */
    record IncomingBlobs(List<JournalEntry.Keyed> entries) {

        static final IncomingBlobs NONE = new IncomingBlobs(List.of());
    }

    private void storePack(List<BlobId> order, Map<BlobId, StagedBlob> blobs, Instant now) throws IOException {
        Path pack = entries.write(out -> {
            PackedValues values = new PackedValues(out);
            for (BlobId id : order) {
                values.add(
                        EntryKey.object(id),
                        StoredObject.encode(now, blobs.get(id).bytes()));
            }
            values.finish();
        });
        Lock storing = entries.storing();
        storing.lock();
        try {
            disk.journal().add(pack);
        } finally {
            storing.unlock();
        }
    }

    /** A staged blob that becomes a file, where it belongs, and what is there. */
    private record Incoming(ObjectShard shard, String name, Path temp, ObjectShard.Found found) {

        long publish(Instant now) throws IOException {
            return shard.publish(temp, name, found, now);
        }
    }

    private Incoming incoming(BlobId id, StagedBlob.InFile file, Instant now) throws IOException {
        PlainFiles.setTime(file.temp(), now);
        ObjectShard shard = shard(id);
        return new Incoming(shard, id.hex(), file.temp(), shard.find(file.temp(), id.hex()));
    }

    /** Makes temporary files blobs, durably, in syncs that overlap. What is there already is not written again. */
    private void storeFiles(List<Incoming> blobs, Instant now) throws IOException {
        disk.sync(blobs.stream()
                .filter(each -> each.found != ObjectShard.Found.SOUND)
                .<Syncs.Task>map(each -> () -> PlainFiles.syncFile(each.temp)));
        Map<ObjectShard, Long> names = new HashMap<>();
        for (Incoming blob : blobs) {
            names.merge(blob.shard, blob.publish(now), Math::max);
        }
        disk.sync(names.entrySet().stream().map(each -> () -> each.getKey().makeDurable(each.getValue())));
    }

    // ---- freeing

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        moving.lock();
        try {
            Freed freed = new Sweeping(keep, before).run();
            if (freed.blobs() > 0) {
                // What was deleted is in a pack now, and counts when it is decided whether to merge them.
                disk.changing("checkpoint", objects, () -> disk.journal().checkpoint());
            }
            disk.journal().mergeLater();
            return freed;
        } finally {
            moving.unlock();
        }
    }

    private final class Sweeping {
        private final Predicate<BlobId> keep;
        private final Instant before;

        /** What is in this frame or a later one was stored since the sweep began. */
        private final long since;

        private final List<JournalEntry.Keyed> dead = new ArrayList<>();
        private long blobs;
        private long bytes;

        Sweeping(Predicate<BlobId> keep, Instant before) {
            this.keep = keep;
            this.before = before;
            this.since =
                    disk.changing("checkpoint", objects, () -> disk.journal().checkpoint());
        }

        Freed run() {
            List<DamagedPackException> damages;
            try {
                damages = entries.withoutMerging(() -> {
                    List<DamagedPackException> found = entries.forEach(EntryKey.all(EntryKey.Kind.OBJECT), this::sweep);
                    // As before: a merge would hide what has been stored again since.
                    free();
                    return found;
                });
            } catch (IOException e) {
                throw disk.failed("sweep", objects, e);
            }
            for (ObjectShard shard : shards) {
                forEachFile(shard, id -> {
                    if (!keep.test(id)) {
                        String name = id.hex();
                        OptionalLong freed = disk.changing("delete", shard.file(name), () -> shard.free(name, before));
                        freed.ifPresent(this::freed);
                    }
                });
            }
            RecordFolder.throwAll(
                    damages.stream().map(damage -> disk.failed(objects, damage)).toList());
            return new Freed(blobs, bytes);
        }

        private boolean sweep(Entry entry) throws IOException {
            if (!keep.test(entry.key().blob()) && isOld(entry)) {
                dead.add(JournalEntry.Keyed.deletion(entry.key(), entry.length()));
                if (dead.size() == DELETED_AT_ONCE) {
                    free();
                }
            }
            return true;
        }

        /** What can't be read is named by who verifies the store, and stays. */
        private boolean isOld(Entry entry) throws IOException {
            try {
                return StoredObject.time(entry.value()).isBefore(before);
            } catch (DamagedPackException e) {
                return false;
            }
        }

        private void free() throws IOException {
            disk.changing("delete", objects, () -> {
                Lock deleting = entries.deleting();
                deleting.lock();
                try {
                    List<JournalEntry.Keyed> still = new ArrayList<>();
                    for (JournalEntry.Keyed each : dead) {
                        if (!entries.isSince(each.key(), since)) {
                            still.add(each);
                        }
                    }
                    if (!still.isEmpty()) {
                        disk.journal().write(still, () -> {});
                    }
                    still.forEach(each -> freed(each.valueLength() - StoredObject.HEADER));
                    return true;
                } finally {
                    deleting.unlock();
                    dead.clear();
                }
            });
        }

        private void freed(long size) {
            blobs++;
            bytes += size;
        }
    }

    // ---- upgrading

    /** Moves files that are small enough into packs. */
    void moveFiles(EntryMove move) {
        for (ObjectShard shard : shards) {
            moving.lock();
            try {
                forEachFile(shard, id -> moveFile(id, move));
                move.flush();
            } finally {
                moving.unlock();
            }
        }
    }

    private void moveFile(BlobId id, EntryMove move) {
        Path file = file(id);
        try {
            if (Files.size(file) <= Journal.WORTHWHILE) {
                byte[] bytes = Files.readAllBytes(file);
                if (isEntry(id)) {
                    move.delete(file);
                } else if (Sha256.of(bytes).equals(id.sha256())) {
                    move.add(
                            file,
                            List.of(JournalEntry.Keyed.value(
                                    EntryKey.object(id),
                                    StoredObject.encode(
                                            Files.getLastModifiedTime(file).toInstant(), bytes))));
                }
            }
        } catch (NoSuchFileException e) {
            // It has been freed.
        } catch (IOException e) {
            throw disk.failed("read", file, e);
        }
    }
}
