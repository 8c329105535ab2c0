package io.erpconfig.folder;

import io.erpconfig.core.content.ConfigPath;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file on this process's disk.
 *
 * @param folder   where the path begins
 * @param path     of the file
 * @param size     in bytes
 * @param modified in milliseconds since 1970
 */
record LocalFile(Path folder, ConfigPath path, long size, long modified) implements FoundFile {

    @Override
    public InputStream open() throws IOException {
        Path file = folder.resolve(path.value());
        return new FilterInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            @Override
            public void close() throws IOException {
                super.close();
                BasicFileAttributes now =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (now.lastModifiedTime().toMillis() != modified) {
                    throw new IOException("the file was changed");
                }
            }
        };
    }
}
