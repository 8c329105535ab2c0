package io.erpconfig.http.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ready answers are being made anew, and who waits for that. However many ask for one at the same time, one of them
 * makes it. Safe for any number of threads.
 */
final class Renewals {

    /** Each takes a thread of the server's pool, also where the storage is slow: it must not take them all. */
    private static final int MANY = 32;

    /** Guarded by itself, which nobody holds for long. */
    private final Map<HotAnswers.Key, List<Runnable>> underWay = new HashMap<>();

    /**
     * Has a request wait until an answer was made anew; {@link #end} is when.
     *
     * @param then what to do then; does not throw
     * @return whether nobody makes it yet, so that the caller has to
     */
    boolean await(HotAnswers.Key key, Runnable then) {
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

    /** Lets those go on who wait for an answer: it is there, or can't be had. */
    void end(HotAnswers.Key key) {
        List<Runnable> waiting;
        synchronized (underWay) {
            waiting = underWay.remove(key);
        }
        waiting.forEach(Runnable::run);
    }

    /** Whether so many are under way that whoever comes now had better make its own answer. */
    boolean areMany() {
        synchronized (underWay) {
            return underWay.size() >= MANY;
        }
    }

    boolean isEmpty() {
        synchronized (underWay) {
            return underWay.isEmpty();
        }
    }
}
