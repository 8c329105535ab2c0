package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Takes a file's bytes into an upload and works out, in that one pass, all that a {@link FileEntry} says of them. */
public final class StoredContent {

    private StoredContent() {}

    /**
     * Stores a file's bytes.
     *
     * @param name of the entry: the last segment of its path
     * @throws ConfigStoreException {@link ErrorCode#INVALID_CONTENT} if the source fails, or gives fewer or more bytes
     *     than it said
     */
    public static FileEntry put(BlobUpload upload, String name, ContentSource source) {
        try (InputStream in = source.open();
                Digesting digesting = new Digesting(in, source.size())) {
            BlobId blob = upload.put(digesting);
            if (digesting.count != source.size()) {
                throw new ConfigStoreException(
                        ErrorCode.INVALID_CONTENT,
                        "content of " + source.size() + " bytes ended after " + digesting.count);
            }
            return new FileEntry(
                    name,
                    digesting.count,
                    Md5.ofDigest(digesting.md5.digest()),
                    blob,
                    GitId.ofDigest(digesting.git.digest()));
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.INVALID_CONTENT, "content can't be read to its end", e);
        }
    }

    private static final class Digesting extends FilterInputStream {
        private final MessageDigest md5 = Md5.newDigest();
        private final MessageDigest git;
        private final long expected;
        private long count;

        Digesting(InputStream in, long expected) {
            super(in);
            this.expected = expected;
            this.git = GitId.newDigest("blob", expected);
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
                md5.update(into, offset, read);
                git.update(into, offset, read);
                count += read;
                if (count > expected) {
                    throw new IOException("more than the " + expected + " bytes announced");
                }
            }
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public long skip(long n) throws IOException {
            throw new IOException("skipped bytes would not be digested");
        }
    }
}
