package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store's entries by key: small objects, snapshots, and what finds these. Those of the last frames are {@linkplain
 * RecentEntries in memory}, from where the {@link Journal} has them written to a {@link Pack} for each of its segments;
 * packs are merged in the background, so that there are few. What is newer hides what is older of the same key.
 *
 * <p>Packs of one size are merged when there are {@value #OF_ONE_SIZE} of them, so each entry is written some times again,
 * and the number of packs grows with the logarithm of what is in them. All are merged when much of it has been deleted.
 *
 * <p>Safe for any number of threads. Entries are added, and packs put in place, by those who hold what keeps the directory
 * this process's.
 */
final class EntryTable {

    private static final int OF_ONE_SIZE = 4;
    private static final int SMALLEST_SIZE = 1 << 20;

    /** All packs are merged when so much of them has been deleted: one byte of so many. */
    private static final int DELETED_OF = 4;

    private static final Comparator<EntrySource> NEWEST_FIRST =
            Comparator.comparingLong(EntrySource::first).reversed();

    private final Path folder;
    private final Supplier<Path> temporaries;
    private final BlockCache cache = new BlockCache();
    private final Lock changing = new ReentrantLock();
    private final ReentrantLock merging = new ReentrantLock();

    /** Held, shared, by who stores objects, and alone by who decides which were not stored lately, and deletes them. */
    private final ReadWriteLock storing = new ReentrantReadWriteLock();

    /** Packs that can't be opened: nobody knows what is in them. */
    private volatile List<DamagedPackException> unopened = List.of();

    /** Packs that can't be merged, because part of them can't be read. */
    private final List<DamagedPackException> unmerged = new CopyOnWriteArrayList<>();

    private volatile View view = new View(List.of(), List.of());
    private volatile boolean stopping;
    private volatile boolean closed;

    /** @param temporaries gives names for temporary files */
    EntryTable(Path folder, Supplier<Path> temporaries) {
        this.folder = folder;
        this.temporaries = temporaries;
    }

    /** What there is at a time. Its packs stay open while it is in use. */
    private static final class View {
        private final List<RecentEntries> recent;
        private final List<Pack> packs;
        private final List<EntrySource> newestFirst;
        private final AtomicInteger users = new AtomicInteger(1);

        View(List<RecentEntries> recent, List<Pack> packs) {
            this.recent = recent;
            this.packs = packs.stream().sorted(NEWEST_FIRST).toList();
            List<EntrySource> all = new ArrayList<>(recent);
            all.addAll(packs);
            all.sort(NEWEST_FIRST);
            this.newestFirst = all;
            packs.forEach(Pack::retain);
        }

        boolean retain() {
            for (int now = users.get(); now > 0; now = users.get()) {
                if (users.compareAndSet(now, now + 1)) {
                    return true;
                }
            }
            return false;
        }

        void release() {
            if (users.decrementAndGet() == 0) {
                for (Pack pack : packs) {
                    pack.release();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(View view) throws IOException;
    }

    private <T> T using(Use<T> use) throws IOException {
        View used = view;
        while (!used.retain()) {
            used = view;
        }
        try {
            requireOpen();
            return use.of(used);
        } finally {
            used.release();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "the store is closed");
        }
    }

    /** Takes another view's place. With {@link #changing} held. */
    private void show(List<RecentEntries> recent, List<Pack> packs) {
        View before = view;
        view = new View(List.copyOf(recent), packs);
        before.release();
    }

    // ---- opening and closing

    /** Opens the packs that are there; only the end of each is read. Those that others have replaced are deleted. */
    void open() throws IOException {
        List<Pack> found = new ArrayList<>();
        List<DamagedPackException> unreadable = new ArrayList<>();
        boolean open = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Optional<PackName> name = PackName.parse(file.getFileName().toString());
                if (name.isPresent()) {
                    try {
                        found.add(Pack.open(file, name.get(), cache));
                    } catch (DamagedPackException e) {
                        unreadable.add(e);
                    }
                }
            }
            // A pack that its maker has not lived to make durable may not vanish when those that it replaces are gone.
            PlainFiles.syncFolder(folder);
            List<Pack> current = current(found);
            changing.lock();
            try {
                show(List.of(), current);
            } finally {
                changing.unlock();
            }
            unopened = unreadable.stream()
                    .filter(each ->
                            current.stream().noneMatch(pack -> pack.name().replaces(each.name())))
                    .toList();
            open = true;
        } finally {
            for (Pack pack : found) {
                if (open && !view.packs.contains(pack)) {
                    pack.replaced();
                }
                pack.release();
            }
        }
    }

    private static List<Pack> current(List<Pack> found) {
        return found.stream()
                .filter(pack -> found.stream().noneMatch(other -> other.name().replaces(pack.name())))
                .toList();
    }

    /** The number of the last frame that is in a pack; 0 if there are none. */
    long last() {
        return names().mapToLong(PackName::last).max().orElse(0);
    }

    /** Of packs that can't be opened, too: the numbers of their frames are not given again. */
    private Stream<PackName> names() {
        return Stream.concat(
                view.packs.stream().map(Pack::name), unopened.stream().map(DamagedPackException::name));
    }

    /** Whether all frames from one number to another are in packs. */
    boolean covers(long from, long to) {
        long next = from;
        boolean found = true;
        while (next <= to && found) {
            long sought = next;
            Optional<PackName> covering =
                    names().filter(name -> name.covers(sought, sought)).findFirst();
            found = covering.isPresent();
            next = covering.map(name -> name.last() + 1).orElse(next);
        }
        return found;
    }

    /** Whether a segment's frames are in one pack, so that nothing is left to be done of them. */
    boolean holds(long first, long last) {
        return view.packs.stream().anyMatch(pack -> pack.name().covers(first, last));
    }

    /** Ends merging, for good. */
    void stopMerging() {
        stopping = true;
        merging.lock();
        merging.unlock();
    }

    /** Closes the packs, as soon as nobody reads from them. */
    void close() {
        stopMerging();
        closed = true;
        changing.lock();
        try {
            show(List.of(), List.of());
        } finally {
            changing.unlock();
        }
    }

    // ---- changing: by the journal

    /** Entries of a segment that is taken into use. */
    RecentEntries begin(long first) {
        RecentEntries begun = new RecentEntries(first);
        changing.lock();
        try {
            List<RecentEntries> all = new ArrayList<>(view.recent);
            all.add(begun);
            show(all, view.packs);
            return begun;
        } finally {
            changing.unlock();
        }
    }

    /** Moves a segment's entries to a pack, durably. Nobody adds any more. May be tried again when it has failed. */
    void pack(RecentEntries entries, long last) throws IOException {
        Optional<Pack> pack = Optional.empty();
        if (!entries.isEmpty()) {
            Path written = write(out -> write(entries, out));
            pack = Optional.of(place(written, new PackName(entries.first(), last, 0)));
        }
        changing.lock();
        try {
            List<RecentEntries> recent = new ArrayList<>(view.recent);
            recent.remove(entries);
            List<Pack> packs = new ArrayList<>(view.packs);
            pack.ifPresent(packs::add);
            show(recent, packs);
        } finally {
            changing.unlock();
            if (pack.isPresent()) {
                pack.get().release();
            }
        }
    }

    private static void write(RecentEntries entries, PackWriter out) throws IOException {
        PackedValues values = new PackedValues(out);
        for (Entry each : entries.inOrder()) {
            values.add(each);
        }
        values.finish();
    }

    @FunctionalInterface
    interface Writing {
        void to(PackWriter out) throws IOException;
    }

    /** Writes a pack to a temporary file, durably. */
    Path write(Writing writing) throws IOException {
        Path temporary = temporaries.get();
        boolean written = false;
        try (PackWriter out = new PackWriter(temporary)) {
            writing.to(out);
            written = true;
            return temporary;
        } finally {
            if (!written) {
                discard(temporary);
            }
        }
    }

    /** Deletes what nothing refers to; if that fails, the next opening does it. */
    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Nobody is worse off.
        }
    }

    private Pack place(Path written, PackName name) throws IOException {
        Path file = folder.resolve(name.toString());
        boolean moved = false;
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            moved = true;
        } finally {
            if (!moved) {
                discard(written);
            }
        }
        PlainFiles.syncFolder(folder);
        return Pack.open(file, name, cache);
    }

    /** Puts a pack that was {@linkplain #write written} in its place, durably. If that fails it may be there. */
    void add(Path written, PackName name) throws IOException {
        Pack pack = place(written, name);
        changing.lock();
        try {
            List<Pack> packs = new ArrayList<>(view.packs);
            packs.add(pack);
            show(view.recent, packs);
        } finally {
            changing.unlock();
            pack.release();
        }
    }

    /** Takes away, durably, a pack that could not be put in its place. */
    void takeAway(PackName name) throws IOException {
        Files.deleteIfExists(folder.resolve(name.toString()));
        PlainFiles.syncFolder(folder);
    }

    // ---- merging

    /** Merges packs as long as there are some to be merged. If it fails, nothing has changed, and it is tried again later. */
    void merge() throws IOException {
        if (merging.isHeldByCurrentThread() || !merging.tryLock()) {
            return;
        }
        try {
            for (List<Pack> some = toMerge(); !some.isEmpty() && !stopping; some = toMerge()) {
                merge(some);
            }
        } finally {
            merging.unlock();
        }
    }

    /** Does something while packs stay what they are, and only new ones come. */
    <T> T withoutMerging(Doing<T> doing) throws IOException {
        merging.lock();
        try {
            return doing.run();
        } finally {
            merging.unlock();
        }
    }

    @FunctionalInterface
    interface Doing<T> {
        T run() throws IOException;
    }

    /** Packs that are to be merged, the newest first; none if there are few enough. With {@link #merging} held. */
    private List<Pack> toMerge() {
        View now = view;
        // What is still in a segment of the journal becomes a pack of its own, between others.
        long inJournal =
                now.recent.stream().mapToLong(RecentEntries::first).min().orElse(Long.MAX_VALUE);
        List<Pack> packs = now.packs.stream()
                .filter(pack -> pack.name().last() < inJournal)
                .toList();
        // What can't be read is not merged, nor what is on both sides of it.
        List<DamagedPackException> damaged = new ArrayList<>(unopened);
        damaged.addAll(unmerged);
        for (DamagedPackException each : damaged) {
            PackName name = each.name();
            packs = packs.stream()
                    .filter(pack -> pack.name().first() > name.last())
                    .toList();
        }
        long all = packs.stream().mapToLong(Pack::size).sum();
        long deleted = packs.stream().mapToLong(pack -> pack.footer().deleted()).sum();
        if (packs.size() > 1 && deleted * DELETED_OF >= all) {
            return packs;
        }
        for (int size = 0; size <= Long.SIZE / 2; size++) {
            int most = size;
            List<Pack> small =
                    packs.stream().takeWhile(pack -> size(pack) <= most).toList();
            if (small.stream().filter(pack -> size(pack) == most).count() >= OF_ONE_SIZE) {
                return small;
            }
        }
        return List.of();
    }

    /** Of packs of one size none has more than four times the bytes of another. */
    private static int size(Pack pack) {
        int size = 0;
        for (long bytes = pack.size() / SMALLEST_SIZE; bytes > 0; bytes /= OF_ONE_SIZE) {
            size++;
        }
        return size;
    }

    private void merge(List<Pack> packs) throws IOException {
        Pack oldest = packs.get(packs.size() - 1);
        boolean isOldest = unopened.isEmpty() && view.packs.get(view.packs.size() - 1) == oldest;
        PackName name = new PackName(
                oldest.first(),
                packs.get(0).name().last(),
                1
                        + packs.stream()
                                .mapToInt(pack -> pack.name().generation())
                                .max()
                                .orElse(0));
        Pack merged;
        try {
            Path written = write(out -> new PackMerge(packs, isOldest, () -> stopping).writeTo(out));
            merged = place(written, name);
        } catch (DamagedPackException e) {
            unmerged.add(e);
            return;
        }
        changing.lock();
        try {
            List<Pack> after = new ArrayList<>(view.packs);
            after.removeAll(packs);
            after.add(merged);
            packs.forEach(Pack::replaced);
            show(view.recent, after);
        } finally {
            changing.unlock();
            merged.release();
        }
    }

    // ---- reading

    /** Held, shared, from before objects are written until they can be read. */
    Lock storing() {
        return storing.readLock();
    }

    /** Held while objects are deleted that were not stored lately. */
    Lock deleting() {
        return storing.writeLock();
    }

    /**
     * The value of a key.
     *
     * @throws DamagedPackException if there may be one, which can't be read
     */
    Optional<byte[]> get(EntryKey key) throws IOException {
        return using(of -> {
            DamagedPackException damage = null;
            for (EntrySource each : of.newestFirst) {
                try {
                    Optional<? extends Entry> found = each.find(key);
                    if (found.isPresent()) {
                        return found.get().isDeletion()
                                ? Optional.empty()
                                : Optional.of(found.get().value());
                    }
                } catch (DamagedPackException e) {
                    // An older one may have the same: what is immutable.
                    damage = damage == null ? e : damage;
                }
            }
            throwDamage(damage);
            return Optional.empty();
        });
    }

    private void throwDamage(@Nullable DamagedPackException found) throws IOException {
        if (found != null) {
            throw found;
        }
        List<DamagedPackException> known = unopened;
        if (!known.isEmpty()) {
            throw known.get(0);
        }
    }

    /** The newest entry of a key, unless it is a deletion, and the first frame of where it is from. */
    <T> Optional<T> find(EntryKey key, Reading<T> reading) throws IOException {
        return using(of -> {
            for (EntrySource each : of.newestFirst) {
                Optional<? extends Entry> found = each.find(key);
                if (found.isPresent()) {
                    return found.get().isDeletion()
                            ? Optional.empty()
                            : Optional.of(reading.of(found.get(), each.first()));
                }
            }
            throwDamage(null);
            return Optional.empty();
        });
    }

    /** Reads an entry, while its pack is open. */
    @FunctionalInterface
    interface Reading<T> {
        T of(Entry entry, long since) throws IOException;
    }

    /** Whether a frame from this one on says something of a key; with nothing being merged. */
    boolean isSince(EntryKey key, long frame) throws IOException {
        return using(of -> {
            for (EntrySource each : of.newestFirst) {
                if (each.first() >= frame && each.find(key).isPresent()) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Whether there is a value of a key. */
    boolean contains(EntryKey key) throws IOException {
        return find(key, (entry, since) -> true).isPresent();
    }

    /** The highest key not above another one that begins so and has a value. */
    Optional<EntryKey> floor(EntryKey at, EntryKey prefix) throws IOException {
        return using(of -> {
            EntryKey to = at;
            while (true) {
                Entry highest = null;
                for (EntrySource each : of.newestFirst) {
                    Optional<? extends Entry> found = each.floor(to);
                    if (found.isPresent()
                            && found.get().key().startsWith(prefix)
                            && (highest == null || found.get().key().compareTo(highest.key()) > 0)) {
                        highest = found.get();
                    }
                }
                throwDamage(null);
                if (highest == null) {
                    return Optional.empty();
                } else if (!highest.isDeletion()) {
                    return Optional.of(highest.key());
                }
                to = highest.key().before();
            }
        });
    }

    /** Gets entries one after another, and says whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(Entry entry) throws IOException;
    }

    /**
     * Calls back for each entry whose key begins so, in the order of the keys, as they are at the beginning.
     *
     * @return what can't be read, and was passed over
     */
    List<DamagedPackException> forEach(EntryKey prefix, Visitor visitor) throws IOException {
        return using(of -> {
            EntryMerge entries = new EntryMerge(of.newestFirst, prefix);
            boolean going = true;
            while (going) {
                Optional<EntryMerge.From> next = entries.next();
                requireOpen();
                going = next.isPresent() && next.get().entry().key().startsWith(prefix);
                if (going && !next.get().entry().isDeletion()) {
                    going = visitor.visit(next.get().entry());
                }
            }
            List<DamagedPackException> damages = new ArrayList<>(entries.damages());
            damages.addAll(unopened);
            return damages;
        });
    }
}
