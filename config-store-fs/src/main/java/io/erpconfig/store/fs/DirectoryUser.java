package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user whom a data directory belongs to. Files there are readable by their writer alone, so those of any other
 * user, above all of root, whom nothing keeps out, are in the way of its server.
 */
public final class DirectoryUser {

    private static final String ROOT = "root";

    private DirectoryUser() {}

    /**
     * Looks whether this user is the one who may use a data directory, which is there.
     *
     * @throws OtherUserException if it is somebody else
     */
    public static void require(Path dataDir) {
        Optional<String> self = ProcessHandle.current().info().user();
        if (self.isEmpty()) {
            return; // a user without a name, as in some containers: nothing can be compared
        }
        boolean root = self.get().equals(ROOT);
        // The directory itself may be another's who has granted it, as volumes are; then what is in it tells.
        Path format = dataDir.resolve("format.json");
        Path place = Files.exists(format) ? format : dataDir;
        Optional<String> other = owner(place).filter(user -> !user.equals(self.get()));
        if (other.isPresent() && (root || !Files.isReadable(place) || !Files.isWritable(place))) {
            throw new OtherUserException(
                    "'" + place.toAbsolutePath().normalize() + "' belongs to user '" + other.get() + "', "
                            + (root
                                    ? "whose server can't read what root leaves there"
                                    : "and user '" + self.get() + "' may not use it"),
                    other.get());
        }
    }

    /** The owner; empty where the place doesn't exist, can't be seen by this user, or files have no owners. */
    private static Optional<String> owner(Path place) {
        try {
            return Files.exists(place)
                            && place.getFileSystem()
                                    .supportedFileAttributeViews()
                                    .contains("posix")
                    ? Optional.of(Files.getOwner(place).getName())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
