package io.erpconfig.core.edit;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.content.BlobUpload;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An edit whose caller waits for it, with what has become of it. Its caller {@linkplain #awaitTurn waits} and then
 * asks for the {@linkplain #outcome outcome}; all else is done by the thread that serves it, which may be the caller's.
 *
 * <p>Nothing here allocates once an edit is queued: who waits is released also by a thread that has run out of memory.
 */
final class QueuedEdit {

    private enum Turn {
        NONE,
        TO_SERVE,
        SERVED
    }

    /** Who waits behind it: the queue's own. */
    @Nullable
    QueuedEdit next;

    private final Edit edit;
    private final EditSteps steps;
    private final BlobUpload upload;
    private final long bytes;
    private final Thread caller = Thread.currentThread();
    private volatile Turn turn = Turn.NONE;

    // One of the three, after it was served. They are read after `turn`.
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

    /** Says what will have become of it if the batch that it is in becomes durable. */
    void settle(EditOutcome settled) {
        outcome = settled;
        refusal = null;
    }

    /** Says that it can't be made, whatever becomes of the others in its batch. */
    void refuse(Throwable why) {
        outcome = null;
        refusal = why;
    }

    /** Has its caller serve it, and others. */
    void giveTurn() {
        turn = Turn.TO_SERVE;
        LockSupport.unpark(caller);
    }

    /**
     * Releases its caller.
     *
     * @param why the whole batch has failed; null if it is durable
     */
    void release(@Nullable Throwable why) {
        failure = why;
        turn = Turn.SERVED;
        LockSupport.unpark(caller);
    }

    /** Waits, interrupted or not, until it has been served, or has to be by the caller. Returns whether the latter. */
    boolean awaitTurn() {
        boolean interrupted = false;
        while (turn == Turn.NONE) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn == Turn.TO_SERVE;
    }

    /** What has become of it, once it has been served; throws what it was refused with, or its batch has failed with. */
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
