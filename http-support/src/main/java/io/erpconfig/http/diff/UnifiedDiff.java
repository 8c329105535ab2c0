package io.erpconfig.http.diff;

import io.erpconfig.http.Utf8Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The differences between two states of a file, the way GitLab shows them (contract, section 2): the hunks of a unified
 * diff with three lines of context, from the first {@code @@} on, without file headers. {@code git apply} takes it once
 * such headers are put before it.
 *
 * <p>Lines end at {@code \n} alone; every other byte, {@code \r} included, belongs to the line. A file that is not
 * UTF-8 or has a NUL is binary. The diff is the shortest there is where that can be told in little time and memory;
 * beyond the bounds in {@link LineMatching}, all lines between the first and the last that differ are shown as
 * replaced.
 *
 * @param text      empty if nothing differs or the diff is too large; else it ends in a line feed
 * @param tooLarge  whether the text would be longer than {@value #MAX_BYTES} bytes
 * @param binary    whether a side is binary; the text then says only that they differ
 * @param additions lines in the new state that the old one has not; 0 if binary
 * @param deletions lines in the old state that the new one has not; 0 if binary
 */
public record UnifiedDiff(String text, boolean tooLarge, boolean binary, int additions, int deletions) {

    /** The longest text, in bytes of UTF-8: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int CONTEXT = 3;
    private static final UnifiedDiff NONE = new UnifiedDiff("", false, false, 0, 0);
    private static final byte[] NOTHING = {};

    /**
     * Compares two states of a file. The arrays are only read. Memory beyond them is a few times that of the lines that
     * differ, at most some tens of megabytes.
     *
     * @param path   of the file from the root; only the text about binary files speaks of it
     * @param before the old bytes; empty if the file is new
     * @param after  the new bytes; empty if the file is gone
     */
    public static UnifiedDiff between(String path, Optional<byte[]> before, Optional<byte[]> after) {
        byte[] old = before.orElse(NOTHING);
        byte[] now = after.orElse(NOTHING);
        if (Arrays.equals(old, now)) {
            return NONE;
        }
        if (!isText(old) || !isText(now)) {
            String text = "Binary files " + before.map(bytes -> "a/" + path).orElse("/dev/null") + " and "
                    + after.map(bytes -> "b/" + path).orElse("/dev/null") + " differ\n";
            return new UnifiedDiff(text, false, true, 0, 0);
        }
        return ofText(old, now);
    }

    private static UnifiedDiff ofText(byte[] old, byte[] now) {
        int head = commonHead(old, now);
        int tail = commonTail(old, now, head);
        int oldEnd = old.length - tail;
        int nowEnd = now.length - tail;
        int deleted = Lines.count(old, head, oldEnd);
        int added = Lines.count(now, head, nowEnd);
        // Only what is between the two, and its context, is ever looked at line by line.
        int from = Lines.back(old, head, CONTEXT);
        int contextBefore = Lines.count(old, from, head);
        int tailShown = Lines.forth(old, oldEnd, CONTEXT) - oldEnd;
        Edit block = new Edit(contextBefore, contextBefore + deleted, contextBefore, contextBefore + added);
        boolean many = (long) deleted + added > LineMatching.MAX_LINES;
        if (many && (long) oldEnd - head + nowEnd - head + deleted + added > MAX_BYTES) {
            return new UnifiedDiff("", true, false, added, deleted);
        }
        Lines oldLines = Lines.of(old, from, oldEnd + tailShown);
        Lines nowLines = Lines.of(now, from, nowEnd + tailShown);
        List<Edit> edits = many
                ? List.of(block)
                : LineMatching.edits(oldLines, nowLines, block).orElse(List.of(block));
        Optional<String> text =
                new Hunks(oldLines, nowLines, Lines.count(old, 0, from), CONTEXT, MAX_BYTES).format(edits);
        return new UnifiedDiff(
                text.orElse(""),
                text.isEmpty(),
                false,
                edits.stream().mapToInt(Edit::added).sum(),
                edits.stream().mapToInt(Edit::deleted).sum());
    }

    /** Number of bytes of whole lines that both begin with. */
    private static int commonHead(byte[] old, byte[] now) {
        int same = Arrays.mismatch(old, now);
        while (!startsLine(old, same)) {
            same--;
        }
        return same;
    }

    /** Number of bytes of whole lines that both end with, after those that they begin with. */
    private static int commonTail(byte[] old, byte[] now, int head) {
        int most = Math.min(old.length, now.length) - head;
        int same = 0;
        while (same < most && old[old.length - 1 - same] == now[now.length - 1 - same]) {
            same++;
        }
        while (same > 0 && !(startsLine(old, old.length - same) && startsLine(now, now.length - same))) {
            same--;
        }
        return same;
    }

    private static boolean startsLine(byte[] bytes, int at) {
        return at == 0 || bytes[at - 1] == '\n';
    }

    private static boolean isText(byte[] bytes) {
        try {
            return Utf8Text.is(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError("an array does not fail", e);
        }
    }
}
