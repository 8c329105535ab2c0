package io.erpconfig.opening;

import io.erpconfig.store.fs.DirectoryUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A directory; a single process at a time has the store in it open. */
final class DirectoryPlace extends StorePlace {

    private final Path dataDir;
    private final Path normal;

    DirectoryPlace(Path dataDir) {
        this.dataDir = dataDir;
        this.normal = dataDir.toAbsolutePath().normalize();
    }

    /** The path in a URL, behind its scheme. */
    static Path path(String text) {
        if (text.isEmpty() || text.startsWith("//") && !text.startsWith("///")) {
            throw new IllegalArgumentException("a directory is named like file:DIR or file:///DIR");
        }
        return Path.of(text.startsWith("///") ? text.substring(2) : text)
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public String what() {
        return "data directory '" + normal + "'";
    }

    @Override
    public String toString() {
        return "file:" + normal;
    }

    @Override
    void requireUsable(String option) {
        Path there = normal;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new StorePlaceException("'" + there + "' is not a directory; name another with " + option);
        }
        if (Files.exists(dataDir)) {
            DirectoryUser.require(dataDir);
        }
        if (!Files.isWritable(there)) {
            throw new StorePlaceException("directory '" + there + "' can't be written by this user; change its"
                    + " permissions, or name another with " + option);
        }
    }

    @Override
    void requireThere(String option) {
        if (!Files.exists(dataDir)) {
            throw new StorePlaceException("there is no data directory '" + dataDir + "'; name it with " + option);
        }
        requireUsable(option);
    }

    @Override
    Optional<OpenStore> find() {
        return OpenStore.existingInDirectory(dataDir);
    }

    @Override
    OpenStore make() {
        return OpenStore.inDirectory(dataDir);
    }
}
