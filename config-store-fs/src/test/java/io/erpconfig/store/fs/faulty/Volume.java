package io.erpconfig.store.fs.faulty;

import io.erpconfig.store.fs.faulty.DurableFolder.NameChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files and folders as a running system sees them, and what of it a disk holds for sure. The rules are those that POSIX
 * leaves to a file system, as far as any in use makes use of them:
 *
 * <ul>
 *   <li>Bytes, lengths and times of a file are durable as of its last force. A later write survives a power cut whole, in
 *       part, sector by sector in any order, or not at all; its length survives on its own, and zeros stand where the bytes
 *       did not come with it. What had been forced under it is not harmed beside the pieces that survive.
 *   <li>A name that was given, exchanged or taken away is durable as of the next force of its folder. Until then it
 *       survives or not, whatever becomes of other names and of the bytes of the file that it stands for. A folder's
 *       force makes nothing else durable: not the folder's own name, nor its files' bytes.
 *   <li>Of one name, what survives is a state that it had, not older than the last forced one.
 *   <li>A rename loses nothing, as in every file system with a journal: the old name goes only if the new one comes. A
 *       file may be found under both; a folder is found under exactly one, so forcing either parent settles it. A folder
 *       that was emptied and deleted is gone only if what was moved out of it has arrived.
 *   <li>A file's force that fails has dropped what it was to write, as Linux does: it is still seen by those who read, but
 *       later forces don't write it either, and it survives by chance only. Only writing again helps. A folder's force that
 *       fails leaves it to the next: a file system that can't write its journal becomes read-only, but forgets nothing.
 * </ul>
 *
 * <p>All that survives by chance does so independently, with a chance that is drawn anew for each power cut and each
 * file: often none or all, so that one thing that is missing, and one that came too early, are both met soon. Not in the
 * model: bytes that change without being written, forced bytes that are lost, sectors that are torn (databases
 * rely on that, too; with {@code -Dcrash.sector=1} every byte survives on its own), stale bytes of other files instead of zeros, and permissions.
 *
 * <p>Not safe for threads: {@link FaultyFileSystem} sees to that.
 */
final class Volume {

    /** Room that a name takes on the disk, in bytes: its entry, and the file itself. */
    static final int NAME = 256;

    final DurableFolder root = new DurableFolder();
    private final Set<DurableFolder> changed = Collections.newSetFromMap(new IdentityHashMap<>());
    private long order;
    private long used;

