package io.erpconfig.opening;

import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of a store, which is a data directory or a database. Here alone a kind of place leads to a kind of store. Two
 * places are equal if they are the same place, however it was written.
 *
 * <p>The option by which its user names the place is in the messages of what can't be opened.
 */
public abstract sealed class StorePlace permits DirectoryPlace, DatabasePlace {

    StorePlace() {}

    /** The place of a store in a directory. */
    public static StorePlace directory(Path dataDir) {
        return new DirectoryPlace(dataDir);
    }

    /**
     * The place of a store in a database.
     *
     * @param dataDir where the first account's password is left, if it has to be
     */
    public static StorePlace database(MongoAddress address, Path dataDir) {
        return new DatabasePlace(address, dataDir);
    }

    /**
     * Reads the URL of a store, such as {@code file:data}.
     *
     * @throws IllegalArgumentException if it names no store
     */
    public static StorePlace parse(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        // What is behind the scheme may have a password in it: it is not shown.
        return switch (scheme) {
            case "file" -> directory(DirectoryPlace.path(url.substring(colon + 1)));
            case "mongodb", "mongodb+srv" -> database(new MongoAddress(url), Path.of(""));
            case "" -> throw new IllegalArgumentException("a store is named like file:DIR or mongodb://host/database");
            default ->
                throw new IllegalArgumentException(
                        "there are no stores " + scheme + ":, only file:DIR and mongodb://host/database");
        };
    }

    /** The kind of place, and which one it is, in words. */
    public abstract String what();

    /** The URL of the place: the same for every way to write it, and without a password. */
    @Override
    public abstract String toString();

    /** Refuses a place where no store can be. */
    abstract void requireUsable(String option);

    /** Refuses a place where no store is, as far as can be seen without opening it. */
    abstract void requireThere(String option);

    /** Opens the store, if there is one; else nothing is made. */
    abstract Optional<OpenStore> find();

    /** Opens the store, which is made. */
    abstract OpenStore make();

    /**
     * Opens the store; it is made if it isn't there.
     *
     * @throws StorePlaceException if it can't be there, or is not whole
     * @throws io.erpconfig.core.error.ConfigStoreException if it can't be used
     */
    public final OpenStore open(String option) {
        return whole(openIncomplete(option));
    }

    /**
     * Opens the store.
     *
     * @throws StorePlaceException if there is none, or it is not whole
     * @throws io.erpconfig.core.error.ConfigStoreException if it can't be used
     */
    public final OpenStore openExisting(String option) {
        return whole(openExistingIncomplete(option));
    }

    /**
     * Opens the store, if there is one.
     *
     * @throws StorePlaceException if it can't be there, or is not whole
     * @throws io.erpconfig.core.error.ConfigStoreException if it can't be used
     */
    public final Optional<OpenStore> openIfThere(String option) {
        requireUsable(option);
        return find().map(StorePlace::whole);
    }

    /** Opens the store as {@link #open} does, also one that a migration has not filled yet. */
    public final OpenStore openIncomplete(String option) {
        requireUsable(option);
        return find().orElseGet(this::make);
    }

    /** Opens the store as {@link #openExisting} does, also one that a migration has not filled yet. */
    public final OpenStore openExistingIncomplete(String option) {
        requireThere(option);
        return find().orElseThrow(() ->
                new StorePlaceException("there is no store in " + what() + "; name another with " + option));
    }

    /** Refuses a store that a migration has not filled yet: it looks like one that has lost something. */
    private static OpenStore whole(OpenStore open) {
        boolean whole = false;
        try {
            Optional<String> source = open.store().migration().source();
            if (source.isPresent()) {
                throw new StorePlaceException("the store is being filled from " + source.get()
                        + " and not whole yet; finish that by running 'erp-config migrate' again");
            }
            whole = true;
            return open;
        } finally {
            if (!whole) {
                open.close();
            }
        }
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof StorePlace place && place.toString().equals(toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }
}
