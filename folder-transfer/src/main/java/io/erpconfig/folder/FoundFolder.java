package io.erpconfig.folder;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A folder that is to be imported.
 *
 * @param name  its last name, or all of it where it has none
 * @param files everything that it holds, at any depth
 */
public record FoundFolder(String name, List<? extends FoundFile> files) {

    public FoundFolder {
        requireNonNull(name, "name");
        files = List.copyOf(files);
    }

    /** Size of all files together, in bytes. */
    public long bytes() {
        return files.stream().mapToLong(FoundFile::size).sum();
    }
}
