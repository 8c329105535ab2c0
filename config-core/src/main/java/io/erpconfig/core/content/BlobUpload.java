package io.erpconfig.core.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Blobs on their way in, made durable together: many puts, then one {@link #commit}. Used by one thread at a time, which
 * may hand it to another. Closing without a commit gives the whole upload up.
 */
public interface BlobUpload extends AutoCloseable {

    /**
     * Takes the bytes up to the stream's end; the caller closes the stream. Nothing is promised before
     * {@link #commit}.
     *
     * @return the SHA-256 of the bytes
     * @throws IOException if the stream fails; the upload goes on without these bytes
     */
    BlobId put(InputStream bytes) throws IOException;

    /** {@link #put(InputStream)} of an array, which nobody changes afterwards: it may be kept and given to readers. */
    default BlobId put(byte[] bytes) {
        try {
            return put(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError("an array does not fail", e);
        }
    }

    /**
     * Returns when every blob of this upload is durable and can be read. May be followed by more puts and commits; after
     * one that failed the upload can only be closed.
     */
    void commit();

    /** Gives up what was not committed. */
    @Override
    void close();
}
