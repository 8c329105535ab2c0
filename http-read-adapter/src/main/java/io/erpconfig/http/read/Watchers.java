package io.erpconfig.http.read;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The clients that wait for what comes, be it one other answer or a stream of events: how many there are, in all and of each
 * token, and the periodic looks on their behalf. Safe for any number of threads.
 */
final class Watchers {

    /** Time from one look at the tokens to the next; that at a store that others change too comes on top. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** Number of such looks from one at the store, for what nobody has told of, to the next. */
    private static final int LOOKS_FOR_STORE = 2;

    /** Number of clients that a thread looks at one after another. */
    private static final int CHUNK = 128;

    private final AnswerCacheHandler handler;
    private final TokenGate gate;
    private final int most;
    private final List<Runnable> looksAtStore = new ArrayList<>();

    private final ConcurrentMap<TokenId, OfToken> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean lookingAtStore = new AtomicBoolean();
    private volatile boolean stopped = true;
    private volatile Scheduler.Task nextLook = () -> false;
    private int looks;

    /** A client that waits. */
    interface Watcher {

        /** Looks whether its token is still let in: it was changed, or is past its time. Does not wait. */
        void lookAgain();
    }

    /** What waits by one token. It is never changed. */
    private record OfToken(Token token, Set<Watcher> watchers) {}

    /**
     * @param gate tells which tokens are still good
     * @param most number of clients that may wait at a time
     */
    Watchers(AnswerCacheHandler handler, TokenGate gate, int most) {
        this.handler = handler;
        this.gate = gate;
        this.most = most;
    }

    /** Has something look at the store from time to time; before it starts. */
    void add(Runnable lookAtStore) {
        looksAtStore.add(lookAtStore);
    }

    /** Begins to look. */
    void start() {
        stopped = false;
        lookLater();
    }

    /** Ends looking. */
    void stop() {
        stopped = true;
        nextLook.cancel();
    }

    /** Number of clients that wait. */
    int count() {
        return count.get();
    }

    Executor pool() {
        return handler.getServer().getThreadPool();
    }

    Scheduler scheduler() {
        return handler.getServer().getScheduler();
    }

    /** Counts a client, unless there are too many; returns whether it may wait. */
    boolean enter(Token token, Watcher watcher) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        AtomicBoolean entered = new AtomicBoolean();
        tokens.compute(token.id(), (id, others) -> {
            Set<Watcher> watchers = others == null ? ConcurrentHashMap.newKeySet() : others.watchers();
            if (watchers.size() < Waiting.MOST_OF_TOKEN) {
                watchers.add(watcher);
                entered.set(true);
            }
            return entered.get() || others == null ? new OfToken(token, watchers) : others;
        });
        if (!entered.get()) {
            count.decrementAndGet();
        }
        return entered.get();
    }

    /** Counts a client no longer that has entered. */
    void leave(TokenId token, Watcher watcher) {
        tokens.computeIfPresent(token, (id, others) -> {
            others.watchers().remove(watcher);
            return others.watchers().isEmpty() ? null : others;
        });
        if (count.decrementAndGet() == 0) {
            handler.checkShutdown();
        }
    }

    /** Has something done for each of some, on threads of the pool. */
    <W> void forEach(Collection<W> some, Consumer<W> task) {
        List<W> all = new ArrayList<>(some);
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<W> part = all.subList(from, Math.min(all.size(), from + CHUNK));
            pool().execute(() -> part.forEach(task));
        }
    }

    private void lookLater() {
        if (!stopped) {
            nextLook = scheduler().schedule(() -> pool().execute(this::look), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            for (OfToken each : tokens.values()) {
                if (!isStillGood(each.token())) {
                    forEach(each.watchers(), Watcher::lookAgain);
                }
            }
            looks = (looks + 1) % LOOKS_FOR_STORE;
            if (looks == 0 && lookingAtStore.compareAndSet(false, true)) {
                // It may take long; the tokens are not to wait for it.
                pool().execute(this::lookAtStore);
            }
        } finally {
            lookLater();
        }
    }

    private void lookAtStore() {
        try {
            looksAtStore.forEach(Runnable::run);
        } finally {
            lookingAtStore.set(false);
        }
    }

    /** Whether a token is still as it was when it was let in. */
    boolean isStillGood(Token token) {
        try {
            return gate.isStillGood(token);
        } catch (ConfigStoreException e) {
            // As long as nobody can tell, it is.
            return true;
        }
    }
}
