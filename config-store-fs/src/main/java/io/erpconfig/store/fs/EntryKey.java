package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key of an entry: bytes that are compared as unsigned numbers, of which the first says what kind of entry it is. What
 * begins alike is a range of keys, so the beginning of an id finds all that have it.
 */
final class EntryKey implements Comparable<EntryKey> {

    /** The kinds of entries. A key of another kind, written by another part of the store, is kept as it is. */
    enum Kind {
        /** The id of a blob; its value is when it was stored last, and its bytes. */
        OBJECT('o'),
        /** A branch's id and a number; its value is the snapshot's record. */
        SNAPSHOT('s'),
        /** A project, a commit id, and the beginning of a branch's id; its value is where the snapshot is. */
        COMMIT('c'),
        /** A branch's id, a {@code short_id} and the number of a snapshot with that content; its value is empty. */
        SHORT_ID('i'),
        /** A project, a git blob id, a branch's id and a number: content that came in with that snapshot. */
        CONTENT('g'),
        /** A branch's id, a number and a part: what the keys are of content that came in with that snapshot. */
        CONTENT_OF('n');

        private final byte first;

        Kind(char first) {
            this.first = (byte) first;
        }
    }

    /** A key has at most so many bytes. */
    static final int MAX_LENGTH = 255;

    private static final int HEX = 16;
    private static final int PROJECT_BYTES = 16;
    private static final int BRANCH_BYTES = 16;

    /** Bytes of the key of content. */
    static final int CONTENT_LENGTH = 1 + PROJECT_BYTES + GitId.BYTES + BRANCH_BYTES + Integer.BYTES;

    private final byte[] bytes;

