package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of one folder's entries, immutable, in the encoding in which they are stored: for each entry of the
 * folder's {@link Tree}, in its order, the generation of the commit that made it what it is.
 *
 * <p>A commit's generation is the number of commits on the line from the first one to it. Where no more is known than that an
 * entry has been what it is since some commit or longer, it is that commit's generation, negated.
 *
 * <p>Below a folder, all has the folder's own value unless the change tree has a child for it, which is a change tree again.
 * So a folder that comes with all its content, as by an import, needs no change tree, and those of folders that stay as they
 * are are shared.
 *
 * <p>It also says of the folder after which commit nothing was taken out of it any more. So one that looks for what is not
 * there can pass over all commits since. Change trees of earlier versions don't say it.
 *
 * <p><b>Encoding</b>, all numbers big-endian: the four bytes {@code ECC2}; the number of entries (4 bytes); the number of
 * children (4); the generation after which nothing was taken out (4); the value of each entry (4 each); the children, each
 * as the index of its entry (4) and its id (32), by index. Without that generation it begins with {@code ECC1}.
 */
public final class ChangeTree {

    private static final int MAGIC = 0x45434332;
    private static final int HEADER = 16;
    private static final int MAGIC_WITHOUT_REMOVAL = 0x45434331;
    private static final int HEADER_WITHOUT_REMOVAL = 12;

    /** The last changes of a folder without entries. It is never stored, and its id stays that of earlier versions. */
    public static final ChangeTree EMPTY = new ChangeTree(ByteBuffer.allocate(HEADER_WITHOUT_REMOVAL)
            .putInt(MAGIC_WITHOUT_REMOVAL)
            .array());

    private static final int CHILD = Integer.BYTES + Sha256.BYTES;

    private final byte[] encoded;
    private final ByteBuffer view;
    private final int header;
    private final int count;
    private final int children;

    /** Computed on first use; threads that compute it at the same time write the same. */
    private @Nullable ChangeTreeId id;

    /**
     * What is below a folder.
     *
     * @param index of the folder among the entries
     */
    record Child(int index, ChangeTreeId id) {}

    private ChangeTree(byte[] encoded) {
        this.encoded = encoded;
        this.view = ByteBuffer.wrap(encoded);
        this.header = headerLength(view);
        this.count = view.getInt(4);
        this.children = view.getInt(8);
    }

    /**
     * The last changes with this encoding, which nobody changes afterwards.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it can't be the encoding of any
     */
    public static ChangeTree decode(byte[] encoded) {
        ByteBuffer head = ByteBuffer.wrap(encoded);
        if (encoded.length < HEADER_WITHOUT_REMOVAL || headerLength(head) == 0 || !hasLength(encoded.length, head)) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "a change tree's encoding has no valid head");
        }
        return new ChangeTree(encoded);
    }

    /** The length of what is before the values; 0 if it is no change tree. */
    private static int headerLength(ByteBuffer head) {
        return switch (head.getInt(0)) {
            case MAGIC -> HEADER;
            case MAGIC_WITHOUT_REMOVAL -> HEADER_WITHOUT_REMOVAL;
            default -> 0;
        };
    }

    private static boolean hasLength(int length, ByteBuffer head) {
        long count = head.getInt(4);
        long children = head.getInt(8);
        return count >= 0
                && children >= 0
                && children <= count
                && length == headerLength(head) + count * Integer.BYTES + children * CHILD;
    }

    /**
     * @param children    by index
     * @param lastRemoval the generation after which nothing was taken out of the folder
     */
    static ChangeTree of(int[] values, List<Child> children, int lastRemoval) {
        if (values.length == 0) {
            return EMPTY;
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + values.length * Integer.BYTES + children.size() * CHILD);
        out.putInt(MAGIC).putInt(values.length).putInt(children.size()).putInt(lastRemoval);
        for (int value : values) {
            out.putInt(value);
        }
        for (Child child : children) {
            out.putInt(child.index).put(child.id.sha256().bytes());
        }
        return new ChangeTree(out.array());
    }

    /** The bytes under which it is stored. Shared: not to be changed. */
    public byte[] encoded() {
        return encoded;
    }

    /** The SHA-256 of {@link #encoded}; computed when it is asked for first. */
    public ChangeTreeId id() {
        ChangeTreeId known = id;
        if (known == null) {
            known = new ChangeTreeId(Sha256.of(encoded));
            id = known;
        }
        return known;
    }

    /** The change trees of what is below folders, where these have one. */
    public List<ChangeTreeId> children() {
        List<ChangeTreeId> all = new ArrayList<>(children);
        for (int i = 0; i < children; i++) {
            all.add(childId(i));
        }
        return all;
    }

    /** Whether it can be that of a folder: has a value for each entry, and children for folders only. */
    boolean fits(Tree folder) {
        if (count != folder.count()) {
            return false;
        }
        int before = -1;
        for (int i = 0; i < children; i++) {
            int index = childIndex(i);
            if (index <= before || index >= count || folder.isFile(index)) {
                return false;
            }
            before = index;
        }
        return true;
    }

    int count() {
        return count;
    }

    /** The generation after which nothing was taken out of the folder; empty if it doesn't say so. */
    OptionalInt lastRemoval() {
        return header == HEADER ? OptionalInt.of(view.getInt(HEADER_WITHOUT_REMOVAL)) : OptionalInt.empty();
    }

    /** The value of the entry at an index. */
    int value(int index) {
        return view.getInt(header + index * Integer.BYTES);
    }

    /** The change tree of the folder at an index, if it has one. */
    Optional<ChangeTreeId> child(int index) {
        int at = childAtOrBehind(index);
        return at < children && childIndex(at) == index ? Optional.of(childId(at)) : Optional.empty();
    }

    /** The children of the entries from an index on up to another one, with the same distance to an index of another. */
    void addChildren(int from, int to, int shift, List<Child> into) {
        for (int i = childAtOrBehind(from); i < children && childIndex(i) < to; i++) {
            into.add(new Child(childIndex(i) + shift, childId(i)));
        }
    }

    /** The number of children before an index. */
    private int childAtOrBehind(int index) {
        int low = 0;
        int high = children;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (childIndex(middle) < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int childIndex(int n) {
        return view.getInt(childOffset(n));
    }

    private ChangeTreeId childId(int n) {
        return new ChangeTreeId(Sha256.read(encoded, childOffset(n) + Integer.BYTES));
    }

    private int childOffset(int n) {
        return header + count * Integer.BYTES + n * CHILD;
    }
}
