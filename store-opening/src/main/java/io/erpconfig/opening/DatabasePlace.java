package io.erpconfig.opening;

import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.file.Path;
import java.util.Optional;

/** A database, which any number of processes have open at once. */
final class DatabasePlace extends StorePlace {

    private final MongoAddress address;
    private final Path dataDir;

    DatabasePlace(MongoAddress address, Path dataDir) {
        this.address = address;
        this.dataDir = dataDir;
    }

    @Override
    public String what() {
        return "database " + address;
    }

    @Override
    public String toString() {
        return address.toString();
    }

    @Override
    void requireUsable(String option) {}

    @Override
    void requireThere(String option) {}

    @Override
    Optional<OpenStore> find() {
        return OpenStore.existingInDatabase(address, dataDir);
    }

    @Override
    OpenStore make() {
        return OpenStore.inDatabase(address, dataDir);
    }
}
