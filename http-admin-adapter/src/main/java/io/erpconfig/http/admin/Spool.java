package io.erpconfig.http.admin;

import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A buffer for an unknown number of incoming bytes: few are held in memory, more in a temporary file, which is deleted
 * when this is closed. A failure of the disk is {@link ErrorCode#STORAGE_FAILED}. Used by one thread.
 */
final class Spool extends OutputStream {

    /** Number of bytes that are held in memory. */
    private static final int IN_MEMORY = 64 * 1024;

    private static final int CHUNK = 32 * 1024;

    /** The bytes as long as there is no file. */
    private byte[] memory = new byte[0];

    private Optional<FileChannel> file = Optional.empty();
    private long size;

    long size() {
        return size;
    }

    /** Takes all bytes of a stream. */
    void append(InputStream bytes) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                write(chunk, 0, read);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static ConfigStoreException failed(IOException cause) {
        return new ConfigStoreException(ErrorCode.STORAGE_FAILED, "a request's body can't be kept", cause);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            if (file.isEmpty() && size + length > IN_MEMORY) {
                toFile();
            }
            if (file.isEmpty()) {
                toMemory(bytes, offset, length);
            } else {
                write(file.get(), ByteBuffer.wrap(bytes, offset, length), size);
            }
            size += length;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void toMemory(byte[] bytes, int offset, int length) {
        int at = (int) size;
        if (at + length > memory.length) {
            memory = Arrays.copyOf(memory, Math.min(IN_MEMORY, Math.max(at + length, 2 * memory.length)));
        }
        System.arraycopy(bytes, offset, memory, at, length);
    }

    private void toFile() throws IOException {
        Path path = Files.createTempFile("erp-config-", ".body");
        FileChannel opened = open(path);
        file = Optional.of(opened);
        write(opened, ByteBuffer.wrap(memory, 0, (int) size), 0);
        memory = new byte[0];
    }

    /** Opens a file that is gone when it is closed, and at once if it can't be opened. */
    private static FileChannel open(Path path) throws IOException {
        boolean open = false;
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            open = true;
            return channel;
        } finally {
            if (!open) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += to.write(bytes, next);
        }
    }

    /** A part of the bytes, to be read while this is open. */
    ContentSource slice(long from, long length) {
        return new ContentSource() {
            @Override
            public long size() {
                return length;
            }

            @Override
            public InputStream open() {
                return Spool.this.open(from, length);
            }
        };
    }

    private InputStream open(long from, long length) {
        return file.<InputStream>map(channel -> new Slice(channel, from, from + length))
                .orElseGet(() -> new ByteArrayInputStream(memory, (int) from, (int) length));
    }

    @Override
    public void close() {
        if (file.isPresent()) {
            try {
                file.get().close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private static final class Slice extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        Slice(FileChannel file, long from, long end) {
            this.file = file;
            this.at = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, read);
            return read;
        }
    }
}