    private EntryKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key of these bytes, which nobody changes any more. */
    static EntryKey of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("key: " + bytes.length + " bytes");
        }
        return new EntryKey(bytes);
    }

    private static ByteBuffer of(Kind kind, int length) {
        return ByteBuffer.allocate(1 + length).put(kind.first);
    }

    /** What all keys of a kind begin with. */
    static EntryKey all(Kind kind) {
        return of(of(kind, 0).array());
    }

    static EntryKey object(BlobId id) {
        return of(of(Kind.OBJECT, Sha256.BYTES).put(id.sha256().bytes()).array());
    }

    /** What the keys of a branch's snapshots begin with. */
    static EntryKey snapshots(BranchId branch) {
        return of(of(Kind.SNAPSHOT, BRANCH_BYTES).put(bytes(branch)).array());
    }

    static EntryKey snapshot(BranchId branch, int number) {
        return of(of(Kind.SNAPSHOT, BRANCH_BYTES + Integer.BYTES)
                .put(bytes(branch))
                .putInt(number)
                .array());
    }

    /** What the keys of a branch's snapshots with a {@code short_id} begin with. */
    static EntryKey shortIds(BranchId branch, String shortId) {
        return of(of(Kind.SHORT_ID, BRANCH_BYTES + Integer.BYTES)
                .put(bytes(branch))
                .putInt(Integer.parseUnsignedInt(shortId, HEX))
                .array());
    }

    static EntryKey shortId(BranchId branch, String shortId, int number) {
        byte[] of = shortIds(branch, shortId).bytes;
        return of(ByteBuffer.allocate(of.length + Integer.BYTES)
                .put(of)
                .putInt(number)
                .array());
    }

    /** What the keys of all commits of a project begin with whose ids begin so; an odd last digit is left out. */
    static EntryKey commits(ProjectKey project, String hex) {
        byte[] id = HexFormat.of().parseHex(hex, 0, hex.length() / 2 * 2);
        return of(of(Kind.COMMIT, PROJECT_BYTES + id.length)
                .put(bytes(project))
                .put(id)
                .array());
    }

    /** Of a commit id that several branches of a project have, each has a key. */
    static EntryKey commit(ProjectKey project, GitId commit, BranchId branch) {
        byte[] of = commits(project, commit.hex()).bytes;
        return of(ByteBuffer.allocate(of.length + Integer.BYTES)
                .put(of)
                .put(bytes(branch), 0, Integer.BYTES)
                .array());
    }

    /** What the keys begin with of content of a project that has a git id. */
    static EntryKey contents(ProjectKey project, GitId id) {
        return of(of(Kind.CONTENT, PROJECT_BYTES + GitId.BYTES)
                .put(bytes(project))
                .put(HexFormat.of().parseHex(id.hex()))
                .array());
    }

    /** Of a branch's the one is the last that has the lowest number. */
    static EntryKey content(ProjectKey project, GitId id, BranchId branch, int number) {
        byte[] of = contents(project, id).bytes;
        return of(ByteBuffer.allocate(of.length + BRANCH_BYTES + Integer.BYTES)
                .put(of)
                .put(bytes(branch))
                .putInt(Integer.MAX_VALUE - number)
                .array());
    }

    /** The last key that content of a project with a git id can have. */
    static EntryKey lastContent(ProjectKey project, GitId id) {
        byte[] of = contents(project, id).bytes;
        byte[] last = Arrays.copyOf(of, of.length + BRANCH_BYTES + Integer.BYTES);
        Arrays.fill(last, of.length, last.length, (byte) 0xff);
        return of(last);
    }

    /** What the keys begin with that say what came in with a branch's snapshots. */
    static EntryKey contentsOf(BranchId branch) {
        return of(of(Kind.CONTENT_OF, BRANCH_BYTES).put(bytes(branch)).array());
    }

    static EntryKey contentOf(BranchId branch, int number, int part) {
        return of(of(Kind.CONTENT_OF, BRANCH_BYTES + 2 * Integer.BYTES)
                .put(bytes(branch))
                .putInt(number)
                .putInt(part)
                .array());
    }

    /** The branch that content came in with. */
    BranchId contentBranch() {
        int at = 1 + PROJECT_BYTES + GitId.BYTES;
        return new BranchId(HexFormat.of().formatHex(bytes, at, at + BRANCH_BYTES));
    }

    /** The number of the snapshot that content came in with. */
    SnapshotNumber contentNumber() {
        return new SnapshotNumber(Integer.MAX_VALUE - number());
    }

    private static byte[] bytes(BranchId branch) {
        return HexFormat.of().parseHex(branch.value());
    }

    /** A project by its name: of one that was deleted, and whose name is used again, entries may be found. */
    private static byte[] bytes(ProjectKey project) {
        byte[] name = (project.owner() + "/" + project.repoId()).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Sha256.of(name).bytes(), PROJECT_BYTES);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /** The highest key of the same length that is below this one, which is not the lowest. */
    EntryKey before() {
        byte[] before = bytes.clone();
        int at = before.length - 1;
        while (before[at] == 0) {
            before[at--] = (byte) 0xff;
        }
        before[at]--;
        return new EntryKey(before);
    }

    boolean startsWith(EntryKey prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    boolean is(Kind kind) {
        return bytes[0] == kind.first;
    }

    /** The id of the blob that this is the key of. */
    BlobId blob() {
        return new BlobId(Sha256.ofDigest(Arrays.copyOfRange(bytes, 1, bytes.length)));
    }

    /** The number of the snapshot that this is the key of, or that of its {@code short_id}. */
    int number() {
        return ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES);
    }

    /** The id of the commit that this is the key of, in hex. */
    String commit() {
        return HexFormat.of().formatHex(bytes, 1 + PROJECT_BYTES, 1 + PROJECT_BYTES + GitId.BYTES);
    }

    /** The value of a commit's entry. */
    static byte[] location(BranchId branch, SnapshotNumber number) {
        return ByteBuffer.allocate(BRANCH_BYTES + Integer.BYTES)
                .put(bytes(branch))
                .putInt(number.value())
                .array();
    }

    /** The branch in the value of a commit's entry. */
    static BranchId branchOf(byte[] location) {
        return new BranchId(HexFormat.of().formatHex(location, 0, BRANCH_BYTES));
    }

    /** The number in the value of a commit's entry. */
    static SnapshotNumber numberOf(byte[] location) {
        return new SnapshotNumber(ByteBuffer.wrap(location).getInt(BRANCH_BYTES));
    }

    @Override
    public int compareTo(EntryKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return (char) bytes[0] + HexFormat.of().formatHex(bytes, 1, bytes.length);
    }
}
