package io.erpconfig.store.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame in the bytes of a {@link JournalSegment}.
 *
 * @param number of the frame
 * @param forced the number of the last frame of the segment that was durable when this one was written
 * @param from   where its entries begin
 * @param to     where they end, and the frame with them
 */
record JournalFrame(long number, long forced, int from, int to) {

    /** Salt, number, forced, length of the entries, and the CRC-32C of all that and the entries. */
    static final int HEADER = 32;

    private static final int LENGTH = 24;
    private static final int CRC = 28;

    /**
     * A frame that is to be written.
     *
     * @param entries what it says
     * @param tails   lines whose places and numbers it doesn't say yet: the last of the entries are theirs
     * @param places  where each of those is to be written
     * @param bytes   what it says, with room for the header before it
     */
    record Draft(List<JournalEntry> entries, List<JournalTail> tails, List<Integer> places, ByteBuffer bytes) {

        static Draft of(List<? extends JournalEntry> entries) {
            return of(entries, List.of());
        }

        static Draft of(List<? extends JournalEntry> files, List<JournalTail> tails) {
            List<JournalEntry> entries = new ArrayList<>(files);
            tails.forEach(tail -> entries.add(tail.entry()));
            int length = HEADER;
            for (JournalEntry entry : entries) {
                length = Math.addExact(length, entry.length());
            }
            ByteBuffer bytes = ByteBuffer.allocate(length).position(HEADER);
            files.forEach(entry -> entry.writeTo(bytes));
            List<Integer> places = new ArrayList<>();
            for (JournalEntry entry : entries.subList(files.size(), entries.size())) {
                places.add(bytes.position());
                entry.writeTo(bytes);
            }
            return new Draft(entries, tails, places, bytes.rewind());
        }

        int length() {
            return bytes.capacity();
        }

        /** Decides where the lines are that it puts at the ends of files. By the thread that is about to write it. */
        void reserve() {
            for (int i = 0; i < tails.size(); i++) {
                tails.get(i).reserve();
                tails.get(i).entry().writeTo(bytes.position(places.get(i)));
            }
            bytes.rewind();
        }

        /** Gives up what was reserved and doesn't count. */
        void drop(Throwable why) {
            tails.forEach(tail -> tail.drop(why));
        }

        /** The bytes with a header. */
        ByteBuffer sealed(long salt, long number, long forced) {
            bytes.putLong(0, salt).putLong(8, number).putLong(16, forced).putInt(LENGTH, length() - HEADER);
            return bytes.putInt(CRC, crc(bytes, 0, length()));
        }
    }

    /** The frame that begins somewhere, if one does. */
    static Optional<JournalFrame> at(ByteBuffer segment, int at, long salt) {
        if (at > segment.capacity() - HEADER || segment.getLong(at) != salt) {
            return Optional.empty();
        }
        int length = segment.getInt(at + LENGTH);
        int from = at + HEADER;
        if (length <= 0
                || length > segment.capacity() - from
                || segment.getInt(at + CRC) != crc(segment, at, from + length)) {
            return Optional.empty();
        }
        return Optional.of(new JournalFrame(segment.getLong(at + 8), segment.getLong(at + 16), from, from + length));
    }

    private static int crc(ByteBuffer bytes, int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, CRC));
        crc.update(bytes.slice(at + HEADER, end - at - HEADER));
        return (int) crc.getValue();
    }

    /** @throws RuntimeException if they are none, which a CRC that fits all but excludes */
    List<JournalEntry> entries(ByteBuffer segment) {
        ByteBuffer bytes = segment.slice(from, to - from);
        List<JournalEntry> entries = new ArrayList<>();
        while (bytes.hasRemaining()) {
            entries.add(JournalEntry.readFrom(bytes));
        }
        return entries;
    }
}
