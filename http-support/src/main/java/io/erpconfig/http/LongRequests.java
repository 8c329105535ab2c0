package io.erpconfig.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits on requests that may hold a thread for long: how many there are at a time, in all and of one caller, and how many of
 * them compute at the same instant. What is beyond the limits is refused, so that health checks, polls, small reads and saves
 * always find a thread and a processor. Safe for any number of threads.
 */
public final class LongRequests {

    private static final String ATTRIBUTE = LongRequests.class.getName();
    private static final String TURNS = ATTRIBUTE + ".turns";

    /** Seconds after which a caller may well have room for another one. */
    private static final int RETRY_AFTER = 2;

    /** Time for which a request waits to begin; longer than an answer is made at a time, mostly. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What takes long. */
    public enum Kind {
        /** An answer that is made while it is sent, or searched for. */
        MADE,
        /** An answer of many bytes that are there. */
        COPIED,
        /** The same, to somebody who has shown neither a token nor a session: these take no room from those who have. */
        PUBLIC,
        /** A body that is still coming. */
        UPLOADED
    }

    /**
     * A limit of one kind.
     *
     * @param inAll    at a time
     * @param ofCaller at a time from one caller
     */
    record Limit(int inAll, int ofCaller) {}

    private final Map<Kind, Limit> limits;
    private final Semaphore processors;

    /** Number under way by kind and caller, and by kind alone. Guarded by itself. */
    private final Map<Object, Integer> underWay = new HashMap<>();

    private record Key(Kind kind, String caller) {}

    /**
     * @param limits     of every kind
     * @param processors number of requests that make an answer at the same instant
     */
    LongRequests(Map<Kind, Limit> limits, int processors) {
        this.limits = Map.copyOf(limits);
        this.processors = new Semaphore(processors, true);
    }

    /**
     * The limits of a server.
     *
     * @param threads that it has for all requests; those that a client holds who doesn't read are not among them where threads
     *                are virtual
     */
    static LongRequests of(int threads, boolean virtual) {
        int copied = virtual ? 4 * threads : threads * 2 / 5;
        return new LongRequests(
                Map.of(
                        Kind.MADE, new Limit(threads / 4, threads / 12),
                        Kind.COPIED, new Limit(copied, copied / 2),
                        Kind.PUBLIC, new Limit(copied / 4, copied / 8),
                        Kind.UPLOADED, new Limit(threads / 6, threads / 12)),
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    /**
     * Begins an answer of many bytes that are there: see {@link #begin(HttpServletRequest, Kind)}.
     *
     * @throws ApiException 429 or 503
     */
    static void beginCopying(HttpServletRequest request) {
        begin(request, request.getAttribute(Requester.ATTRIBUTE) == null ? Kind.PUBLIC : Kind.COPIED);
    }

    /** Has them count for all requests of a servlet context. */
    void limit(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Begins what may take long, until the request is answered. Nothing is limited on a server that isn't set up by {@link
     * ServerTuning}.
     *
     * @throws ApiException 429 if the caller has too many under way, 503 if the server has
     */
    public static void begin(HttpServletRequest request, Kind kind) {
        if (!(request.getServletContext().getAttribute(ATTRIBUTE) instanceof LongRequests all)) {
            return;
        }
        Deque<Turn> turns = turns(request);
        if (turns.stream().noneMatch(turn -> turn.kind == kind)) {
            turns.push(all.begin(kind, caller(request)));
        }
    }

    private static String caller(HttpServletRequest request) {
        return request.getAttribute(Requester.ATTRIBUTE) instanceof String known
                ? known
                : "address " + request.getRemoteAddr();
    }

    @SuppressWarnings("unchecked")
    private static Deque<Turn> turns(HttpServletRequest request) {
        Object begun = request.getAttribute(TURNS);
        if (begun == null) {
            begun = new ArrayDeque<Turn>();
            request.setAttribute(TURNS, begun);
        }
        return (Deque<Turn>) begun;
    }

    /** Ends what has begun of a request. */
    static void end(HttpServletRequest request) {
        if (request.getAttribute(TURNS) != null) {
            turns(request).forEach(Turn::end);
            request.removeAttribute(TURNS);
        }
    }

    /** Lets others compute while a request waits for its client, and then waits until it may go on. */
    static void waiting(HttpServletRequest request, IoAction wait) throws IOException {
        Turn computing = request.getAttribute(TURNS) == null
                ? null
                : turns(request).stream()
                        .filter(turn -> turn.kind == Kind.MADE)
                        .findFirst()
                        .orElse(null);
        if (computing == null) {
            wait.run();
            return;
        }
        computing.pause();
        try {
            wait.run();
        } finally {
            computing.goOn();
        }
    }

    /** Waits for a client. */
    @FunctionalInterface
    interface IoAction {
        void run() throws IOException;
    }

    Turn begin(Kind kind, String caller) {
        Limit limit = limits.get(kind);
        synchronized (underWay) {
            if (count(new Key(kind, caller)) >= limit.ofCaller()) {
                throw ApiException.tooMany(RETRY_AFTER);
            }
            if (count(kind) >= limit.inAll()) {
                throw new ApiException(ApiErrorCode.UNAVAILABLE);
            }
            underWay.merge(new Key(kind, caller), 1, Integer::sum);
            underWay.merge(kind, 1, Integer::sum);
        }
        Turn turn = new Turn(kind, caller);
        if (!turn.tryGoOn()) {
            turn.forget();
            throw new ApiException(ApiErrorCode.UNAVAILABLE);
        }
        return turn;
    }

    private int count(Object key) {
        return underWay.getOrDefault(key, 0);
    }

    /** One that is under way. Used by one thread. */
    final class Turn {

        private final Kind kind;
        private final String caller;

        private Turn(Kind kind, String caller) {
            this.kind = kind;
            this.caller = caller;
        }

        private void pause() {
            if (kind == Kind.MADE) {
                processors.release();
            }
        }

        private void goOn() {
            if (kind == Kind.MADE) {
                processors.acquireUninterruptibly();
            }
        }

        /** Waits for a processor, but not for ever: others' requests may take very long. */
        private boolean tryGoOn() {
            if (kind != Kind.MADE) {
                return true;
            }
            try {
                return processors.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        void end() {
            pause();
            forget();
        }

        private void forget() {
            synchronized (underWay) {
                forget(new Key(kind, caller));
                forget(kind);
            }
        }

        private void forget(Object key) {
            underWay.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
