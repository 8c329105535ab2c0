package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A blob that is on its way in. */
sealed interface StagedBlob {

    /** In bytes. */
    long size();

    /** All of it; for what is small. */
    byte[] bytes() throws IOException;

    /** One that is in memory. */
    record InMemory(byte[] bytes) implements StagedBlob {
        @Override
        public long size() {
            return bytes.length;
        }
    }

    /**
     * One of many in one temporary file.
     *
     * @param file  open as long as its upload is
     * @param from  where it begins, in bytes
     */
    record InSharedFile(FileChannel file, long from, int length) implements StagedBlob {
        @Override
        public long size() {
            return length;
        }

        @Override
        public byte[] bytes() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (file.read(bytes, from + bytes.position()) < 0) {
                    throw new IOException("a temporary file has become shorter");
                }
            }
            return bytes.array();
        }
    }

    /**
     * One in a temporary file of its own.
     *
     * @param temp the file, closed but not synced
     */
    record InFile(Path temp, long size) implements StagedBlob {
        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(temp);
        }
    }
}
