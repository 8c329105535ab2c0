package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
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
 * Fairness between processes that append to the same branch. The process that has won begins its next append first and would
 * win again; so the one that came second reserves the next append, and the others wait for it. Reservations are a courtesy:
 * nothing is wrong where one fails, and a process that reserved and went away delays the others for no longer than {@link
 * #LONGEST}, mostly no longer than {@link #TERM}.
 */
final class AppendFairness {

    /**
     * Length of a reservation: several times what an edit takes to be made again. A process that finds it too short, because
     * the server is slow, gets twice as long the next time, up to {@link #LONGEST}.
     */
    static final Duration TERM = Duration.ofMillis(1_000);

    static final Duration LONGEST = Duration.ofSeconds(8);

    private static final long POLL_NANOS = 5_000_000;
    private static final int MANY = 1_000;

    private final Database database;
    private final Clock clock;
    private final MongoCollection<Document> reservations;
    private final ObjectId process = new ObjectId();

    /** The branches that this process has reserved. */
    private final Map<String, Reservation> own = new ConcurrentHashMap<>();

    private record Reservation(Duration term, Instant until) {

        Reservation twice(Instant now) {
            Duration twice = term.multipliedBy(2);
            Duration next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
            return new Reservation(next, now.plus(next));
        }
    }

    AppendFairness(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.reservations = database.collection(Schema.RESERVATIONS);
    }

    /** Waits while another process has the branch reserved, but not for ever. */
    void awaitOthers(String branch) {
        if (isOwn(branch)) {
            return;
        }
        long began = System.nanoTime();
        while (isOthers(branch) && System.nanoTime() - began < LONGEST.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isOwn(String branch) {
        Reservation reservation = own.get(branch);
        return reservation != null && clock.instant().isBefore(reservation.until());
    }

    private boolean isOthers(String branch) {
        Optional<Document> reservation = database.find(reservations, branch);
        return reservation.isPresent()
                && !process.equals(reservation.get().get("process"))
                && clock.instant().isBefore(until(reservation.get()));
    }

    private static Instant until(Document reservation) {
        return reservation.getDate("until").toInstant();
    }

    /** Reserves the next append, after another process was first. */
    void reserve(String branch) {
        Instant now = clock.instant();
        if (own.size() > MANY) {
            own.values()
                    .removeIf(reservation -> reservation.until().plus(LONGEST).isBefore(now));
        }
        Reservation mine = Optional.ofNullable(own.get(branch))
                .map(tooShort -> tooShort.twice(now))
                .orElseGet(() -> new Reservation(TERM, now.plus(TERM)));
        Document reservation =
                new Document("_id", branch).append("process", process).append("until", Date.from(mine.until()));
        try {
            if (database.call("write to", () -> take(reservation, now))) {
                own.put(branch, mine);
            }
        } catch (ConfigStoreException e) {
            // Then it is left to luck once more; the edit itself reports a database that is gone.
        }
    }

    /** Whether the branch was free to be reserved. */
    private boolean take(Document reservation, Instant now) {
        if (UniqueInsert.tryInsert(reservations, reservation)) {
            return true;
        }
        String branch = reservation.getString("_id");
        Optional<Document> there = database.find(reservations, branch);
        boolean over =
                there.isPresent() && (process.equals(there.get().get("process")) || !now.isBefore(until(there.get())));
        return over
                && reservations
                                .deleteOne(and(
                                        eq("_id", branch),
                                        eq("until", there.get().getDate("until"))))
                                .getDeletedCount()
                        == 1
                && UniqueInsert.tryInsert(reservations, reservation);
    }

    /** Deletes the reservation of a branch that is gone for good. */
    void forget(String branch) {
        database.run("delete from", () -> reservations.deleteOne(eq("_id", branch)));
    }

    /** Ends the reservation of this process, if it has one. */
    void release(String branch) {
        if (own.remove(branch) == null) {
            return;
        }
        try {
            database.run("delete from", () -> reservations.deleteOne(and(eq("_id", branch), eq("process", process))));
        } catch (ConfigStoreException e) {
            // What was appended is there, which is what counts; the reservation ends by itself.
        }
    }
}
