package io.erpconfig.store.fs.faulty;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An array that grows, with zeros where nothing was written. A copy costs next to nothing: it shares what neither changes. */
final class Bytes {

    private static final int PAGE = 4096;
    private static final byte[] ZEROS = new byte[PAGE];

    /** Null for zeros. */
    private byte[][] pages;

    /** Whether each page is shared with nobody. */
    private boolean[] own;

    private int size;

    Bytes() {
        this(new byte[0][], 0);
    }

    private Bytes(byte[][] pages, int size) {
        this.pages = pages;
        this.own = new boolean[pages.length];
        this.size = size;
    }

    Bytes copy() {
        Arrays.fill(own, false);
        return new Bytes(pages.clone(), size);
    }

    int size() {
        return size;
    }

    /** Gives bytes that are there. */
    void read(int at, ByteBuffer into, int length) {
        for (int done = 0; done < length; ) {
            int offset = (at + done) % PAGE;
            int part = Math.min(length - done, PAGE - offset);
            byte[] page = pages[(at + done) / PAGE];
            into.put(page == null ? ZEROS : page, offset, part);
            done += part;
        }
    }

    void write(int at, byte[] bytes, int from, int length) {
        resize(Math.max(size, at + length));
        for (int done = 0; done < length; ) {
            int offset = (at + done) % PAGE;
            int part = Math.min(length - done, PAGE - offset);
            put((at + done) / PAGE, offset, bytes, from + done, part);
            done += part;
        }
    }

    private void put(int page, int offset, byte[] bytes, int from, int length) {
        boolean zeros = Arrays.equals(bytes, from, from + length, ZEROS, 0, length);
        if (pages[page] != null || !zeros) {
            System.arraycopy(bytes, from, owned(page), offset, length);
        }
    }

    private byte[] owned(int page) {
        if (!own[page]) {
            pages[page] = pages[page] == null ? new byte[PAGE] : pages[page].clone();
            own[page] = true;
        }
        return pages[page];
    }

    void cut(int length) {
        resize(Math.min(size, length));
    }

    void resize(int length) {
        int count = (length + PAGE - 1) / PAGE;
        if (length < size) {
            Arrays.fill(pages, count, pages.length, null);
            Arrays.fill(own, count, own.length, false);
            if (length % PAGE > 0 && pages[count - 1] != null) {
                Arrays.fill(owned(count - 1), length % PAGE, PAGE, (byte) 0);
            }
        } else if (count > pages.length) {
            int room = Math.max(count, pages.length * 2);
            pages = Arrays.copyOf(pages, room);
            own = Arrays.copyOf(own, room);
        }
        size = length;
    }
}
