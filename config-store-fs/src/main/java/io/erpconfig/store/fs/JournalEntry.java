package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a frame of the journal says of one file. Doing it once more changes nothing.
 *
 * @param name   the file's, relative to the data directory, with {@code /} between folders, in ASCII as all names
 * @param offset where in the file the bytes are, in bytes; {@value #WHOLE} if they are all of it
 */
record JournalEntry(String name, long offset, byte[] bytes) {

    /** Stands for an offset where the bytes are the whole file. */
    static final long WHOLE = -1;

    private static final int FIXED = Short.BYTES + Long.BYTES + Integer.BYTES;

    JournalEntry {
        if (name.isEmpty() || name.length() > Short.MAX_VALUE || name.chars().anyMatch(c -> c >= 0x80)) {
            throw new IllegalArgumentException("name: '" + name + "'");
        }
        if (offset < WHOLE) {
            throw new IllegalArgumentException("offset: " + offset);
        }
    }

    /** How many bytes {@link #writeTo} takes. */
    int length() {
        return FIXED + name.length() + bytes.length;
    }

    void writeTo(ByteBuffer frame) {
        frame.putShort((short) name.length());
        frame.put(name.getBytes(StandardCharsets.US_ASCII));
        frame.putLong(offset);
        frame.putInt(bytes.length);
        frame.put(bytes);
    }

    /** @throws RuntimeException if there is no entry here */
    static JournalEntry readFrom(ByteBuffer frame) {
        byte[] name = new byte[frame.getShort()];
        frame.get(name);
        long offset = frame.getLong();
        byte[] bytes = new byte[frame.getInt()];
        frame.get(bytes);
        return new JournalEntry(new String(name, StandardCharsets.US_ASCII), offset, bytes);
    }

    /** Whether it is an object, which is as good as any other of its name whoever wrote it. */
    boolean isObject() {
        return offset == WHOLE && name.startsWith(DataDirectory.OBJECTS + '/');
    }

    /** Undoes {@link #restore}, where that is done, unless it is an object. */
    void takeBack(Path root) throws IOException {
        Path file = root.resolve(name);
        if (offset >= 0 && Files.exists(file) && Files.size(file) > offset) {
            PlainFiles.cut(file, offset);
        } else if (offset == WHOLE && !isObject()) {
            Files.deleteIfExists(file);
        }
    }

    /** Writes the bytes where they belong, be they there or not, so that the next sync of the file is one of them. */
    void restore(Path root) throws IOException {
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new IllegalArgumentException("'" + name + "' is not in the data directory");
        }
        PlainFiles.makeFolders(root, file.getParent());
        try (FileChannel channel = PlainFiles.openToWrite(file)) {
            PlainFiles.writeFully(channel, Math.max(offset, 0), ByteBuffer.wrap(bytes));
            if (offset == WHOLE) {
                channel.truncate(bytes.length);
            }
        }
    }
}
