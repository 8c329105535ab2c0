package io.erpconfig.core.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Function;

/**
 * The text that the content id is the hash of: a line <code>{path}|{size}|{md5}\n</code> for every file, in the order
 * of {@link String#compareTo} (contract, section 1).
 *
 * @param id    the SHA-256 of those lines
 * @param files number of files
 * @param size  of all of them together, in bytes
 */
public record ContentListing(ContentId id, int files, long size) {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 1 << 15;
    private static final int LONGEST_LINE = ConfigPath.MAX_BYTES + 64;

    /** Walks the whole tree below a root. Reads folders only, never a file. */
    public static ContentListing of(Tree root, Function<TreeId, Tree> folders) {
        Walk walk = new Walk(folders);
        walk.folder(root, new byte[ConfigPath.MAX_BYTES + 1], 0);
        walk.flush();
        return new ContentListing(new ContentId(Sha256.ofDigest(walk.sha256.digest())), walk.files, walk.size);
    }

    private static final class Walk {
        private final Function<TreeId, Tree> folders;
        private final MessageDigest sha256 = Sha256.newDigest();
        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        private int files;
        private long size;

        Walk(Function<TreeId, Tree> folders) {
            this.folders = folders;
        }

        void folder(Tree tree, byte[] prefix, int prefixLength) {
            for (int i = 0; i < tree.count(); i++) {
                int nameLength = tree.nameLength(i);
                if (tree.isFile(i)) {
                    file(tree, i, prefix, prefixLength);
                } else {
                    System.arraycopy(tree.encoded(), tree.nameAt(i), prefix, prefixLength, nameLength);
                    prefix[prefixLength + nameLength] = '/';
                    folder(folders.apply(tree.folderTree(i)), prefix, prefixLength + nameLength + 1);
                }
            }
        }

        private void file(Tree tree, int index, byte[] prefix, int prefixLength) {
            if (chunk.remaining() < LONGEST_LINE) {
                flush();
            }
            long bytes = tree.fileSize(index);
            chunk.put(prefix, 0, prefixLength);
            chunk.put(tree.encoded(), tree.nameAt(index), tree.nameLength(index))
                    .put((byte) '|');
            putDecimal(bytes);
            chunk.put((byte) '|');
            int md5 = tree.md5At(index);
            for (int i = 0; i < Md5.BYTES; i++) {
                int value = tree.encoded()[md5 + i];
                chunk.put(HEX[value >> 4 & 0xF]).put(HEX[value & 0xF]);
            }
            chunk.put((byte) '\n');
            files++;
            size += bytes;
        }

        private void putDecimal(long value) {
            long power = 1;
            while (value / power >= 10) {
                power *= 10;
            }
            for (; power > 0; power /= 10) {
                chunk.put((byte) ('0' + value / power % 10));
            }
        }

        void flush() {
            sha256.update(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
    }
}
