package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one folder, immutable, in the canonical encoding in which a folder is stored. This class is a view of
 * those bytes: reading a stored folder decodes nothing, finding a name is a binary search in them, and a change copies
 * them in runs.
 *
 * <p><b>Encoding</b>, all numbers big-endian: the four bytes {@code ECT1}; the number of entries (4 bytes); the offset
 * of each entry (4 bytes each); the entries. A file is {@code f}, size (8), MD5 (16), SHA-256 (32), git id (20); a folder
 * is {@code d}, tree id (32), git id (20); then, of both, the name's length in bytes (2) and the name in UTF-8.
 *
 * <p><b>Order</b>: by name in UTF-16 code units, a folder's name as if it ended in {@code /}. So walking a tree depth
 * first gives all paths in the order of {@link String#compareTo}, the order of the content id. Equal folders have equal
 * bytes, and so equal ids.
 */
public final class Tree {

    /** The folder without entries. It is never stored. */
    public static final Tree EMPTY = new Tree(new byte[] {'E', 'C', 'T', '1', 0, 0, 0, 0});

    private static final int MAGIC = 0x45435431;
    private static final int HEADER = 8;
    private static final byte FILE = 'f';
    private static final byte FOLDER = 'd';
    private static final int FILE_MD5 = 1 + Long.BYTES;
    private static final int FILE_SHA256 = FILE_MD5 + Md5.BYTES;
    private static final int FILE_GIT = FILE_SHA256 + Sha256.BYTES;
    private static final int FILE_NAME = FILE_GIT + GitId.BYTES;
    private static final int FOLDER_GIT = 1 + Sha256.BYTES;
    private static final int FOLDER_NAME = FOLDER_GIT + GitId.BYTES;

    private final byte[] encoded;
    private final ByteBuffer view;
    private final int count;

    /** Computed on first use; threads that compute it at the same time write the same. */
    private @Nullable TreeId id;

    private Tree(byte[] encoded) {
        this.encoded = encoded;
        this.view = ByteBuffer.wrap(encoded);
        this.count = view.getInt(4);
    }

    /**
     * The folder with this encoding, which nobody changes afterwards. Only the frame is checked here; what is behind it
     * is {@link #check}'s.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it can't be a folder's encoding
     */
    public static Tree decode(byte[] encoded) {
        ByteBuffer head = ByteBuffer.wrap(encoded);
        if (encoded.length < HEADER
                || head.getInt(0) != MAGIC
                || head.getInt(4) < 0
                || head.getInt(4) > (encoded.length - HEADER) / Integer.BYTES) {
            throw damaged("a folder's encoding has no valid head");
        }
        return new Tree(encoded);
    }

    /** The folder with these entries, in any order; their names differ. */
    public static Tree of(Collection<? extends TreeEntry> entries) {
        SortedMap<String, Optional<TreeEntry>> changes = new TreeMap<>();
        for (TreeEntry entry : entries) {
            if (changes.put(key(entry), Optional.of(entry)) != null) {
                throw new IllegalArgumentException("two entries named " + entry.name());
            }
        }
        return EMPTY.with(changes);
    }

    /** The bytes under which the folder is stored. Shared: not to be changed. */
    public byte[] encoded() {
        return encoded;
    }

    /** The SHA-256 of {@link #encoded}; computed when it is asked for first. */
    public TreeId id() {
        TreeId known = id;
        if (known == null) {
            known = new TreeId(Sha256.of(encoded));
            id = known;
        }
        return known;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The entries in the folder's order: a view, made entry by entry as it is read. */
    public List<TreeEntry> entries() {
        return new Entries();
    }

    /** The entry of this name, a file or a folder. */
    public Optional<TreeEntry> find(String name) {
        int index = indexOf(name);
        return index >= 0 ? Optional.of(entry(index)) : Optional.empty();
    }

    /** The index of the entry of this name, a file or a folder; negative if there is none. */
    int indexOf(String name) {
        int file = search(name);
        return file >= 0 ? file : search(name + '/');
    }

    /** A name as the folder sorts it. */
    public static String key(TreeEntry entry) {
        return entry instanceof FolderEntry ? entry.name() + '/' : entry.name();
    }

    /**
     * Makes a copy of this folder with entries replaced, added (a key with an entry) or left out (a key with none).
     * Keys are those of {@link #key}; one that is to be left out and isn't there is passed over.
     */
    Tree with(SortedMap<String, Optional<TreeEntry>> changes) {
        // First what goes between which of the old entries, then the copy in runs.
        int[] positions = new int[changes.size()];
        int newCount = count;
        int newBytes = encoded.length - HEADER - count * Integer.BYTES;
        int i = 0;
        for (Map.Entry<String, Optional<TreeEntry>> change : changes.entrySet()) {
            int found = search(change.getKey());
            positions[i++] = found;
            if (found >= 0) {
                newCount--;
                newBytes -= end(found) - offset(found);
            }
            if (change.getValue().isPresent()) {
                newCount++;
                newBytes += encodedSize(change.getValue().get());
            }
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + newCount * Integer.BYTES + newBytes);
        out.putInt(MAGIC).putInt(newCount);
        Copy copy = new Copy(out, HEADER + newCount * Integer.BYTES);
        i = 0;
        for (Optional<TreeEntry> change : changes.values()) {
            int position = positions[i++];
            copy.upTo(position >= 0 ? position : -position - 1);
            change.ifPresent(copy::add);
            if (position >= 0) {
                copy.skip();
            }
        }
        copy.upTo(count);
        return new Tree(out.array());
    }

    private final class Copy {
        private final ByteBuffer out;
        private int index;
        private int at;
        private int next;

        Copy(ByteBuffer out, int firstEntry) {
            this.out = out;
            this.at = firstEntry;
        }

        void upTo(int end) {
            if (next >= end) {
                return;
            }
            int from = offset(next);
            int shift = at - from;
            for (int i = next; i < end; i++) {
                out.putInt(HEADER + Integer.BYTES * index++, offset(i) + shift);
            }
            int length = end(end - 1) - from;
            out.put(at, encoded, from, length);
            at += length;
            next = end;
        }

        void skip() {
            next++;
        }

        void add(TreeEntry entry) {
            out.putInt(HEADER + Integer.BYTES * index++, at);
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            ByteBuffer to = out.duplicate().position(at);
            if (entry instanceof FileEntry file) {
                to.put(FILE).putLong(file.size()).put(file.md5().bytes());
                to.put(file.blob().sha256().bytes());
            } else {
                FolderEntry folder = (FolderEntry) entry;
                to.put(FOLDER).put(folder.tree().sha256().bytes());
            }
            to.put(entry.gitId().bytes()).putShort((short) name.length).put(name);
            at = to.position();
        }
    }

    private static int encodedSize(TreeEntry entry) {
        int name = entry.name().getBytes(StandardCharsets.UTF_8).length;
        return (entry instanceof FileEntry ? FILE_NAME : FOLDER_NAME) + Short.BYTES + name;
    }

    /** The id of the git tree object with the same entries, every file of mode 100644. */
    public GitId gitId() {
        Integer[] order = null;
        if (anyNameBeyondSurrogates()) {
            order = new Integer[count];
            Arrays.setAll(order, index -> index);
            Arrays.sort(order, this::compareAsGit);
        }
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += (isFile(i) ? "100644 " : "40000 ").length() + nameLength(i) + 1 + GitId.BYTES;
        }
        MessageDigest sha1 = GitId.newDigest("tree", size);
        ByteBuffer chunk = ByteBuffer.allocate(8192);
        for (int i = 0; i < count; i++) {
            int index = order == null ? i : order[i];
            if (chunk.remaining() < 300) {
                sha1.update(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
            chunk.put(isFile(index) ? FILE_MODE : FOLDER_MODE);
            chunk.put(encoded, nameAt(index), nameLength(index)).put((byte) 0);
            chunk.put(encoded, offset(index) + (isFile(index) ? FILE_GIT : FOLDER_GIT), GitId.BYTES);
        }
        sha1.update(chunk.array(), 0, chunk.position());
        return GitId.ofDigest(sha1.digest());
    }

    private static final byte[] FILE_MODE = "100644 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FOLDER_MODE = "40000 ".getBytes(StandardCharsets.US_ASCII);

    /** Git sorts by bytes of UTF-8, which is another order only where a name has a character from U+E000 on. */
    private boolean anyNameBeyondSurrogates() {
        for (int i = 0; i < count; i++) {
            int end = nameAt(i) + nameLength(i);
            for (int at = nameAt(i); at < end; at++) {
                if ((encoded[at] & 0xFF) >= 0xEE) {
                    return true;
                }
            }
        }
        return false;
    }

    private int compareAsGit(int a, int b) {
        return Arrays.compareUnsigned(gitKey(a), gitKey(b));
    }

    private byte[] gitKey(int index) {
        byte[] name = Arrays.copyOfRange(encoded, nameAt(index), nameAt(index) + nameLength(index) + 1);
        name[name.length - 1] = (byte) (isFile(index) ? 0 : '/');
        return name;
    }

    /**
     * Reads everything that {@link #decode} has not looked at.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it is not what the same entries encode to
     */
    public void check() {
        try {
            // One by one: all entries of a large folder at once would take many times the room of their encoding.
            int at = HEADER + count * Integer.BYTES;
            String before = "";
            for (int i = 0; i < count; i++) {
                TreeEntry entry = entry(i);
                String key = key(entry);
                if (offset(i) != at || key.compareTo(before) <= 0 || !isEncoded(entry, at)) {
                    throw damaged("a folder's encoding is not canonical");
                }
                at = end(i);
                before = key;
            }
            if (at == encoded.length) {
                return;
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "a folder's encoding can't be read", e);
        }
        throw damaged("a folder's encoding is not canonical");
    }

    /** Whether what the entry at a place encodes to is there. */
    private boolean isEncoded(TreeEntry entry, int at) {
        byte[] alone = of(List.of(entry)).encoded;
        int from = HEADER + Integer.BYTES;
        return Arrays.equals(alone, from, alone.length, encoded, at, at + alone.length - from);
    }

    private static ConfigStoreException damaged(String message) {
        return new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, message);
    }

    // ---- entries by index: what walks over whole folders reads without making objects

    int count() {
        return count;
    }

    boolean isFile(int index) {
        return encoded[offset(index)] == FILE;
    }

    long fileSize(int index) {
        return view.getLong(offset(index) + 1);
    }

    int md5At(int index) {
        return offset(index) + FILE_MD5;
    }

    TreeId folderTree(int index) {
        return new TreeId(Sha256.read(encoded, offset(index) + 1));
    }

    int nameAt(int index) {
        return offset(index) + (isFile(index) ? FILE_NAME : FOLDER_NAME) + Short.BYTES;
    }

    int nameLength(int index) {
        return view.getShort(nameAt(index) - Short.BYTES) & 0xFFFF;
    }

    private int offset(int index) {
        return view.getInt(HEADER + Integer.BYTES * index);
    }

    private int end(int index) {
        return nameAt(index) + nameLength(index);
    }

    private TreeEntry entry(int index) {
        int at = offset(index);
        String name = new String(encoded, nameAt(index), nameLength(index), StandardCharsets.UTF_8);
        return switch (encoded[at]) {
            case FILE ->
                new FileEntry(
                        name,
                        fileSize(index),
                        Md5.read(encoded, at + FILE_MD5),
                        new BlobId(Sha256.read(encoded, at + FILE_SHA256)),
                        GitId.read(encoded, at + FILE_GIT));
            case FOLDER -> new FolderEntry(name, folderTree(index), GitId.read(encoded, at + FOLDER_GIT));
            default -> throw damaged("a folder's encoding has an unknown kind of entry");
        };
    }

    /** The index of a key, or where it would stand as {@code -index - 1}. */
    int search(String key) {
        byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareKey(middle, wanted);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private int compareKey(int index, byte[] wanted) {
        int name = nameAt(index);
        int length = nameLength(index);
        int keyLength = isFile(index) ? length : length + 1;
        for (int i = 0; i < Math.min(keyLength, wanted.length); i++) {
            int mine = i < length ? encoded[name + i] & 0xFF : '/';
            int other = wanted[i] & 0xFF;
            if (mine != other) {
                return utf16Rank(mine) - utf16Rank(other);
            }
        }
        return keyLength - wanted.length;
    }

    /**
     * UTF-8 sorts by code point. UTF-16 code units differ from that only in putting what takes four bytes (surrogates,
     * lead bytes F0 to F4) before U+E000 to U+FFFF (lead bytes EE and EF); bytes from EE on are always lead bytes.
     */
    private static int utf16Rank(int utf8Byte) {
        if (utf8Byte < 0xEE) {
            return utf8Byte;
        }
        return utf8Byte >= 0xF0 ? utf8Byte - 2 : utf8Byte + 16;
    }

    // ---- beside another folder

    /** Number of entries from an index on that are the same as those of another folder from an index on. */
    int sameEntries(int from, Tree other, int otherFrom) {
        int most = Math.min(count - from, other.count - otherFrom);
        if (most == 0) {
            return 0;
        }
        int at = offset(from);
        int length = Arrays.mismatch(
                encoded, at, encoded.length, other.encoded, other.offset(otherFrom), other.encoded.length);
        if (length < 0) {
            return most;
        }
        int low = 0;
        int high = most;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (end(from + middle - 1) - at <= length) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Compares the key of an entry with that of an entry of another folder. */
    int compareKeys(int index, Tree other, int otherIndex) {
        return compareKey(index, key(other.entry(otherIndex)).getBytes(StandardCharsets.UTF_8));
    }

    private final class Entries extends AbstractList<TreeEntry> implements RandomAccess {
        @Override
        public TreeEntry get(int index) {
            Objects.checkIndex(index, count);
            return entry(index);
        }

        @Override
        public int size() {
            return count;
        }
    }
}
