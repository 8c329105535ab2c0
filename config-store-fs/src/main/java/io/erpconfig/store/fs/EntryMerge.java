package io.erpconfig.store.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The entries of several sources in the order of their keys: of each key the one of the newest source that has it. */
final class EntryMerge {

    private final PriorityQueue<Head> heads = new PriorityQueue<>();
    private final List<DamagedPackException> damages = new ArrayList<>();
    private @Nullable EntryKey last;

    /** An entry and the source that it is from, by its place among them, 0 being the newest. */
    record From(Entry entry, int source) {}

    private record Head(Entry entry, int source, EntryCursor rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            int byKey = entry.key().compareTo(other.entry.key());
            return byKey != 0 ? byKey : Integer.compare(source, other.source);
        }
    }

    /** @param sources the newest first */
    EntryMerge(List<? extends EntrySource> sources, EntryKey from) throws IOException {
        for (int i = 0; i < sources.size(); i++) {
            add(i, sources.get(i).from(from));
        }
    }

    private void add(int source, EntryCursor rest) throws IOException {
        boolean again = true;
        while (again) {
            try {
                rest.next().ifPresent(entry -> heads.add(new Head(entry, source, rest)));
                again = false;
            } catch (DamagedPackException e) {
                damages.add(e);
            }
        }
    }

    /** The next entry, which may be a deletion; none behind the last. */
    Optional<From> next() throws IOException {
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            add(head.source, head.rest);
            if (!head.entry.key().equals(last)) {
                last = head.entry.key();
                return Optional.of(new From(head.entry, head.source));
            }
        }
        return Optional.empty();
    }

    /** What could not be read of what was passed so far. */
    List<DamagedPackException> damages() {
        return damages;
    }
}
