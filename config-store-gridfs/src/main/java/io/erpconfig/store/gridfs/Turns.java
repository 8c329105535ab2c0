package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.ConfigStoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Lets nobody lose for ever who races for a branch with other processes: whoever has won begins his next append first, and
 * would win again. Who comes second asks for the next turn, and the others let him go before. It is a courtesy: nothing is
 * wrong where it fails, and who asked and went away holds nobody up for longer than {@link #LONGEST}, mostly not longer
 * than {@link #TERM}.
 */
final class Turns {

    /**
     * How long one who asked is let go before: some times as long as an edit takes to be made again. Whoever finds it too
     * short, because the server is slow, is given twice as long the next time, up to the longest.
     */
    static final Duration TERM = Duration.ofMillis(1_000);

    static final Duration LONGEST = Duration.ofSeconds(8);

    private static final long POLL_NANOS = 5_000_000;
    private static final int MANY = 1_000;

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> turns;
    private final ObjectId process = new ObjectId();

    /** The branches whose next turn this process has asked for. */
    private final Map<String, Turn> own = new ConcurrentHashMap<>();

    private record Turn(Duration term, Instant until) {

        Turn twice(Instant now) {
            Duration twice = term.multipliedBy(2);
            Duration next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
            return new Turn(next, now.plus(next));
        }
    }

    Turns(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.turns = database.collection(Schema.TURNS);
    }

    /** Waits while the next turn is somebody else's, but not for ever. */
    void await(String branch) {
        if (isOwn(branch)) {
            return;
        }
        long began = System.nanoTime();
        while (isOthers(branch) && System.nanoTime() - began < LONGEST.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isOwn(String branch) {
        Turn turn = own.get(branch);
        return turn != null && clock.instant().isBefore(turn.until());
    }

    private boolean isOthers(String branch) {
        Optional<Document> turn = database.find(turns, branch);
        return turn.isPresent()
                && !process.equals(turn.get().get("process"))
                && clock.instant().isBefore(until(turn.get()));
    }

    private static Instant until(Document turn) {
        return turn.getDate("until").toInstant();
    }

    /** Somebody else was first: asks for the next turn. */
    void ask(String branch) {
        Instant now = clock.instant();
        if (own.size() > MANY) {
            own.values().removeIf(turn -> turn.until().plus(LONGEST).isBefore(now));
        }
        Turn mine = Optional.ofNullable(own.get(branch))
                .map(tooShort -> tooShort.twice(now))
                .orElseGet(() -> new Turn(TERM, now.plus(TERM)));
        Document turn = new Document("_id", branch).append("process", process).append("until", Date.from(mine.until()));
        try {
            if (database.call("write to", () -> take(turn, now))) {
                own.put(branch, mine);
            }
        } catch (ConfigStoreException e) {
            // Then it is left to luck once more; whoever edits is told of a database that is gone as he goes on.
        }
    }

    /** Whether the turn was free. */
    private boolean take(Document turn, Instant now) {
        if (Duplicates.insertNew(turns, turn)) {
            return true;
        }
        String branch = turn.getString("_id");
        Optional<Document> there = database.find(turns, branch);
        boolean over =
                there.isPresent() && (process.equals(there.get().get("process")) || !now.isBefore(until(there.get())));
        return over
                && turns.deleteOne(and(
                                        eq("_id", branch),
                                        eq("until", there.get().getDate("until"))))
                                .getDeletedCount()
                        == 1
                && Duplicates.insertNew(turns, turn);
    }

    /** A branch is gone for ever. */
    void forget(String branch) {
        database.run("delete from", () -> turns.deleteOne(eq("_id", branch)));
    }

    /** This process has had its turn. */
    void end(String branch) {
        if (own.remove(branch) == null) {
            return;
        }
        try {
            database.run("delete from", () -> turns.deleteOne(and(eq("_id", branch), eq("process", process))));
        } catch (ConfigStoreException e) {
            // What was appended is there, which is what counts; the turn ends by itself.
        }
    }
}
