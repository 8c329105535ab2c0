package io.erpconfig.folder;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that is being written on this process's disk. */
final class NewLocalFolder implements NewFolder {

    private final Path named;
    private final Path root;
    private final Path incomplete;

    /**
     * @param named      as its user named it, for messages
     * @param incomplete the file that says so
     */
    NewLocalFolder(Path named, Path root, Path incomplete) {
        this.named = named;
        this.root = root;
        this.incomplete = incomplete;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    @Override
    public void folder(String path) {
        writing(path, () -> Files.createDirectory(root.resolve(path)));
    }

    @Override
    public OutputStream file(String path) {
        OutputStream out = writing(
                path,
                () -> Files.newOutputStream(
                        root.resolve(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int count) {
                writing(path, () -> {
                    out.write(bytes, from, count);
                    return true;
                });
            }

            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void close() {
                writing(path, () -> {
                    out.close();
                    return true;
                });
            }
        };
    }

    private <T> T writing(String path, Step<T> step) {
        try {
            return step.run();
        } catch (FileAlreadyExistsException e) {
            throw new FolderException(
                    "'" + path + "' has the name of another file on this file system, which folds names;"
                            + " export to one that doesn't, and delete the incomplete '" + named + "'",
                    e);
        } catch (IOException | InvalidPathException e) {
            throw new FolderException(
                    "can't write '" + path + "': " + FolderException.reason(e) + "; delete the incomplete '" + named
                            + "' and export again",
                    e);
        }
    }

    @Override
    public void complete() {
        try {
            Files.delete(incomplete);
        } catch (IOException e) {
            throw new FolderException("everything was exported, but '" + incomplete + "' can't be deleted", e);
        }
    }
}
