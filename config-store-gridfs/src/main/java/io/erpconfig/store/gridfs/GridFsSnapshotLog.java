package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Snapshots as documents, one for all that were appended together: that is what makes them come into being in one step. A
 * document's {@code _id} is the branch and the first number in it, so it says who was first, on every server, and a
 * range of it is a part of the log in its order.
 *
 * <p>A log whose first document is gone is gone: that is the one which {@link #purge} deletes first.
 */
final class GridFsSnapshotLog implements SnapshotLog {

    /** MongoDB takes documents of 16 MiB. What is longer than this in messages, in characters, does not fit for sure. */
    private static final long MAX_MESSAGES = 12 << 20;

    /** Length of a message, in characters, above which a snapshot is not cached. */
    private static final int MAX_MESSAGE_SEEN = 1_000;

    private static final List<String> ENTRIES = List.of(AuditOutbox.FIELD, AuditOutbox.EARLIER_FIELD);

    /** Number of documents after which the last one is looked for instead of the next. */
    private static final int STEPS = 8;

    private final Database database;
    private final MongoCollection<Document> logs;
    private final AuditOutbox outbox;
    private final AuditOutbox.Carrier entries;
    private final AppendFairness fairness;
    private final HistoryIndex index;

    /**
     * The newest snapshots that this process has seen. They are where it looks for newer ones, by the key that finds one
     * document on every server, and never an answer by themselves.
     */
    private final ConnectionScopedCache<BranchKey, Snapshot> seen;

    /** The newest snapshots whose audit entries, and those of all before, are known to be in the trail. */
    private final ConnectionScopedCache<BranchKey, SnapshotNumber> delivered;

    /** @param outbox where the audit entries of what is purged go before */
    GridFsSnapshotLog(Database database, Clock clock, AuditOutbox outbox) {
        this.database = database;
        this.seen = new ConnectionScopedCache<>(database, 1_000);
        this.delivered = new ConnectionScopedCache<>(database, 1_000);
        this.fairness = new AppendFairness(database, clock);
        this.logs = database.collection(Schema.SNAPSHOTS);
        this.index = new HistoryIndex(database, this::begins);
        this.outbox = outbox;
        this.entries = outbox.add(new AuditOutbox.Carrier(
                logs, ENTRIES, include(ENTRIES), this::begins, document -> takeOut(document.get("_id"))));
    }

    HistoryIndex index() {
        return index;
    }

    /** Beginning of the {@code _id} of a branch's documents. */
    static String branch(BranchKey branch) {
        return branch.project() + "/" + branch.branch();
    }

    private static String id(BranchKey branch, int number) {
        return id(branch(branch), number);
    }

    /** The {@code _id} of the document that begins with a number. */
    static String id(String branch, int number) {
        return branch + "/%010d".formatted(number);
    }

    /** All of a branch; {@code 0} follows on {@code /}. */
    static Bson ofBranch(BranchKey branch) {
        return and(gt("_id", branch(branch) + "/"), lt("_id", branch(branch) + "0"));
    }

    static List<Snapshot> decode(Document document) {
        return Fields.decode(
                Schema.SNAPSHOTS,
                document,
                fields -> fields.objects("snapshots").stream()
                        .map(Records::snapshot)
                        .toList());
    }

    /** The snapshots that were appended with the last one that a filter lets through. */
    private List<Snapshot> last(Bson filter) {
        return database.last(logs, filter).map(GridFsSnapshotLog::decode).orElse(List.of());
    }

    @Override
    public Optional<Snapshot> live(BranchKey branch) {
        long losses = database.losses();
        Optional<Snapshot> live =
                seen.find(branch).map(known -> newestAfter(branch, known)).orElseGet(() -> newest(branch));
        live.ifPresentOrElse(newest -> noteSeen(branch, newest, losses), () -> seen.invalidate(branch));
        return live;
    }

    private void noteSeen(BranchKey branch, Snapshot newest, long losses) {
        if (newest.message().length() <= MAX_MESSAGE_SEEN) {
            seen.put(branch, newest, losses, GridFsSnapshotLog::later);
        }
    }

    private Optional<Snapshot> newest(BranchKey branch) {
        return lastOf(last(ofBranch(branch)));
    }

    private static Optional<Snapshot> lastOf(List<Snapshot> snapshots) {
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.get(snapshots.size() - 1));
    }

    private static Snapshot later(Snapshot one, Snapshot other) {
        return one.number().compareTo(other.number()) < 0 ? other : one;
    }

    /** The newest snapshot, which is this one or comes after it, unless the log is gone. */
    private Optional<Snapshot> newestAfter(BranchKey branch, Snapshot known) {
        Snapshot newest = known;
        for (int steps = 0; steps < STEPS; steps++) {
            Optional<Document> found =
                    database.find(logs, id(branch, newest.number().next().value()));
            if (found.isEmpty()) {
                return begins(branch) ? Optional.of(newest) : Optional.empty();
            }
            newest = lastOf(decode(found.get())).orElse(newest);
        }
        return newest(branch);
    }

    @Override
    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
        return appendedWith(branch, number).stream()
                .filter(each -> each.number().equals(number))
                .findAny();
    }

    /** The snapshots of the document that would have this one. */
    private List<Snapshot> appendedWith(BranchKey branch, SnapshotNumber number) {
        return last(and(gt("_id", branch(branch) + "/"), lte("_id", id(branch, number.value()))));
    }

    @Override
    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
        List<Snapshot> found = new ArrayList<>(appendedWith(branch, first));
        database.run(
                "read",
                () -> logs.find(and(gt("_id", id(branch, first.value())), lte("_id", id(branch, last.value()))))
                        .sort(Sorts.ascending("_id"))
                        .forEach(each -> found.addAll(decode(each))));
        found.removeIf(
                each -> each.number().compareTo(first) < 0 || each.number().compareTo(last) > 0);
        return List.copyOf(found);
    }

    /** Appends a commit's snapshots, whose content is stored, with its audit entries. */
    Outcome append(StoreCommit commit) {
        String name = branch(commit.branch());
        fairness.awaitOthers(name);
        Outcome outcome = appendInTurn(commit);
        if (outcome == Outcome.STALE) {
            fairness.reserve(name);
        } else {
            fairness.release(name);
        }
        return outcome;
    }

    private Outcome appendInTurn(StoreCommit commit) {
        BranchKey branch = commit.branch();
        List<Snapshot> snapshots = commit.snapshots();
        long losses = database.losses();
        if (!fits(commit)) {
            return Outcome.STALE;
        }
        long messages =
                snapshots.stream().mapToLong(each -> each.message().length()).sum();
        if (messages > MAX_MESSAGES) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_FAILED,
                    "the messages of what is saved together are more than a document can hold");
        }
        SnapshotNumber first = snapshots.get(0).number();
        Document document = new Document("_id", id(branch, first.value()))
                .append("nonce", new ObjectId())
                .append(
                        HistoryIndex.COMMITS,
                        snapshots.stream().map(each -> each.commitId().hex()).toList())
                .append(
                        HistoryIndex.CONTENTS,
                        snapshots.stream().map(Snapshot::shortId).toList())
                .append("snapshots", snapshots.stream().map(Records::encode).toList());
        document.append(HistoryIndex.INCOMING, index.incoming(document, commit.steps()));
        AuditOutbox.with(AuditOutbox.entries(commit.entries()), document);
        if (insert(document) == Outcome.STALE) {
            index.withdraw(document, commit.steps());
            return Outcome.STALE;
        }
        // A purge deletes the first document first: either that is gone by now, or the purge finds this one.
        if (!first.equals(SnapshotNumber.FIRST) && !begins(branch)) {
            database.run("delete from", () -> logs.deleteOne(eq("_id", document.get("_id"))));
            index.withdraw(document, commit.steps());
            seen.invalidate(branch);
            return Outcome.STALE;
        }
        noteSeen(branch, snapshots.get(snapshots.size() - 1), losses);
        deliver(branch, document, snapshots.get(snapshots.size() - 1).number());
        return Outcome.DONE;
    }

    /**
     * Enters a document's audit entries into the trail, behind those of the branch's earlier snapshots: these may be left by a
     * process that died, or by this one in an outage. Where this one has entered those right before there are none.
     */
    private void deliver(BranchKey branch, Document document, SnapshotNumber last) {
        if (AuditOutbox.in(document).isEmpty()) {
            return;
        }
        String id = document.getString("_id");
        Optional<Bson> earlier = delivered
                        .find(branch)
                        .filter(before -> id(branch, before.next().value()).equals(id))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(and(gt("_id", branch(branch) + "/"), lt("_id", id)));
        long losses = database.losses();
        if (outbox.tryDeliver(entries, document, earlier)) {
            delivered.put(branch, last, losses, (one, other) -> one.compareTo(other) < 0 ? other : one);
        }
    }

    /**
     * Behind a snapshot that has been seen another one fits, unless somebody was faster, which the unique key says, or
     * has purged the log, which is checked afterwards.
     */
    private boolean fits(StoreCommit commit) {
        SnapshotNumber first = commit.steps().get(0).snapshot().number();
        if (seen.find(commit.branch())
                .filter(known -> known.number().next().equals(first))
                .isPresent()) {
            return true;
        }
        return commit.fitsBehind(
                live(commit.branch()).map(each -> each.number().value()).orElse(0));
    }

    /**
     * Inserts a document. Where the connection breaks, or the driver has tried twice, it is read back: the nonce tells
     * it from another's.
     */
    private Outcome insert(Document document) {
        Optional<ConfigStoreException> failure = Optional.empty();
        try {
            if (database.call("append to", () -> UniqueInsert.tryInsert(logs, document))) {
                return Outcome.DONE;
            }
        } catch (ConfigStoreException e) {
            failure = Optional.of(e);
        }
        Optional<Document> there = readBack(document, failure);
        if (there.isPresent()) {
            return document.get("nonce").equals(there.get().get("nonce")) ? Outcome.DONE : Outcome.STALE;
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        // One that was a duplicate a moment ago has been purged since.
        return Outcome.STALE;
    }

    private Optional<Document> readBack(Document document, Optional<ConfigStoreException> failure) {
        try {
            return database.find(logs, document.get("_id"));
        } catch (ConfigStoreException e) {
            if (failure.isPresent()) {
                failure.get().addSuppressed(e);
                throw failure.get();
            }
            throw e;
        }
    }

    @Override
    public List<Location> findCommits(ProjectKey project, String digits) {
        return index.findCommits(project, digits);
    }

    @Override
    public Optional<SnapshotNumber> findNewest(BranchKey branch, String shortId) {
        return index.findNewest(branch, shortId);
    }

    boolean begins(BranchKey branch) {
        return database.exists(logs, eq("_id", id(branch, 1)));
    }

    /** If its log is gone, then so is a document of snapshots: who inserted it has come too late, and takes it away again. */
    private boolean begins(Document snapshots) {
        String id = snapshots.getString("_id");
        return database.exists(logs, eq("_id", id(id.substring(0, id.lastIndexOf('/')), 1)));
    }

    private void takeOut(Object id) {
        database.run(
                "write to",
                () -> logs.updateOne(
                        eq("_id", id),
                        combine(ENTRIES.stream().map(Updates::unset).toList())));
    }

    /** The branch of a document. */
    static BranchKey key(Document document) {
        return Fields.decode(Schema.SNAPSHOTS, document, fields -> {
            String[] parts = fields.text("_id").split("/", -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException("its _id is no snapshot's");
            }
            return new BranchKey(new ProjectKey(new OwnerId(parts[0]), new RepoId(parts[1])), new BranchId(parts[2]));
        });
    }

    @Override
    public Optional<GitBlob> findContent(ProjectKey project, GitId id, Predicate<Location> mayBeRead) {
        return index.findContent(project, id, mayBeRead);
    }

    @Override
    public boolean knowsContent(ProjectKey project) {
        return index.knowsContent(project);
    }

    @Override
    public void forEachBranch(Consumer<BranchKey> each) {
        Optional<BranchKey> previous = Optional.empty();
        try (MongoCursor<Document> found = database.call(
                "read",
                () -> logs.find(gte("_id", ""))
                        .projection(include("_id"))
                        .sort(Sorts.ascending("_id"))
                        .batchSize(Database.FEW)
                        .iterator())) {
            while (database.call("read", found::hasNext)) {
                Optional<BranchKey> branch = Optional.of(key(database.call("read", found::next)));
                if (!branch.equals(previous)) {
                    each.accept(branch.get());
                }
                previous = branch;
            }
        }
    }

    @Override
    public void purge(BranchKey branch) {
        seen.invalidate(branch);
        delivered.invalidate(branch);
        outbox.deliverOf(entries, ofBranch(branch));
        database.run("delete from", () -> {
            logs.deleteOne(eq("_id", id(branch, 1)));
            logs.deleteMany(ofBranch(branch));
        });
        index.forget(branch);
        fairness.forget(branch(branch));
    }
}
