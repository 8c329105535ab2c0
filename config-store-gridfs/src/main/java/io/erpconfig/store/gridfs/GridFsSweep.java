package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.excludeId;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.FindIterable;
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
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Deletes files that nothing refers to, spare copies of others, and chunks that have no file, beside any number of
 * writers; see {@link io.erpconfig.core.content.BlobStore#sweep}. Files in the bucket that are named otherwise than by a
 * SHA-256 are nobody's business here.
 *
 * <p>It may pause anywhere for any time, while others sweep: what has been stored again since stays. Every sweep keeps
 * the newest copy of an object that it spares, which a paused one, having listed the copies earlier, doesn't know. What a
 * sweep is about to delete it has announced, which a writer that stores it again sees until it is gone.
 */
final class GridFsSweep {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /** Time after which the intentions of an earlier version's sweep are forgotten, which do not name files. */
    private static final Duration CONDEMNED_FOR = Duration.ofDays(1);

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> files;
    private final MongoCollection<Document> chunks;
    private final MongoCollection<Document> renewals;
    private final MongoCollection<Document> condemned;
    private final Runnable beforeDeleting;
    private final List<Copy> doomed = new ArrayList<>();
    private long blobs;
    private long bytes;

    GridFsSweep(Database database, Clock clock) {
        this(database, clock, () -> {});
    }

    /** @param beforeDeleting is run when it is certain what is deleted next */
    GridFsSweep(Database database, Clock clock, Runnable beforeDeleting) {
        this.database = database;
        this.clock = clock;
        this.files = database.collection(Schema.FILES);
        this.chunks = database.collection(Schema.CHUNKS);
        this.renewals = database.collection(Schema.RENEWALS);
        this.condemned = database.collection(Schema.CONDEMNED);
        this.beforeDeleting = beforeDeleting;
    }

    static BlobId id(Copy copy) {
        return new BlobId(Sha256.parse(copy.name()));
    }

    /** Calls back with all copies of each blob, the newest first. */
    void forEachBlob(Consumer<List<Copy>> each) {
        List<Copy> copies = new ArrayList<>();
        // The cursor's calls, not what is done with what they found, are the database's.
        try (MongoCursor<Document> found = database.call(
                "read",
                () -> files.find()
                        .sort(Sorts.ascending("filename", "uploadDate"))
                        .batchSize(Database.FEW)
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
        copies.sort(Copy.NEWEST_FIRST);
        each.accept(List.copyOf(copies));
        copies.clear();
    }

    Freed run(Predicate<BlobId> keep, Instant before) {
        // Times are stored in whole milliseconds: what was stored within this one is spared.
        Instant limit = before.truncatedTo(ChronoUnit.MILLIS);
        forEachBlob(copies -> {
            boolean kept = keep.test(id(copies.get(0))) || !isOld(copies.get(0), limit);
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
        forgetRenewals(limit);
        forgetCondemned(limit);
        database.run("delete from", () -> database.collection(Schema.CLAIMS).deleteMany(lt("at", Date.from(limit))));
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
        List<ObjectId> marks = condemn(doomed.stream()
                .map(copy -> new Document("file", copy.id()).append("filename", copy.name()))
                .toList());
        Set<String> names = new HashSet<>();
        doomed.forEach(copy -> names.add(copy.name()));
        names.removeAll(renewed("filename", names, limit, each -> each.getString("filename")));
        doomed.removeIf(copy -> !names.contains(copy.name()));
        beforeDeleting.run();
        delete(doomed.stream().map(Copy::id).toList());
        pardon(marks);
        blobs += names.size();
        bytes += doomed.stream().mapToLong(Copy::length).sum();
        doomed.clear();
    }

    /** Announces the files that are about to be deleted; returns the ids of the announcements. */
    private List<ObjectId> condemn(List<Document> marks) {
        Date now = Date.from(clock.instant());
        marks.forEach(mark -> mark.append("_id", new ObjectId()).append("at", now));
        database.run("write to", () -> condemned.insertMany(marks));
        return marks.stream().map(mark -> mark.getObjectId("_id")).toList();
    }

    private void pardon(Collection<ObjectId> marks) {
        database.run("delete from", () -> condemned.deleteMany(in("_id", marks)));
    }

    /** The values that were renewed lately, by a field that renewals have. */
    private <T> Set<T> renewed(String field, Collection<T> values, Instant limit, Function<Document, T> value) {
        Set<T> renewed = new HashSet<>();
        database.run(
                "read",
                () -> renewals.find(and(in(field, values), gte("at", Date.from(limit))))
                        .forEach(each -> renewed.add(value.apply(each))));
        return renewed;
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
        inBatches(
                chunks.find(and(lt("files_id", before), eq("n", 0)))
                        .projection(fields(include("files_id"), excludeId())),
                some -> deleteLeft(
                        some.stream()
                                .map(chunk -> chunk.getObjectId("files_id"))
                                .toList(),
                        limit));
    }

    private void deleteLeft(List<ObjectId> ids, Instant limit) {
        Set<ObjectId> left = new HashSet<>(ids);
        left.removeAll(found(files, "_id", left));
        if (left.isEmpty()) {
            return;
        }
        List<ObjectId> marks =
                condemn(left.stream().map(id -> new Document("file", id)).toList());
        left.removeAll(renewed("_id", left, limit, each -> each.getObjectId("_id")));
        left.removeAll(found(files, "_id", left));
        beforeDeleting.run();
        database.run("delete from", () -> chunks.deleteMany(in("files_id", left)));
        pardon(marks);
    }

    /** Those of these values that documents have. */
    private <T> Set<T> found(MongoCollection<Document> among, String field, Collection<T> values) {
        Set<T> found = new HashSet<>();
        database.run("read", () -> {
            for (Document each : among.find(in(field, values)).projection(include(field))) {
                @SuppressWarnings("unchecked") // one of those that were asked for
                T value = (T) each.get(field);
                found.add(value);
            }
        });
        return found;
    }

    private void forgetRenewals(Instant limit) {
        Bson old = lt("at", Date.from(limit));
        inBatches(renewals.find(old), some -> {
            Set<String> names = new HashSet<>();
            some.forEach(each -> names.add(each.getString("filename")));
            names.removeAll(found(files, "filename", names));
            database.run("delete from", () -> renewals.deleteMany(and(in("filename", names), old)));
        });
    }

    private void forgetCondemned(Instant limit) {
        Date earlier = Date.from(limit.minus(CONDEMNED_FOR));
        database.run("delete from", () -> condemned.deleteMany(and(exists("file", false), lt("at", earlier))));
        inBatches(condemned.find(and(exists("file"), lt("at", Date.from(limit)))), some -> {
            Set<ObjectId> gone = new HashSet<>();
            some.forEach(each -> gone.add(each.getObjectId("file")));
            gone.removeAll(found(files, "_id", gone));
            gone.removeAll(found(chunks, "files_id", gone));
            database.run("delete from", () -> condemned.deleteMany(in("file", gone)));
        });
    }

    /** Reads documents some at a time. */
    private void inBatches(FindIterable<Document> documents, Consumer<List<Document>> each) {
        List<Document> some = new ArrayList<>();
        try (MongoCursor<Document> found =
                database.call("read", () -> documents.batchSize(Database.FEW).iterator())) {
            while (database.call("read", found::hasNext)) {
                some.add(database.call("read", found::next));
                if (some.size() == GridFsBlobStore.BATCH) {
                    each.accept(some);
                    some.clear();
                }
            }
        }
        if (!some.isEmpty()) {
            each.accept(some);
        }
    }
}
