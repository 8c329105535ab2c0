package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Immutable bytes by their SHA-256.
 *
 * <p><b>Writing</b> goes through a {@link BlobUpload}, which makes any number of blobs durable together. Storing is
 * idempotent: bytes that are there already are stored again without effect, and any number of uploads of the same bytes
 * at once all succeed. An upload that ends half-way, by an error, an abort or the death of the process, leaves nothing
 * that can be read and nothing that stands in the way of the next one.
 *
 * <p><b>Reading</b> gives exactly the bytes that were stored, or fails: a blob is never seen in part. A blob is never
 * changed; it can be cached under its id for ever.
 *
 * <p><b>Freeing</b> is {@link #sweep}'s alone, and spares everything that was stored, or stored again, lately.
 *
 * <p>Safe for any number of threads.
 */
public interface BlobStore {

    /** Begins an upload. It belongs to the caller until it is closed. */
    BlobUpload begin();

    /** Whether the blob can be read. */
    boolean contains(BlobId id);

    /**
     * All bytes of a blob, for what is small: folders and small files. The array may be shared with other callers and
     * must not be changed.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it is not there: ids come from records that were
     *     written after their blobs, so a missing one is damage
     */
    byte[] read(BlobId id);

    /**
     * The bytes of a blob as a stream, which the caller closes and which does not hold them as a whole. A failure while
     * reading is an {@link java.io.IOException} of the stream.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it is not there
     */
    InputStream open(BlobId id);

    /** Calls back for each blob that can be read, in no order; ones stored meanwhile may or may not be among them. */
    void forEach(Consumer<BlobId> each);

    /**
     * Frees blobs that are not to be kept and were last stored before a time. A blob that is stored again while this
     * runs is either spared or stored anew: an upload that was committed stands.
     *
     * @param keep   whether a blob is referred to
     * @param before only blobs stored before this are freed; for writers in flight
     * @return how many were freed, and their bytes
     */
    Freed sweep(Predicate<BlobId> keep, Instant before);

    /**
     * The result of a sweep.
     *
     * @param blobs how many
     * @param bytes their size as stored, in bytes
     */
    record Freed(long blobs, long bytes) {}
}
