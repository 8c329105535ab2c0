package io.erpconfig.store.fs;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The entries of the frames in one segment of the journal, in memory: those whose writers are, or are about to be, told
 * that they have succeeded. Safe for any number of threads.
 */
final class RecentEntries implements EntrySource {

    private final long first;
    private final ConcurrentNavigableMap<EntryKey, Recent> byKey = new ConcurrentSkipListMap<>();
    private final AtomicInteger added = new AtomicInteger();

    /** @param first the number of the segment's first frame */
    RecentEntries(long first) {
        this.first = first;
    }

    private record Recent(long frame, int place, JournalEntry.Keyed entry) implements Entry {
        @Override
        public EntryKey key() {
            return entry.key();
        }

        @Override
        public boolean isDeletion() {
            return entry.isDeletion();
        }

        @Override
        public int length() {
            return entry.valueLength();
        }

        @Override
        public byte[] value() {
            return entry.value();
        }
    }

    @Override
    public long first() {
        return first;
    }

    /** Adds what a frame says. Of what several frames say of a key, that of the last one counts. */
    void add(long frame, List<JournalEntry> entries) {
        int place = 0;
        for (JournalEntry each : entries) {
            if (each instanceof JournalEntry.Keyed keyed) {
                byKey.merge(
                        keyed.key(),
                        new Recent(frame, place, keyed),
                        (before, now) -> before.frame > now.frame ? before : now);
                place++;
            }
        }
        added.addAndGet(place);
    }

    /** How many were added. */
    int added() {
        return added.get();
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /**
     * All of them in the order in which they belong into a pack, where what is side by side is read together: snapshots by
     * branch and number, since histories are read in pieces; before them the rest as it was written, so that what is alike
     * is mostly side by side.
     */
    List<Entry> inOrder() {
        return Stream.concat(
                        byKey.values().stream()
                                .filter(each -> !isSnapshot(each))
                                .sorted(Comparator.comparingLong(Recent::frame).thenComparingInt(Recent::place)),
                        byKey.values().stream().filter(RecentEntries::isSnapshot))
                .<Entry>map(each -> each)
                .toList();
    }

    private static boolean isSnapshot(Recent entry) {
        return entry.key().is(EntryKey.Kind.SNAPSHOT);
    }

    @Override
    public Optional<? extends Entry> find(EntryKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    @Override
    public Optional<? extends Entry> floor(EntryKey key) {
        return Optional.ofNullable(byKey.floorEntry(key)).map(Map.Entry::getValue);
    }

    @Override
    public EntryCursor from(EntryKey key) {
        Iterator<Recent> entries = byKey.tailMap(key, true).values().iterator();
        return () -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }
}
