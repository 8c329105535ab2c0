package io.erpconfig.account;

import io.erpconfig.core.project.OwnerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of the first account's generated password, until that is changed: it lies in the data directory, and only
 * the directory's user can read it (contract, section 5).
 */
public final class FirstPasswordFile {

    private static final String NAME = "initial-admin-password";

    private final Path file;

    public FirstPasswordFile(Path dataDir) {
        this.file = dataDir.resolve(NAME);
    }

    /** The path of the file. */
    public Path path() {
        return file;
    }

    void write(Password password) {
        try {
            // One that was left by a start that failed has a password that was never used.
            Files.deleteIfExists(file);
            makeFolder(file.toAbsolutePath().getParent());
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mode = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            try (FileChannel channel =
                    FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
                channel.write(StandardCharsets.UTF_8.encode(password.text() + "\n"));
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write '" + file + "'", e);
        }
    }

    /** A store that is not in a directory may have none yet. */
    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mode = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createDirectories(folder, mode);
        }
    }

    /** The password that was written is nobody's. */
    void withdraw() {
        delete("delete '" + file + "', which has a password that is nobody's");
    }

    /** The password of this account is no longer the generated one. */
    public void forget(OwnerId name) {
        if (name.equals(FirstAccount.NAME)) {
            delete("the password was changed; delete '" + file + "', which has the old one");
        }
    }

    private void delete(String otherwise) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(otherwise, e);
        }
    }
}
