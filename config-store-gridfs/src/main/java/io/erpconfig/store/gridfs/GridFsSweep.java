package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.excludeId;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Sorts;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore.Freed;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.store.gridfs.GridFsBlobStore.Copy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Deletes files that nothing refers to, spare copies of others, and chunks that have no file, beside any number of
 * writers; see {@link io.erpconfig.core.content.BlobStore#sweep}. Files in the bucket that are named otherwise than by a
 * SHA-256 are nobody's business here.
 */
final class GridFsSweep {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /** Time after which the intentions of a sweep that died are forgotten. */
    private static final Duration CONDEMNED_FOR = Duration.ofDays(1);

    /**
     * Number of documents that are fetched together. Without a bound a server sends up to 16 MiB of them, and forgets the
     * rest if it isn't asked for more within ten minutes, which is soon where each object is read meanwhile.
     */
    private static final int AT_ONCE = 1000;

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> files;
    private final MongoCollection<Document> chunks;
    private final List<Copy> doomed = new ArrayList<>();
    private long blobs;
    private long bytes;

    GridFsSweep(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.files = database.collection(Schema.FILES);
        this.chunks = database.collection(Schema.CHUNKS);
    }

    static BlobId id(Copy copy) {
        return new BlobId(Sha256.parse(copy.name()));
    }

    /** Calls back with all copies of each blob, the oldest first. */
    void forEachBlob(Consumer<List<Copy>> each) {
        List<Copy> copies = new ArrayList<>();
        // The cursor's calls, not what is done with what they found, are the database's.
        try (MongoCursor<Document> found = database.call(
                "read",
                () -> files.find()
                        .sort(Sorts.ascending("filename", "uploadDate"))
                        .batchSize(AT_ONCE)
                        .iterator())) {
            while (database.call("read", found::hasNext)) {
                Document file = database.call("read", found::next);
                if (file.get("filename") instanceof String name
                        && NAME.matcher(name).matches()) {
                    Copy copy = Copy.of(file);
                    if (!copies.isEmpty() && !copies.get(0).name().equals(copy.name())) {
                        give(copies, each);
                    }
                    copies.add(copy);
                }
            }
        }
        if (!copies.isEmpty()) {
            give(copies, each);
        }
    }

    private static void give(List<Copy> copies, Consumer<List<Copy>> each) {
        copies.sort(Copy.OLDEST_FIRST);
        each.accept(List.copyOf(copies));
        copies.clear();
    }

    Freed run(Predicate<BlobId> keep, Instant before) {
        // Times are stored in whole milliseconds: what was stored within this one is spared.
        Instant limit = before.truncatedTo(ChronoUnit.MILLIS);
        forEachBlob(copies -> {
            boolean kept = keep.test(id(copies.get(0))) || !isOld(copies.get(copies.size() - 1), limit);
            List<Copy> old = copies.subList(kept ? 1 : 0, copies.size()).stream()
                    .filter(copy -> isOld(copy, limit))
                    .toList();
            if (kept) {
                delete(old.stream().map(Copy::id).toList());
            } else {
                doomed.addAll(old);
            }
            if (doomed.size() >= GridFsBlobStore.BATCH) {
                free(limit);
            }
        });
        free(limit);
        deleteLeftChunks(limit);
        Date forgotten = Date.from(limit.minus(CONDEMNED_FOR));
        database.run("delete from", () -> {
            database.collection(Schema.RENEWALS).deleteMany(lt("at", Date.from(limit)));
            database.collection(Schema.CLAIMS).deleteMany(lt("at", Date.from(limit)));
            database.collection(Schema.CONDEMNED).deleteMany(lt("at", forgotten));
        });
        return new Freed(blobs, bytes);
    }

    private static boolean isOld(Copy copy, Instant limit) {
        return copy.at().isBefore(limit);
    }

    /** Frees what is doomed, unless it was stored again; see {@link GridFsBlobStore}. */
    private void free(Instant limit) {
        if (doomed.isEmpty()) {
            return;
        }
        Date now = Date.from(clock.instant());
        Set<String> names = new HashSet<>();
        doomed.forEach(copy -> names.add(copy.name()));
        List<Document> marks = names.stream()
                .map(name -> new Document("_id", new ObjectId())
                        .append("filename", name)
                        .append("at", now))
                .toList();
        database.run("write to", () -> database.collection(Schema.CONDEMNED).insertMany(marks));
        database.run(
                "read",
                () -> database.collection(Schema.RENEWALS)
                        .find(and(in("filename", names), gte("at", Date.from(limit))))
                        .forEach(each -> names.remove(each.getString("filename"))));
        doomed.removeIf(copy -> !names.contains(copy.name()));
        delete(doomed.stream().map(Copy::id).toList());
        database.run(
                "delete from",
                () -> database.collection(Schema.CONDEMNED)
                        .deleteMany(in(
                                "_id",
                                marks.stream().map(mark -> mark.get("_id")).toList())));
        blobs += names.size();
        bytes += doomed.stream().mapToLong(Copy::length).sum();
        doomed.clear();
    }

    /** The files first: who sees one must find its chunks. */
    private void delete(List<ObjectId> ids) {
        if (!ids.isEmpty()) {
            database.run("delete from", () -> {
                files.deleteMany(in("_id", ids));
                chunks.deleteMany(in("files_id", ids));
            });
        }
    }

    /** Deletes chunks of uploads that failed, or whose process died. */
    private void deleteLeftChunks(Instant limit) {
        ObjectId before = new ObjectId("%08x0000000000000000".formatted(limit.getEpochSecond()));
        List<ObjectId> batch = new ArrayList<>();
        try (MongoCursor<Document> found = database.call(
                "read",
                () -> chunks.find(and(lt("files_id", before), eq("n", 0)))
                        .projection(fields(include("files_id"), excludeId()))
                        .batchSize(AT_ONCE)
                        .iterator())) {
            while (database.call("read", found::hasNext)) {
                batch.add(database.call("read", found::next).getObjectId("files_id"));
                if (batch.size() == GridFsBlobStore.BATCH) {
                    deleteLeft(batch);
                }
            }
        }
        deleteLeft(batch);
    }

    private void deleteLeft(List<ObjectId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Set<ObjectId> left = new HashSet<>(ids);
        database.run(
                "read",
                () -> files.find(in("_id", ids))
                        .projection(include("_id"))
                        .forEach(file -> left.remove(file.getObjectId("_id"))));
        if (!left.isEmpty()) {
            database.run("delete from", () -> chunks.deleteMany(in("files_id", left)));
        }
        ids.clear();
    }
}
