package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.ProjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Snapshots as entries of the {@link EntryTable}, by the id of their branch, which no other branch ever has: so they stay
 * where they are when the folder of their project is moved. Others find each by the ids of its commit and of its content.
 */
final class SnapshotEntries {

    /** Number of snapshots that are deleted with one frame. */
    private static final int DELETED_AT_ONCE = 1000;

    private final Disk disk;
    private final EntryTable entries;
    private final ContentEntries content;

    SnapshotEntries(Disk disk, EntryTable entries) {
        this.disk = disk;
        this.entries = entries;
        this.content = new ContentEntries(disk, entries);
    }

    EntryTable table() {
        return entries;
    }

    ContentEntries content() {
        return content;
    }

    /** What a frame says of a snapshot. */
    static List<JournalEntry.Keyed> of(BranchKey branch, Snapshot snapshot, byte[] record) {
        return List.of(
                JournalEntry.Keyed.value(
                        EntryKey.snapshot(branch.branch(), snapshot.number().value()), record),
                JournalEntry.Keyed.value(
                        EntryKey.commit(branch.project(), snapshot.commitId(), branch.branch()),
                        EntryKey.location(branch.branch(), snapshot.number())),
                JournalEntry.Keyed.value(
                        EntryKey.shortId(
                                branch.branch(),
                                snapshot.shortId(),
                                snapshot.number().value()),
                        new byte[0]));
    }

    /** A snapshot's record. */
    Optional<byte[]> read(BranchId branch, int number, Path of) {
        disk.requirePresent(of);
        try {
            return entries.get(EntryKey.snapshot(branch, number));
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
    }

    /** The number of a branch's newest snapshot. */
    OptionalInt newest(BranchId branch, Path of) {
        Optional<EntryKey> newest = floor(EntryKey.snapshot(branch, Integer.MAX_VALUE), EntryKey.snapshots(branch), of);
        return newest.isPresent() ? OptionalInt.of(newest.get().number()) : OptionalInt.empty();
    }

    /** The number of a branch's newest snapshot with a {@code short_id}. */
    Optional<SnapshotNumber> newest(BranchId branch, String shortId, Path of) {
        return floor(EntryKey.shortId(branch, shortId, Integer.MAX_VALUE), EntryKey.shortIds(branch, shortId), of)
                .map(found -> new SnapshotNumber(found.number()));
    }

    private Optional<EntryKey> floor(EntryKey key, EntryKey prefix, Path of) {
        disk.requirePresent(of);
        try {
            return entries.floor(key, prefix);
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
    }

    /**
     * Deletes a branch's snapshots, the newest first: so if this is cut short, what is left is a history still.
     *
     * @param project whose branch it is, if that is known; else what finds its commits stays, and finds nothing
     */
    void delete(BranchId branch, Optional<ProjectKey> project, Path of) {
        content.delete(branch, of);
        List<EntryKey> keys = new ArrayList<>();
        try {
            List<DamagedPackException> damages =
                    entries.forEach(EntryKey.snapshots(branch), entry -> keys.add(entry.key()));
            if (!damages.isEmpty()) {
                throw damages.get(0);
            }
        } catch (IOException e) {
            throw disk.failed(of, e);
        }
        Collections.reverse(keys);
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            List<EntryKey> some = keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE));
            disk.changing("delete", of, () -> {
                List<JournalEntry> deletions = new ArrayList<>();
                for (EntryKey key : some) {
                    byte[] record = entries.get(key).orElse(new byte[0]);
                    deletions.add(JournalEntry.Keyed.deletion(key, record.length));
                    deletions.addAll(indexOf(record, branch, project, of));
                }
                disk.journal().write(deletions, () -> {});
                return true;
            });
        }
    }

    private List<JournalEntry.Keyed> indexOf(byte[] record, BranchId branch, Optional<ProjectKey> project, Path of) {
        try {
            Snapshot snapshot = Records.decodeUnchecked(record, Records::snapshot, e -> disk.damaged(of, e));
            List<JournalEntry.Keyed> found = new ArrayList<>();
            found.add(JournalEntry.Keyed.deletion(
                    EntryKey.shortId(
                            branch, snapshot.shortId(), snapshot.number().value()),
                    0));
            project.ifPresent(key -> found.add(JournalEntry.Keyed.deletion(
                    EntryKey.commit(key, snapshot.commitId(), branch),
                    EntryKey.location(branch, snapshot.number()).length)));
            return found;
        } catch (ConfigStoreException e) {
            return List.of();
        }
    }
}
