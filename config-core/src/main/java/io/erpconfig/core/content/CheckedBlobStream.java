package io.erpconfig.core.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob as it is read. If its bytes are not those of its id it fails with the last of them, instead of giving those, so
 * that nobody who reads to the announced length takes it for whole. What is skipped is not checked. For stores.
 */
public final class CheckedBlobStream extends FilterInputStream {

    private final BlobId id;
    private final MessageDigest sha256 = Sha256.newDigest();
    private long left;
    private boolean checking = true;

    /**
     * @param in   is closed with this, and at once if this throws
     * @param size how many bytes there have to be
     * @throws IOException if there have to be none, and that is not what the id says
     */
    public CheckedBlobStream(InputStream in, long size, BlobId id) throws IOException {
        super(in);
        this.left = size;
        this.id = id;
        if (size == 0) {
            checkEmpty();
        }
    }

    private void checkEmpty() throws IOException {
        boolean right = false;
        try {
            check();
            right = true;
        } finally {
            if (!right) {
                in.close();
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read > 0) {
            sha256.update(into, offset, read);
            left -= read;
            if (left == 0) {
                check();
            }
        }
        return read;
    }

    private void check() throws IOException {
        if (checking && !Sha256.ofDigest(sha256.digest()).equals(id.sha256())) {
            throw new IOException("object " + id + " is damaged: its bytes are not those of its id");
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        checking = false;
        return in.skip(bytes);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
