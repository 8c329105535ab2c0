package io.erpconfig.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Permits for work of which little may be done at a time, given to those who wait in turns: to each address one, and of an
 * address to each name one. However many come from one address, others wait for one of them only. The queue is bounded; when
 * it is full, the one who came last from the address that has most in it has to leave. Safe for any number of threads.
 */
final class FairTurns {

    /** Most that wait: each of them holds a thread. */
    static final int MOST_WAITING = 64;

    /** Those who wait, by address and name, those whose turn is next first. Guarded by this. */
    private final Map<String, OfAddress> queue = new LinkedHashMap<>();

    /** Guarded by this. */
    private int free;

    /** Guarded by this. */
    private int waiting;

    FairTurns(int permits) {
        this.free = permits;
    }

    private static final class Waiter {
        private final Semaphore called = new Semaphore(0);
        private boolean admitted;
    }

    /** Those who wait at one address. */
    private static final class OfAddress {
        private final Map<String, Deque<Waiter>> byName = new LinkedHashMap<>();
        private int count;

        void add(String name, Waiter waiter) {
            byName.computeIfAbsent(name, key -> new ArrayDeque<>()).addLast(waiter);
            count++;
        }

        Waiter next() {
            Iterator<Map.Entry<String, Deque<Waiter>>> names = byName.entrySet().iterator();
            Map.Entry<String, Deque<Waiter>> first = names.next();
            names.remove();
            Waiter next = first.getValue().removeFirst();
            if (!first.getValue().isEmpty()) {
                byName.put(first.getKey(), first.getValue());
            }
            count--;
            return next;
        }

        boolean remove(String name, Waiter waiter) {
            Deque<Waiter> ofName = byName.get(name);
            if (ofName == null || !ofName.remove(waiter)) {
                return false;
            }
            if (ofName.isEmpty()) {
                byName.remove(name);
            }
            count--;
            return true;
        }

        Waiter removeLast() {
            Map.Entry<String, Deque<Waiter>> longest = byName.entrySet().stream()
                    .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                    .orElseThrow();
            Waiter last = longest.getValue().getLast();
            remove(longest.getKey(), last);
            return last;
        }
    }

    /**
     * Waits for a permit, which {@link #release} gives back.
     *
     * @param longest time to wait
     * @return false if there was none in that time, or too many wait
     */
    boolean acquire(String address, String name, Duration longest) {
        Waiter waiter = new Waiter();
        synchronized (this) {
            if (free > 0) {
                free--;
                return true;
            }
            if (waiting == MOST_WAITING && !makeRoom(address)) {
                return false;
            }
            queue.computeIfAbsent(address, key -> new OfAddress()).add(name, waiter);
            waiting++;
        }
        try {
            if (waiter.called.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                return waiter.admitted;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return leave(address, name, waiter);
    }

    /** Has somebody leave who came from the address that has most in the queue, unless that is this one. */
    private boolean makeRoom(String address) {
        Map.Entry<String, OfAddress> longest = queue.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().count))
                .orElseThrow();
        OfAddress own = queue.get(address);
        if (longest.getValue().count <= (own == null ? 0 : own.count) + 1) {
            return false;
        }
        longest.getValue().removeLast().called.release();
        waiting--;
        return true;
    }

    /** Leaves the queue; returns true if it was this one's turn just then. */
    private synchronized boolean leave(String address, String name, Waiter waiter) {
        OfAddress ofAddress = queue.get(address);
        if (ofAddress != null && ofAddress.remove(name, waiter)) {
            waiting--;
            if (ofAddress.count == 0) {
                queue.remove(address);
            }
        }
        return waiter.admitted;
    }

    /** Gives a permit to whose turn is next. */
    synchronized void release() {
        Iterator<Map.Entry<String, OfAddress>> addresses = queue.entrySet().iterator();
        if (!addresses.hasNext()) {
            free++;
            return;
        }
        Map.Entry<String, OfAddress> first = addresses.next();
        addresses.remove();
        Waiter next = first.getValue().next();
        if (first.getValue().count > 0) {
            queue.put(first.getKey(), first.getValue());
        }
        waiting--;
        next.admitted = true;
        next.called.release();
    }
}
