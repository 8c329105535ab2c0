package io.erpconfig.app;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.store.fs.FileSystemStore;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;

/** A store by its URL, such as {@code file:data}. Here alone a scheme leads to a kind of store. */
final class StoreUrl {

    private final String shown;
    private final Path temporary;
    private final Opener opener;

    private StoreUrl(String shown, Path temporary, Opener opener) {
        this.shown = shown;
        this.temporary = temporary;
        this.opener = opener;
    }

    /** Opens a store. */
    private interface Opener {
        /**
         * Opens it.
         *
         * @param existing whether it has to be there; else it is made
         * @param option   that names it
         */
        ConfigStore open(boolean existing, String option, Clock clock, Executor executor);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it names no store
     */
    static StoreUrl parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        // What is behind the scheme may have a password in it: it is not shown.
        return switch (scheme) {
            case "file" -> ofDirectory(text.substring(colon + 1));
            case "mongodb", "mongodb+srv" -> ofDatabase(new MongoAddress(text));
            case "" -> throw new IllegalArgumentException("a store is named like file:DIR or mongodb://host/database");
            default ->
                throw new IllegalArgumentException(
                        "there are no stores " + scheme + ":, only file:DIR and mongodb://host/database");
        };
    }

    private static StoreUrl ofDatabase(MongoAddress address) {
        return new StoreUrl(
                address.toString(),
                OpenStore.anyTemporary(),
                (existing, option, clock, executor) -> existing
                        ? GridFsStore.openExisting(address, clock, executor)
                                .map(GridFsStore::store)
                                .orElseThrow(() -> StoreOptions.noStore("database " + address, option))
                        : GridFsStore.open(address, clock, executor).store());
    }

    private static StoreUrl ofDirectory(String path) {
        if (path.isEmpty() || path.startsWith("//") && !path.startsWith("///")) {
            throw new IllegalArgumentException("a directory is named like file:DIR or file:///DIR");
        }
        Path dataDir = Path.of(path.startsWith("///") ? path.substring(2) : path)
                .toAbsolutePath()
                .normalize();
        return new StoreUrl(
                "file:" + dataDir, FileSystemStore.temporaries(dataDir), (existing, option, clock, executor) -> {
                    if (!existing) {
                        StoreOptions.requireUsable(dataDir, option);
                        return FileSystemStore.open(dataDir, clock, executor);
                    }
                    StoreOptions.requireThere(dataDir, option);
                    return FileSystemStore.openExisting(dataDir, clock, executor)
                            .orElseThrow(() -> StoreOptions.noStore("data directory '" + dataDir + "'", option));
                });
    }

    /**
     * Opens the store, which is there.
     *
     * @param option that names it
     */
    ConfigStore openExisting(String option, Clock clock, Executor executor) {
        return opener.open(true, option, clock, executor);
    }

    /**
     * Opens the store, which is made if it isn't there.
     *
     * @param option that names it
     */
    ConfigStore open(String option, Clock clock, Executor executor) {
        return opener.open(false, option, clock, executor);
    }

    /** The folder for large temporary files of what works on the store. */
    Path temporary() {
        return temporary;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoreUrl url && url.shown.equals(shown);
    }

    @Override
    public int hashCode() {
        return shown.hashCode();
    }

    /** The same for every way to write it, and without a password. */
    @Override
    public String toString() {
        return shown;
    }
}
