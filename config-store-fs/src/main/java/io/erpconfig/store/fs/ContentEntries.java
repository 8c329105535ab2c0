package io.erpconfig.store.fs;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the content of a project came in, as entries of the {@link EntryTable}, by its git id. A second entry names them by
 * the snapshot, for when that is deleted. One that names none, of number 0, says that all content of a branch is there.
 */
final class ContentEntries {

    /** Most content that is written with one frame. */
    static final int TOGETHER = 5_000;

    private final Disk disk;
    private final EntryTable entries;

    ContentEntries(Disk disk, EntryTable entries) {
        this.disk = disk;
        this.entries = entries;
    }

    /** What a frame says that has the first snapshot of a branch, or the last one whose content was not known. */
    static JournalEntry.Keyed allKnown(BranchId branch) {
        return JournalEntry.Keyed.value(EntryKey.contentOf(branch, 0, 0), new byte[0]);
    }

    /**
     * What a frame says of content that came in with a snapshot.
     *
     * @param content at most {@value #TOGETHER}
     * @param part    another one for each frame
     */
    static List<JournalEntry.Keyed> of(BranchKey branch, SnapshotNumber number, List<GitBlob> content, int part) {
        List<JournalEntry.Keyed> all = new ArrayList<>();
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        for (GitBlob each : content) {
            EntryKey key = EntryKey.content(branch.project(), each.id(), branch.branch(), number.value());
            keys.writeBytes(key.bytes());
            all.add(JournalEntry.Keyed.value(
                    key,
                    ByteBuffer.allocate(Sha256.BYTES + Long.BYTES)
                            .put(HexFormat.of().parseHex(each.blob().hex()))
                            .putLong(each.size())
                            .array()));
        }
        if (!all.isEmpty()) {
            all.add(JournalEntry.Keyed.value(
                    EntryKey.contentOf(branch.branch(), number.value(), part), keys.toByteArray()));
        }
        return all;
    }

    /** See {@link io.erpconfig.core.history.SnapshotLog#findContent}. */
    Optional<GitBlob> find(ProjectKey project, GitId id, Predicate<Location> mayBeRead, Path of) {
        disk.requirePresent(of);
        EntryKey all = EntryKey.contents(project, id);
        try {
            Optional<EntryKey> found = entries.floor(EntryKey.lastContent(project, id), all);
            while (found.isPresent()) {
                BranchId branch = found.get().contentBranch();
                if (mayBeRead.test(
                        new Location(new BranchKey(project, branch), found.get().contentNumber()))) {
                    return entries.get(found.get()).map(value -> decode(id, value));
                }
                EntryKey first = EntryKey.content(project, id, branch, Integer.MAX_VALUE);
                found = entries.floor(first.before(), all);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
    }

    private static GitBlob decode(GitId id, byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        byte[] sha256 = new byte[Sha256.BYTES];
        bytes.get(sha256);
        return new GitBlob(id, new BlobId(Sha256.ofDigest(sha256)), bytes.getLong());
    }

    /** Whether all content of a branch is there. */
    boolean knowsAll(BranchId branch, Path of) {
        disk.requirePresent(of);
        try {
            return entries.contains(EntryKey.contentOf(branch, 0, 0));
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
    }

    /** Deletes what is there of a branch, first that it is all. */
    void delete(BranchId branch, Path of) {
        while (deleteSome(branch, of) == TOGETHER) {
            // There is more.
        }
    }

    private int deleteSome(BranchId branch, Path of) {
        List<JournalEntry> deletions = new ArrayList<>();
        int length = EntryKey.CONTENT_LENGTH;
        try {
            List<DamagedPackException> damages = entries.forEach(EntryKey.contentsOf(branch), entry -> {
                byte[] keys = entry.value();
                for (int at = 0; at < keys.length; at += length) {
                    deletions.add(JournalEntry.Keyed.deletion(
                            EntryKey.of(Arrays.copyOfRange(keys, at, at + length)), Sha256.BYTES + Long.BYTES));
                }
                deletions.add(JournalEntry.Keyed.deletion(entry.key(), keys.length));
                return deletions.size() < TOGETHER;
            });
            if (!damages.isEmpty()) {
                throw damages.get(0);
            }
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
        if (!deletions.isEmpty()) {
            disk.changing("delete", of, () -> {
                disk.journal().write(deletions, () -> {});
                return true;
            });
        }
        return deletions.size() < TOGETHER ? 0 : TOGETHER;
    }
}
