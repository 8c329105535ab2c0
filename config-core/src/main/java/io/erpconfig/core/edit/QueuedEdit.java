package io.erpconfig.core.edit;

import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.error.ConfigStoreException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An edit whose caller waits for its outcome. The caller {@linkplain #awaitHandOver waits} and then asks for the
 * {@linkplain #outcome outcome}; all else is done by the thread that serves the edit, which may be the caller's.
 *
 * <p>Nothing here allocates once an edit is queued: callers are released also by a thread that has run out of memory.
 */
final class QueuedEdit {

    private enum State {
        WAITING,
        HANDED_OVER,
        DONE
    }

    /** The edit that waits behind this one; belongs to the queue. */
    @Nullable
    QueuedEdit next;

    private final Edit edit;
    private final EditSteps steps;
    private final BlobUpload upload;
    private final long bytes;
    private final Thread caller = Thread.currentThread();
    private volatile State state = State.WAITING;

    // One of these is set once it was served. They are read after `state`.
    private @Nullable EditOutcome outcome;
    private @Nullable Throwable refusal;
    private @Nullable Throwable failure;

    /** An edit of the calling thread. The upload holds the contents of its steps, committed or not. */
    QueuedEdit(Edit edit, EditSteps steps, BlobUpload upload) {
        this.edit = edit;
        this.steps = steps;
        this.upload = upload;
        this.bytes = steps.bytes();
    }

    Edit edit() {
        return edit;
    }

    EditSteps steps() {
        return steps;
    }

    BlobUpload upload() {
        return upload;
    }

    /** The size of its contents, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Sets the outcome that counts if the batch becomes durable. */
    void succeed(EditOutcome saved) {
        outcome = saved;
        refusal = null;
    }

    /** Notes that it can't be made, whatever becomes of the others in its batch. */
    void refuse(Throwable why) {
        outcome = null;
        refusal = why;
    }

    /** Makes its caller serve this edit, and others. */
    void handOver() {
        state = State.HANDED_OVER;
        LockSupport.unpark(caller);
    }

    /**
     * Releases its caller.
     *
     * @param why the whole batch has failed; null if it is durable
     */
    void release(@Nullable Throwable why) {
        failure = why;
        state = State.DONE;
        LockSupport.unpark(caller);
    }

    /** Waits, interrupted or not, until it is served or the caller has to serve it. Returns whether the latter. */
    boolean awaitHandOver() {
        boolean interrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state == State.HANDED_OVER;
    }

    /** The outcome, once it has been served; throws what it was refused with, or its batch has failed with. */
    EditOutcome outcome() {
        if (failure instanceof ConfigStoreException e) {
            throw new ConfigStoreException(e.code(), e.getMessage(), e);
        }
        if (failure != null) {
            throw new IllegalStateException("the edits that this one was to be stored with have failed", failure);
        }
        if (refusal instanceof Error error) {
            throw error;
        }
        if (refusal instanceof RuntimeException e) {
            throw e;
        }
        if (outcome == null) {
            throw new IllegalStateException("not served yet");
        }
        return outcome;
    }
}
