package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A blob that is on its way in.
 *
 * @param temp    the file that it is in, closed but not synced
 * @param size    in bytes
 * @param content the same bytes, if they are few enough to be kept
 */
record StagedBlob(Path temp, long size, Optional<byte[]> content) {

    byte[] bytes() throws IOException {
        return content.isPresent() ? content.get() : Files.readAllBytes(temp);
    }
}
