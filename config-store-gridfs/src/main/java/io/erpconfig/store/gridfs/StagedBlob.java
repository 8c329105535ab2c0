package io.erpconfig.store.gridfs;

import org.bson.types.ObjectId;

/** A blob of an upload before its commit. */
sealed interface StagedBlob {

    long length();

    /** Small, and still in memory only. */
    record Kept(byte[] bytes) implements StagedBlob {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** Its chunks are written, under a file that isn't there yet. */
    record Written(ObjectId file, long length) implements StagedBlob {}
}
