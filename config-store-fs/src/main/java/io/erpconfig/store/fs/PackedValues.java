package io.erpconfig.store.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A pack that is written of entries in any order. Holds their keys until it is finished. Used by one thread. */
final class PackedValues {

    private final PackWriter out;
    private final List<PackIndexBlock.Item> index = new ArrayList<>();

    PackedValues(PackWriter out) {
        this.out = out;
    }

    /** Adds a value; each key once. */
    void add(EntryKey key, byte[] value) throws IOException {
        PackWriter.Location location = out.add(value);
        index.add(new PackIndexBlock.Item(key, value.length, false, location.block(), location.number()));
    }

    /** Adds what an entry says. */
    void add(Entry entry) throws IOException {
        if (entry.isDeletion()) {
            index.add(new PackIndexBlock.Item(entry.key(), entry.length(), true, 0, 0));
        } else {
            add(entry.key(), entry.value());
        }
    }

    /** Ends the pack, durably. */
    void finish() throws IOException {
        index.sort(Comparator.comparing(PackIndexBlock.Item::key));
        for (PackIndexBlock.Item each : index) {
            out.index(each);
        }
        out.finish();
    }
}
