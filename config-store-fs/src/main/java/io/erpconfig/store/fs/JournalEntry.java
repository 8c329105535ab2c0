package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/** One thing that a frame of the journal says. Doing it once more changes nothing. */
sealed interface JournalEntry {

    /** How many bytes {@link #writeTo} takes. */
    int length();

    void writeTo(ByteBuffer frame);

    /** @throws RuntimeException if there is no entry here */
    static JournalEntry readFrom(ByteBuffer frame) {
        short first = frame.getShort();
        return switch (first) {
            case Keyed.VALUE -> Keyed.readFrom(frame, false);
            case Keyed.DELETION -> Keyed.readFrom(frame, true);
            default -> {
                String name = new String(bytes(frame, first), StandardCharsets.US_ASCII);
                long offset = frame.getLong();
                yield new OfFile(name, offset, bytes(frame, frame.getInt()));
            }
        };
    }

    private static byte[] bytes(ByteBuffer frame, int length) {
        byte[] bytes = new byte[length];
        frame.get(bytes);
        return bytes;
    }

    /**
     * A value by its key, or that there is none any more: an entry of the {@link EntryTable}.
     *
     * @param isDeletion  whether there is none any more
     * @param value       the value; empty if there is none
     * @param valueLength the value's length, or that of the one that is deleted
     */
    record Keyed(EntryKey key, boolean isDeletion, byte[] value, int valueLength) implements JournalEntry {

        private static final short VALUE = 0;
        private static final short DELETION = -1;
        private static final int FIXED = Short.BYTES + 1 + Integer.BYTES;

        static Keyed value(EntryKey key, byte[] value) {
            return new Keyed(key, false, value, value.length);
        }

        /** @param length of the value that there was */
        static Keyed deletion(EntryKey key, int length) {
            return new Keyed(key, true, new byte[0], length);
        }

        @Override
        public int length() {
            return FIXED + key.length() + value.length;
        }

        @Override
        public void writeTo(ByteBuffer frame) {
            frame.putShort(isDeletion ? DELETION : VALUE);
            frame.put((byte) key.length());
            frame.put(key.bytes());
            frame.putInt(valueLength);
            frame.put(value);
        }

        private static Keyed readFrom(ByteBuffer frame, boolean deletion) {
            EntryKey key = EntryKey.of(bytes(frame, Byte.toUnsignedInt(frame.get())));
            int length = frame.getInt();
            return deletion ? deletion(key, length) : value(key, bytes(frame, length));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Keyed entry
                    && key.equals(entry.key)
                    && isDeletion == entry.isDeletion
                    && valueLength == entry.valueLength
                    && Arrays.equals(value, entry.value);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    /**
     * Bytes of a file. Of whole files this version writes empty ones only.
     *
     * @param name   the file's, relative to the data directory, with {@code /} between folders, in ASCII as all names
     * @param offset where in the file the bytes are, in bytes; {@value #WHOLE} if they are all of it; below that,
     *     what is done to a record
     */
    record OfFile(String name, long offset, byte[] bytes) implements JournalEntry {

        /** Stands for an offset where the bytes are the whole file. */
        static final long WHOLE = -1;

        /** Stands for an offset where the bytes are all of a record's file that is made; it may be replaced or deleted later. */
        static final long CREATED = -2;

        /** The same of a file that was there before. */
        static final long REPLACED = -3;

        /** Stands for an offset where a record's file is deleted. */
        static final long DELETED = -4;

        /** Stands for an offset where a record's file or folder is moved to the name that the bytes are, in ASCII. */
        static final long MOVED = -5;

        private static final int FIXED = Short.BYTES + Long.BYTES + Integer.BYTES;

        public OfFile {
            if (name.isEmpty()
                    || name.length() > Short.MAX_VALUE
                    || name.chars().anyMatch(c -> c >= 0x80)) {
                throw new IllegalArgumentException("name: '" + name + "'");
            }
            if (offset < MOVED) {
                throw new IllegalArgumentException("offset: " + offset);
            }
        }

        @Override
        public int length() {
            return FIXED + name.length() + bytes.length;
        }

        @Override
        public void writeTo(ByteBuffer frame) {
            frame.putShort((short) name.length());
            frame.put(name.getBytes(StandardCharsets.US_ASCII));
            frame.putLong(offset);
            frame.putInt(bytes.length);
            frame.put(bytes);
        }

        /** Whether it is an object, which is as good as any other of its name. */
        boolean isObject() {
            return offset == WHOLE && name.startsWith(DataDirectory.OBJECTS + '/');
        }

        /** Undoes {@link #restore}, where that is done, unless it is an object. */
        void takeBack(Path root) throws IOException {
            Path file = root.resolve(name);
            if (offset >= 0 && Files.exists(file) && Files.size(file) > offset) {
                PlainFiles.cut(file, offset);
            } else if ((offset == WHOLE || offset == CREATED) && !isObject()) {
                Files.deleteIfExists(file);
            }
        }

        /** Whether it is of a record: a later entry may be of the same file. */
        boolean isOfRecord() {
            return offset <= CREATED;
        }

        /** The name that a file or folder gets that is moved. */
        Optional<String> movedTo() {
            return offset == MOVED ? Optional.of(new String(bytes, StandardCharsets.US_ASCII)) : Optional.empty();
        }

        private void redo(Path root, Path file) throws IOException {
            if (offset == DELETED) {
                Files.deleteIfExists(file);
                return;
            }
            Path to = inside(root, movedTo().orElseThrow());
            if (!Files.exists(file)) {
                return;
            }
            if (!Files.exists(to)) {
                PlainFiles.makeFolders(root, to.getParent());
                Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
            } else if (Files.isSameFile(file, to)) {
                // A loss of power may leave both names. If it is another one, it has been made in the old place since.
                Files.delete(file);
            }
        }

        private static Path inside(Path root, String name) {
            Path file = root.resolve(name).normalize();
            if (!file.startsWith(root) || file.equals(root)) {
                throw new IllegalArgumentException("'" + name + "' is not in the data directory");
            }
            return file;
        }

        /** Writes the bytes where they belong, be they there or not, so that the next sync of the file is one of them. */
        void restore(Path root) throws IOException {
            Path file = inside(root, name);
            if (offset == DELETED || offset == MOVED) {
                redo(root, file);
                return;
            }
            PlainFiles.makeFolders(root, file.getParent());
            try (FileChannel channel = PlainFiles.openToWrite(file)) {
                PlainFiles.writeFully(channel, Math.max(offset, 0), ByteBuffer.wrap(bytes));
                if (offset < 0) {
                    channel.truncate(bytes.length);
                }
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfFile entry
                    && name.equals(entry.name)
                    && offset == entry.offset
                    && Arrays.equals(bytes, entry.bytes);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
