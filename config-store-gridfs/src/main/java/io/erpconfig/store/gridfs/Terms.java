package io.erpconfig.store.gridfs;

import com.mongodb.MongoException;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Terms of a replica set's primaries. A primary that has just been elected may answer a majority read with a state from
 * before writes that its predecessor had acknowledged. It no longer does once a majority has acknowledged a write to it; so
 * before anything is read in a term, it is given one that changes nothing. All who come meanwhile wait for that one.
 */
final class Terms {

    private final Supplier<ClusterDescription> servers;
    private final Runnable write;

    /** The term in which a majority has acknowledged a write. */
    private final AtomicReference<Optional<String>> confirmed = new AtomicReference<>(Optional.empty());

    private final AtomicReference<Optional<CompletableFuture<Boolean>>> underWay =
            new AtomicReference<>(Optional.empty());

    /**
     * @param servers as the driver sees them now
     * @param write   returns when a majority has acknowledged a write, or else throws
     */
    Terms(Supplier<ClusterDescription> servers, Runnable write) {
        this.servers = servers;
        this.write = write;
    }

    /** The term of the primary, if there is one. A member may have several, one after the other. */
    private Optional<String> current() {
        for (ServerDescription server : servers.get().getServerDescriptions()) {
            if (server.getType() == ServerType.REPLICA_SET_PRIMARY) {
                return Optional.of(server.getAddress() + " " + server.getElectionId());
            }
        }
        return Optional.empty();
    }

    /** Whether a set has a primary in whose term nothing was confirmed yet. */
    boolean isDoubtful() {
        Optional<String> current = current();
        return current.isPresent() && !current.equals(confirmed.get());
    }

    /** Where a set has no primary the one to come is not confirmed either; the write waits for it. */
    private boolean isToBeConfirmed() {
        Optional<String> current = current();
        return current.isPresent()
                ? !current.equals(confirmed.get())
                : servers.get().getType() == ClusterType.REPLICA_SET;
    }

    /**
     * Returns when what a majority had acknowledged before is read from then on, which is mostly at once.
     *
     * @throws MongoException if nobody takes writes, or no majority acknowledges them
     */
    void confirm() {
        while (isToBeConfirmed()) {
            Optional<CompletableFuture<Boolean>> mine = Optional.of(new CompletableFuture<>());
            Optional<CompletableFuture<Boolean>> others = underWay.compareAndExchange(Optional.empty(), mine);
            others.ifPresentOrElse(Terms::await, () -> confirmForAll(mine));
        }
    }

    private static void await(CompletableFuture<Boolean> others) {
        try {
            others.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MongoException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void confirmForAll(Optional<CompletableFuture<Boolean>> mine) {
        try {
            Optional<String> before = current();
            write.run();
            // In which term it was acknowledged is only known if there was none in between.
            if (before.equals(current())) {
                confirmed.set(before);
            }
            underWay.set(Optional.empty());
            mine.orElseThrow().complete(true);
        } catch (RuntimeException | Error e) {
            underWay.set(Optional.empty());
            mine.orElseThrow().completeExceptionally(e);
            throw e;
        }
    }
}
