package io.erpconfig.core.edit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.history.BranchKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits that wait for their branch, and how they share what is slow about becoming durable. There is no thread for it:
 * of the callers that wait at a branch one serves, its own edit and those behind it, as one {@link EditBatch}; then it
 * hands over to the one that has waited longest by then. So each caller serves at most one batch, edits are made in the
 * order in which they came, and branches never wait for each other. Safe for any number of threads.
 */
final class EditQueues {

    private final ConfigStore store;
    private final Clock clock;

    /** The branches that somebody serves, with who waits there. Guarded by this, which nobody holds for long. */
    private final Map<BranchKey, Line> waiting = new HashMap<>();

    /** First come, first served. Linked through the edits, so that neither end of it needs memory. */
    private static final class Line {
        private @Nullable QueuedEdit first;
        private @Nullable QueuedEdit last;

        void add(QueuedEdit edit) {
            if (last == null) {
                first = edit;
            } else {
                last.next = edit;
            }
            last = edit;
        }

        /** Takes the first one out; there is one. */
        void remove(QueuedEdit edit) {
            first = edit.next;
            last = first == null ? null : last;
            edit.next = null;
        }
    }

    EditQueues(ConfigStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes an edit of the calling thread; an interrupt doesn't end the wait. It is durable on return. If the storage
     * fails while a batch becomes durable, all of its callers get that failure, each in an exception of its own, also
     * those whose edits were to be refused: they were refused on a state that has not come to be.
     */
    EditOutcome make(BranchKey branch, QueuedEdit edit) {
        if (enter(branch, edit) || edit.awaitHandOver()) {
            serve(branch, edit);
        }
        return edit.outcome();
    }

    /** Returns whether nobody serves the branch, so that the caller has to. */
    private synchronized boolean enter(BranchKey branch, QueuedEdit edit) {
        Line line = waiting.get(branch);
        if (line != null) {
            line.add(edit);
            return false;
        }
        try {
            waiting.put(branch, new Line());
            return true;
        } catch (Error e) {
            // A map that can't grow may have taken it all the same, and then all would wait for nobody.
            waiting.remove(branch);
            throw e;
        }
    }

    private void serve(BranchKey branch, QueuedEdit own) {
        // An interrupt is the caller's own affair: it must not make the storage fail for the others.
        boolean interrupted = Thread.interrupted();
        try {
            List<QueuedEdit> batch = new ArrayList<>();
            batch.add(own);
            serve(branch, batch);
        } finally {
            leave(branch);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve(BranchKey branch, List<QueuedEdit> batch) {
        @Nullable Throwable failure = null;
        try {
            makeDurable(branch, batch);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            // The first is the calling thread's own: it waits for nothing.
            for (int i = 1; i < batch.size(); i++) {
                batch.get(i).release(failure);
            }
        }
    }

    /** Makes the edits of the batch, and takes into it those that wait, as many as it has room for. */
    private void makeDurable(BranchKey branch, List<QueuedEdit> batch) {
        EditBatch made = new EditBatch(store, clock, branch);
        made.make(batch.get(0));
        while (made.hasRoom() && takeNext(branch, batch)) {
            made.make(batch.get(batch.size() - 1));
        }
        Backoff backoff = new Backoff("the branch can't be changed");
        while (!made.commit()) {
            backoff.lost();
            made = new EditBatch(store, clock, branch);
            batch.forEach(made::make);
        }
    }

    private synchronized boolean takeNext(BranchKey branch, List<QueuedEdit> batch) {
        Line line = waiting.get(branch);
        QueuedEdit next = line.first;
        if (next == null) {
            return false;
        }
        // In this order: if the batch can't grow the edit isn't lost.
        batch.add(next);
        line.remove(next);
        return true;
    }

    /** Hands over to who has waited longest, if anybody waits. */
    private synchronized void leave(BranchKey branch) {
        Line line = waiting.get(branch);
        QueuedEdit next = line.first;
        if (next == null) {
            waiting.remove(branch);
        } else {
            line.remove(next);
            next.handOver();
        }
    }
}
