package io.erpconfig.store.fs.faulty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A folder of a {@link Volume}, with the names that are known to be on the disk and the changes since. */
final class DurableFolder implements Inode {

    final Map<String, Inode> names = new TreeMap<>();
    final Map<String, Inode> durable = new TreeMap<>();
    final List<NameChange> pending = new ArrayList<>();

    /** The changes that brought it to its place, as long as they are not on the disk. */
    final List<NameChange> moves = new ArrayList<>();

    /** Number of names of files in it and below. */
    int allNames() {
        return names.values().stream()
                .mapToInt(inode -> inode instanceof DurableFolder folder ? folder.allNames() : 1)
                .sum();
    }

    /** A name that is given to something, or taken away. */
    static final class NameChange {
        final long order;
        final DurableFolder folder;
        final String name;
        final Optional<Inode> to;

        /** Those without which this one does not survive. */
        final List<NameChange> with = new ArrayList<>();

        /** On the disk. */
        boolean settled;

        NameChange(long order, DurableFolder folder, String name, Optional<Inode> to) {
            this.order = order;
            this.folder = folder;
            this.name = name;
            this.to = to;
        }
    }
}
