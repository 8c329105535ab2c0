package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.CheckedBlobStream;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Blobs as files of a GridFS bucket, found by their SHA-256 in {@code filename}; any tool that knows GridFS can read them.
 *
 * <p>The files are not written by the driver's own GridFS, which has to know a file's name before its bytes, takes two
 * round trips for each, and makes each visible by itself. Here the chunks of a whole commit go first and their files'
 * documents after them, so a commit of any number of small blobs takes as many round trips as one of a single one.
 *
 * <p>A file's {@code _id} is a new one for each copy and never a digest: chunks belong to an {@code _id}, so a caller
 * that gave up an upload would else delete the chunks of another one of the same bytes. Hence there may be several
 * copies of a blob: where two are stored at once, and of few bytes, of which it is not asked whether they are there.
 * All read the newest; the sweep deletes the others.
 */
final class GridFsBlobStore implements BlobStore {

    /** The size of GridFS chunks, in bytes: the default of all drivers. */
    static final int CHUNK_BYTES = 255 * 1024;

    /** Number of bytes that are stored again without asking whether they exist: mostly those of an edit. */
    private static final int UNASKED_BYTES = 64 << 10;

    /** Number of blobs in one query. */
    static final int BATCH = 500;

    /** Number of documents that are written or deleted in one round trip. */
    private static final int TOGETHER = 5_000;

    private static final InsertManyOptions IN_ANY_ORDER = new InsertManyOptions().ordered(false);

    /** Age of an upload up to which no sweep has taken its chunks for abandoned ones. */
    private static final Duration SURELY_THERE = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> files;
    private final MongoCollection<Document> chunks;

    GridFsBlobStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.files = database.collection(Schema.FILES);
        this.chunks = database.collection(Schema.CHUNKS);
    }

    /** A copy of a blob, as its file's document tells. */
    record Copy(ObjectId id, String name, long length, Instant at) {

        static final Comparator<Copy> NEWEST_FIRST =
                Comparator.comparing(Copy::at).thenComparing(Copy::id).reversed();

        static Copy of(Document file) {
            return Fields.decode(
                    Schema.FILES,
                    file,
                    fields -> new Copy(
                            (ObjectId) file.get("_id"),
                            fields.text("filename"),
                            fields.number("length"),
                            fields.time("uploadDate")));
        }
    }

    /** An id of now, by the store's clock: the sweep tells the age of chunks by it. */
    ObjectId newId() {
        return new ObjectId(Date.from(clock.instant()));
    }

    @Override
    public BlobUpload begin() {
        return new GridFsBlobUpload(this);
    }

    void writeChunk(ObjectId file, int number, byte[] bytes) {
        database.run("write to", () -> chunks.insertOne(chunk(file, number, bytes)));
    }

    /** Writes the chunks of files that have one each. */
    void writeSmall(Map<ObjectId, byte[]> contents) {
        List<Document> all = new ArrayList<>();
        contents.forEach((file, bytes) -> all.add(chunk(file, 0, bytes)));
        insert(chunks, all);
    }

    private void insert(MongoCollection<Document> collection, List<Document> documents) {
        inParts(documents, some -> database.run("write to", () -> collection.insertMany(some, IN_ANY_ORDER)));
    }

    /** Goes through a list in parts, each of which a server is done with in time. */
    private static <T> void inParts(List<T> all, Consumer<List<T>> each) {
        for (int from = 0; from < all.size(); from += TOGETHER) {
            each.accept(all.subList(from, Math.min(from + TOGETHER, all.size())));
        }
    }

    /** The first chunk of a file has its id, so that a small blob's bytes are found by the key that every server has. */
    private Document chunk(ObjectId file, int number, byte[] bytes) {
        return new Document("_id", number == 0 ? file : newId())
                .append("files_id", file)
                .append("n", number)
                .append("data", new Binary(bytes));
    }

    void deleteChunks(List<ObjectId> ofFiles) {
        inParts(ofFiles, some -> database.run("delete from", () -> chunks.deleteMany(in("files_id", some))));
    }

    /**
     * Makes blobs readable.
     *
     * @return the files whose chunks nobody needs, as the blobs are there already
     */
    List<ObjectId> commit(Map<BlobId, StagedBlob> staged) {
        Set<BlobId> there = isSoonerStored(staged.values()) ? Set.of() : storedAgain(staged);
        List<Document> newChunks = new ArrayList<>();
        List<Document> newFiles = new ArrayList<>();
        Map<BlobId, StagedBlob.Written> written = new LinkedHashMap<>();
        List<ObjectId> spare = new ArrayList<>();
        Date now = Date.from(clock.instant());
        staged.forEach((id, blob) -> {
            ObjectId file = blob instanceof StagedBlob.Written before ? before.file() : newId();
            if (there.contains(id)) {
                if (blob instanceof StagedBlob.Written) {
                    spare.add(file);
                }
                return;
            }
            if (blob instanceof StagedBlob.Written before) {
                written.put(id, before);
            } else if (blob.length() > 0) {
                newChunks.add(chunk(file, 0, ((StagedBlob.Kept) blob).bytes()));
            }
            newFiles.add(new Document("_id", file)
                    .append("length", blob.length())
                    .append("chunkSize", CHUNK_BYTES)
                    .append("uploadDate", now)
                    .append("filename", id.hex()));
        });
        written.forEach(this::checkThere);
        insert(chunks, newChunks);
        insert(files, newFiles);
        return spare;
    }

    private static boolean isSoonerStored(Collection<StagedBlob> staged) {
        return staged.stream().allMatch(StagedBlob.Kept.class::isInstance)
                && staged.stream().mapToLong(StagedBlob::length).sum() <= UNASKED_BYTES;
    }

    /**
     * The chunks of an upload that took long may have been swept, or be about to be: then it fails, instead of making a
     * file without them. As with blobs that are there, it says first that they are needed.
     */
    private void checkThere(BlobId id, StagedBlob.Written blob) {
        Instant begun = blob.file().getDate().toInstant();
        if (begun.plus(SURELY_THERE).isAfter(clock.instant())) {
            return;
        }
        renew(Map.of(blob.file(), id.hex()));
        boolean condemned = database.exists(database.collection(Schema.CONDEMNED), eq("file", blob.file()));
        long expected = (blob.length() + CHUNK_BYTES - 1) / CHUNK_BYTES;
        long found = database.call("read", () -> chunks.countDocuments(eq("files_id", blob.file())));
        if (condemned || found != expected) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED,
                    "an upload to database " + database.address() + " took longer than a sweep waits; begin it again");
        }
    }

    private Set<BlobId> storedAgain(Map<BlobId, StagedBlob> staged) {
        Set<BlobId> there = new HashSet<>();
        List<BlobId> ids = List.copyOf(staged.keySet());
        for (int from = 0; from < ids.size(); from += BATCH) {
            there.addAll(storedAgain(ids.subList(from, Math.min(from + BATCH, ids.size())), staged));
        }
        return there;
    }

    /**
     * Finds the blobs that exist and stay although a sweep may be under way. The sweep says what it is about to delete
     * before it looks what was stored again; this says what is stored again before it looks what is about to be
     * deleted. So at least one of them knows of the other, however long either of them pauses in between: what each of
     * them has said is kept as long as the files that it is about.
     */
    private Set<BlobId> storedAgain(List<BlobId> ids, Map<BlobId, StagedBlob> staged) {
        Set<BlobId> there = find(ids, staged);
        if (there.isEmpty()) {
            return there;
        }
        List<String> names = there.stream().map(BlobId::hex).toList();
        renew(names.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
        Set<String> condemned = new HashSet<>();
        database.run(
                "read",
                () -> database.collection(Schema.CONDEMNED)
                        .find(in("filename", names))
                        .forEach(each -> condemned.add(each.getString("filename"))));
        Set<BlobId> still = find(List.copyOf(there), staged);
        still.removeIf(id -> condemned.contains(id.hex()));
        return still;
    }

    /** @param named by the id of the renewal, which is a blob's name, or the id of an upload that has no file yet */
    private void renew(Map<?, String> named) {
        Date now = Date.from(clock.instant());
        List<UpdateOneModel<Document>> renewals = new ArrayList<>();
        named.forEach((id, name) -> renewals.add(new UpdateOneModel<>(
                eq("_id", id),
                Updates.combine(Updates.max("at", now), Updates.setOnInsert("filename", name)),
                new UpdateOptions().upsert(true))));
        database.run("write to", () -> {
            try {
                database.collection(Schema.RENEWALS).bulkWrite(renewals, new BulkWriteOptions().ordered(false));
            } catch (MongoBulkWriteException e) {
                // Who else renewed one at the same time has done it for both.
                if (!UniqueInsert.areDuplicateKeys(e)) {
                    throw e;
                }
            }
        });
    }

    private Set<BlobId> find(List<BlobId> ids, Map<BlobId, StagedBlob> staged) {
        Set<BlobId> found = new HashSet<>();
        List<String> names = ids.stream().map(BlobId::hex).toList();
        database.run(
                "read",
                () -> files.find(in("filename", names)).forEach(file -> {
                    Copy copy = Copy.of(file);
                    BlobId id = new BlobId(Sha256.parse(copy.name()));
                    StagedBlob blob = staged.get(id);
                    if (blob != null && blob.length() == copy.length()) {
                        found.add(id);
                    }
                }));
        return found;
    }

    @Override
    public boolean contains(BlobId id) {
        return database.call(
                "read",
                () -> files.find(eq("filename", id.hex()))
                                .projection(include("_id"))
                                .first()
                        != null);
    }

    private List<Copy> copies(BlobId id) {
        return database.call("read", () -> {
            List<Copy> copies = new ArrayList<>();
            files.find(eq("filename", id.hex())).forEach(file -> copies.add(Copy.of(file)));
            copies.sort(Copy.NEWEST_FIRST);
            return copies;
        });
    }

    @Override
    public byte[] read(BlobId id) {
        // Once more, for a copy that was spare and has been swept in between.
        return readAny(id, copies(id)).or(() -> readAny(id, copies(id))).orElseThrow(() -> damaged(id));
    }

    private Optional<byte[]> readAny(BlobId id, List<Copy> copies) {
        for (Copy copy : copies) {
            byte[] bytes = database.call("read", () -> bytes(copy));
            if (Sha256.of(bytes).equals(id.sha256())) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }

    private byte[] bytes(Copy copy) {
        if (copy.length() <= CHUNK_BYTES) {
            Document first = chunks.find(eq("_id", copy.id())).first();
            if (first != null && copy.id().equals(first.get("files_id"))) {
                return data(first);
            }
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (MongoCursor<Document> found = inOrder(copy)) {
            found.forEachRemaining(chunk -> all.writeBytes(data(chunk)));
        }
        return all.toByteArray();
    }

    private static byte[] data(Document chunk) {
        return Fields.decode(Schema.CHUNKS, chunk, fields -> ((Binary) chunk.get("data")).getData());
    }

    private MongoCursor<Document> inOrder(Copy copy) {
        return chunks.find(eq("files_id", copy.id()))
                .sort(Sorts.ascending("n"))
                .batchSize(ChunkStream.AHEAD)
                .iterator();
    }

    private ConfigStoreException damaged(BlobId id) {
        return new ConfigStoreException(
                ErrorCode.STORAGE_DAMAGED,
                "object " + id + " of database " + database.address() + " is missing, or its bytes are not those of its"
                        + " id");
    }

    @Override
    public InputStream open(BlobId id) {
        List<Copy> copies = copies(id);
        if (copies.isEmpty()) {
            throw damaged(id);
        }
        Copy newest = copies.get(0);
        if (newest.length() <= CHUNK_BYTES) {
            return new ByteArrayInputStream(read(id));
        }
        try {
            InputStream chunked = new ChunkStream(
                    database, database.call("read", () -> inOrder(newest)), newest.length(), GridFsBlobStore::data);
            return new CheckedBlobStream(chunked, newest.length(), id);
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void forEach(Consumer<BlobId> each) {
        new GridFsSweep(database, clock).forEachBlob(copies -> each.accept(GridFsSweep.id(copies.get(0))));
    }

    @Override
    public Freed sweep(Predicate<BlobId> keep, Instant before) {
        return new GridFsSweep(database, clock).run(keep, before);
    }
}
