package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts that exist as long as a data directory does: a file that is never replaced, and the folders that hold
 * everything. A missing name counts as absent only if these exist; otherwise the directory has been moved or unmounted,
 * and nobody can tell.
 */
final class AlwaysThere {

    private final Path root;
    private final Path sign;
    private final @Nullable Object key;
    private final List<Path> folders;

    /**
     * Notes what is there now.
     *
     * @param sign a file by which the directory is told from another one in its place
     */
    AlwaysThere(Path root, Path sign, List<Path> folders) throws IOException {
        this.root = root;
        this.sign = sign;
        this.key = key(sign);
        this.folders = List.copyOf(folders);
    }

    /** The file system's own name for a file; null where it has none. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Returns if the directory is there, with the folders that a file is in or that are in it.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE}
     */
    void require(Path file) throws IOException {
        boolean same;
        try {
            same = Objects.equals(key, key(sign));
        } catch (NoSuchFileException e) {
            same = false;
        }
        if (!same) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "data directory " + root + " is not there: has it been moved, replaced or unmounted?");
        }
        for (Path folder : folders) {
            if ((file.startsWith(folder) || folder.startsWith(file)) && !Files.isDirectory(folder)) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_UNAVAILABLE, PlainFiles.relative(root, folder) + " is not there");
            }
        }
    }
}
