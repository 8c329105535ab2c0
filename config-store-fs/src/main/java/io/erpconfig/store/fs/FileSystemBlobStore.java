package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.CheckedBlobStream;
import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Blobs as files that are named by their SHA-256. */
final class FileSystemBlobStore implements BlobStore {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Disk disk;
    private final Path objects;
    private final Clock clock;
    private final List<ObjectShard> shards;

    FileSystemBlobStore(DataDirectory directory, Clock clock) {
        this.disk = directory.disk();
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

    @Override
    public boolean contains(BlobId id) {
        boolean there = Files.exists(file(id));
        if (!there) {
            disk.requireAbsent(file(id));
        }
        return there;
    }

    @Override
    public byte[] read(BlobId id) {
        byte[] bytes = disk.read(file(id)).orElseThrow(() -> disk.damaged(file(id), "it is missing"));
        if (!Sha256.of(bytes).equals(id.sha256())) {
            throw disk.damaged(file(id), "its bytes are not those of its id");
        }
        return bytes;
    }

    @Override
    public InputStream open(BlobId id) {
        try {
            long size = Files.size(file(id));
            return new CheckedBlobStream(Files.newInputStream(file(id)), size, id);
        } catch (NoSuchFileException e) {
            disk.requireAbsent(file(id));
            throw disk.damaged(file(id), "it is missing");
        } catch (IOException e) {
            throw disk.failed("read", file(id), e);
        }
    }

    @Override
    public void forEach(Consumer<BlobId> each) {
        for (ObjectShard shard : shards) {
            forEach(shard, each);
        }
    }

    private void forEach(ObjectShard shard, Consumer<BlobId> each) {
        disk.forEachName(shard.folder(), name -> {
            if (NAME.matcher(name).matches()) {
                each.accept(new BlobId(Sha256.parse(name)));
            }
        });
    }

    /** A staged blob, where it belongs, and what is there. */
    record Incoming(ObjectShard shard, String name, StagedBlob blob, ObjectShard.Found found) {

        long publish(Instant now) throws IOException {
            return shard.publish(blob.temp(), name, found, now);
        }
    }

    /** Makes temporary files blobs, durably, and they are gone. What is there already is not written again. */
    void commit(Map<BlobId, StagedBlob> staged) {
        disk.changing("write to", objects, () -> {
            IncomingBlobs blobs = take(staged);
            if (!blobs.entries().isEmpty()) {
                disk.journal().write(blobs.entries(), blobs::publish);
            }
            return true;
        });
    }

    /**
     * Takes temporary files in. Blobs that are there already, and large ones, are durable on return; what is small waits
     * for a frame of the journal.
     */
    IncomingBlobs take(Map<BlobId, StagedBlob> staged) throws IOException {
        Instant now = clock.instant();
        List<Incoming> fresh = new ArrayList<>();
        List<Incoming> there = new ArrayList<>();
        long size = 0;
        for (Map.Entry<BlobId, StagedBlob> each : staged.entrySet()) {
            ObjectShard shard = shard(each.getKey());
            String name = each.getKey().hex();
            StagedBlob blob = each.getValue();
            PlainFiles.setTime(blob.temp(), now);
            ObjectShard.Found found = shard.find(blob.temp(), name);
            (found == ObjectShard.Found.SOUND ? there : fresh).add(new Incoming(shard, name, blob, found));
            size += found == ObjectShard.Found.SOUND ? 0 : blob.size();
        }
        if (size > Journal.WORTHWHILE) {
            disk.sync(fresh.stream().map(each -> () -> PlainFiles.syncFile(each.blob.temp())));
            there.addAll(fresh);
            fresh.clear();
        }
        publish(there, now);
        List<JournalEntry> entries = new ArrayList<>();
        for (Incoming each : fresh) {
            entries.add(disk.entry(each.shard.file(each.name), each.blob.bytes()));
        }
        return new IncomingBlobs(entries, fresh, now);
    }

    /**
     * Blobs that become durable with a frame of the journal.
     *
     * @param entries what the frame says of them
     */
    record IncomingBlobs(List<JournalEntry> entries, List<Incoming> blobs, Instant now) {

        static final IncomingBlobs NONE = new IncomingBlobs(List.of(), List.of(), Instant.EPOCH);

        /** Gives them their names, once the frame is durable. */
        void publish() throws IOException {
            for (Incoming each : blobs) {
                each.publish(now);
            }
        }
    }

    /** Gives blobs whose bytes are durable their names, durably, in syncs that overlap. */
    private void publish(List<Incoming> blobs, Instant now) throws IOException {
        Map<ObjectShard, Long> names = new HashMap<>();
        for (Incoming blob : blobs) {
            names.merge(blob.shard, blob.publish(now), Math::max);
        }
        disk.sync(names.entrySet().stream().map(each -> () -> each.getKey().makeDurable(each.getValue())));
    }

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        disk.changing("settle", objects, () -> {
            // So that no frame that is there now brings back what is freed below; what is named later is spared.
            disk.journal().settle();
            return true;
        });
        AtomicLong blobs = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        for (ObjectShard shard : shards) {
            forEach(shard, id -> {
                if (!keep.test(id)) {
                    String name = id.hex();
                    OptionalLong freed = disk.changing(
                            "delete", shard.file(name), () -> shard.free(name, before, disk.journal()::names));
                    if (freed.isPresent()) {
                        blobs.incrementAndGet();
                        bytes.addAndGet(freed.getAsLong());
                    }
                }
            });
        }
        return new Freed(blobs.get(), bytes.get());
    }
}