    /** A chance to survive. */
    static double chance(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 0.5;
            default -> random.nextDouble();
        };
    }

    /** Room of the disk that is taken, in bytes. */
    long used() {
        return used;
    }

    // ---- changes, which the caller has found to be possible

    void give(DurableFolder folder, String name, Inode inode) {
        drop(folder.names.get(name));
        record(folder, name, Optional.of(inode));
        used += NAME;
        if (inode instanceof DurableFile file && file.links++ == 0) {
            used += file.size();
        }
    }

    void take(DurableFolder folder, String name) {
        Inode gone = folder.names.get(name);
        drop(gone);
        NameChange change = record(folder, name, Optional.empty());
        if (gone instanceof DurableFolder emptied) {
            change.with.addAll(emptied.pending);
            change.with.addAll(emptied.moves);
        }
    }

    void rename(DurableFolder from, String name, DurableFolder to, String other) {
        Inode moved = from.names.get(name);
        drop(to.names.get(other));
        NameChange given = record(to, other, Optional.of(moved));
        NameChange taken = record(from, name, Optional.empty());
        taken.with.add(given);
        if (moved instanceof DurableFolder folder) {
            given.with.add(taken);
            given.with.addAll(folder.moves);
            folder.moves.clear();
            folder.moves.add(given);
        }
    }

    private NameChange record(DurableFolder folder, String name, Optional<Inode> to) {
        NameChange change = new NameChange(order++, folder, name, to);
        to.ifPresentOrElse(inode -> folder.names.put(name, inode), () -> folder.names.remove(name));
        folder.pending.add(change);
        changed.add(folder);
        return change;
    }

    private void drop(Inode replaced) {
        if (replaced != null) {
            used -= NAME;
            if (replaced instanceof DurableFile file && --file.links == 0) {
                used -= file.size();
            }
        }
    }

    void write(DurableFile file, long at, byte[] bytes) {
        int before = file.size();
        file.write(at, bytes);
        used += file.links == 0 ? 0 : file.size() - before;
    }

    void cut(DurableFile file, long size) {
        int before = file.size();
        file.cut(size);
        used += file.links == 0 ? 0 : file.size() - before;
    }

    // ---- durability

    boolean isForced(Inode inode) {
        return inode instanceof DurableFile file ? file.isForced() : ((DurableFolder) inode).pending.isEmpty();
    }

    void force(Inode inode) {
        if (inode instanceof DurableFile file) {
            file.force();
        } else if (inode instanceof DurableFolder folder && !folder.pending.isEmpty()) {
            Settling settling = new Settling();
            folder.pending.forEach(settling::settle);
            settling.commit();
        }
    }

    /** Loses the changes of a force that fails. */
    void lose(Inode inode) {
        if (inode instanceof DurableFile file) {
            file.lose();
        }
    }

    /** Names as they become when some of the changes survive, with those that they need. */
    private final class Settling {
        private final Map<DurableFolder, Map<String, Inode>> found = new IdentityHashMap<>();
        private final Set<NameChange> done = Collections.newSetFromMap(new IdentityHashMap<>());

        void settle(NameChange change) {
            if (change.settled || !done.add(change)) {
                return;
            }
            for (NameChange earlier : change.folder.pending) {
                if (earlier.order < change.order && earlier.name.equals(change.name)) {
                    settle(earlier);
                }
            }
            change.with.forEach(this::settle);
            Map<String, Inode> names = names(change.folder);
            change.to.ifPresentOrElse(inode -> names.put(change.name, inode), () -> names.remove(change.name));
        }

        Map<String, Inode> names(DurableFolder folder) {
            return found.computeIfAbsent(folder, known -> new TreeMap<>(known.durable));
        }

        void commit() {
            done.forEach(change -> change.settled = true);
            found.forEach((folder, names) -> {
                folder.durable.clear();
                folder.durable.putAll(names);
                folder.pending.removeAll(done);
                if (folder.pending.isEmpty()) {
                    changed.remove(folder);
                }
            });
        }
    }

    /** The volume after a power cut: one of the states that are possible. This volume stays as it is. */
    Volume afterPowerCut(Random random) {
        Settling settling = new Settling();
        double chance = chance(random);
        List<NameChange> open = new ArrayList<>();
        changed.forEach(folder -> open.addAll(folder.pending));
        open.sort(Comparator.comparingLong(change -> change.order));
        for (NameChange change : open) {
            if (random.nextDouble() < chance) {
                settling.settle(change);
            }
        }
        Volume found = new Volume();
        copy(settling, root, found, found.root, new IdentityHashMap<>(), random);
        return found;
    }

    private static void copy(
            Settling settling,
            DurableFolder from,
            Volume found,
            DurableFolder to,
            Map<Inode, Inode> copies,
            Random random) {
        settling.names(from).forEach((name, inode) -> {
            Inode copy;
            if (inode instanceof DurableFile file) {
                copy = copies.computeIfAbsent(file, known -> file.afterPowerCut(random));
            } else {
                copy = new DurableFolder();
                if (copies.put(inode, copy) != null) {
                    throw new AssertionError("a folder with two names: " + name);
                }
            }
            found.give(to, name, copy);
            if (inode instanceof DurableFolder folder) {
                copy(settling, folder, found, (DurableFolder) copy, copies, random);
            }
        });
        found.force(to);
    }
}
