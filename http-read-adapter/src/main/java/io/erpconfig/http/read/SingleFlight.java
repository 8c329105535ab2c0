package io.erpconfig.http.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Renewals of ready answers that are under way, with the requests that wait for them: however many ask for an answer at the
 * same time, one of them makes it. Safe for any number of threads.
 */
final class SingleFlight {

    /** Most renewals at a time. Each takes a thread of the server's pool, also where the storage is slow. */
    private static final int MAX = 32;

    /** Guarded by itself, which nobody holds for long. */
    private final Map<AnswerCache.Key, List<Runnable>> underWay = new HashMap<>();

    /**
     * Lets a request wait until an answer was made anew, which is when {@link #complete} is called.
     *
     * @param then runs then; does not throw
     * @return whether nobody makes the answer yet, so that the caller has to
     */
    boolean join(AnswerCache.Key key, Runnable then) {
        synchronized (underWay) {
            List<Runnable> waiting = underWay.get(key);
            boolean first = waiting == null;
            if (first) {
                waiting = new ArrayList<>(1);
                underWay.put(key, waiting);
            }
            waiting.add(then);
            return first;
        }
    }

    /** Runs what waits for an answer: it is there, or can't be had. */
    void complete(AnswerCache.Key key) {
        List<Runnable> waiting;
        synchronized (underWay) {
            waiting = underWay.remove(key);
        }
        waiting.forEach(Runnable::run);
    }

    /** Whether so many are under way that another request had better make its own answer. */
    boolean isFull() {
        synchronized (underWay) {
            return underWay.size() >= MAX;
        }
    }

    boolean isEmpty() {
        synchronized (underWay) {
            return underWay.isEmpty();
        }
    }
}
