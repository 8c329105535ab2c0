package io.erpconfig.store.gridfs;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Times for which no server takes writes, as the driver's monitors see them. A call that meets one waits for its end, and no
 * longer than the limit. One that comes when the outage has lasted for that long doesn't wait once more: so those who wait
 * one behind the other fail together, and a request of several calls fails with the first. The monitors go on asking, so an
 * outage ends whether or not there are calls.
 */
final class Outage implements ClusterListener {

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final AtomicReference<Optional<Long>> began = new AtomicReference<>(Optional.empty());

    /** @param nanoTime a clock that only goes forward */
    Outage(Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        noteServers(event.getNewDescription());
    }

    private void noteServers(ClusterDescription servers) {
        if (servers.hasWritableServer()) {
            began.set(Optional.empty());
        } else {
            began.compareAndSet(Optional.empty(), Optional.of(nanoTime.getAsLong()));
        }
    }

    /**
     * Notes that a call has failed. If it has waited for a server in vain, and there is an outage, that has lasted for long
     * enough then, though the monitors may have seen it later than the call began.
     *
     * @param since when the call began, by this clock
     */
    void noteFailure(MongoException failure, long since) {
        // A call that was tried twice ends with what befell it first.
        if (failure instanceof MongoTimeoutException || nanoTime.getAsLong() - since >= limit.toNanos()) {
            outlastsACall();
        }
    }

    private void outlastsACall() {
        long then = nanoTime.getAsLong() - limit.toNanos();
        began.updateAndGet(since -> since.map(at -> at - then > 0 ? then : at));
    }

    /** Whether there is one that has lasted for as long as a call would wait. */
    boolean hasLasted() {
        return !limit.isNegative()
                && began.get()
                        .filter(since -> nanoTime.getAsLong() - since >= limit.toNanos())
                        .isPresent();
    }
}
