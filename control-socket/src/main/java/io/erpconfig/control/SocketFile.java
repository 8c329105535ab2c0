package io.erpconfig.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The socket's place: a file in the data directory. */
final class SocketFile {

    private static final String NAME = "control.sock";

    /** Length that the address of a socket may have on all systems, less its end, in bytes. */
    private static final int MAX_ADDRESS = 100;

    private final Path folder;

    /** @param dataDir is there */
    SocketFile(Path dataDir) throws IOException {
        this.folder = dataDir.toRealPath();
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** An action with an address. */
    interface Use<T> {
        T with(UnixDomainSocketAddress address) throws IOException;
    }

    /**
     * Binds or connects. The address of a socket is short whatever the path of the data directory is: where that is
     * long, it leads through a link, in a folder that only this user sees into, for as long as it is used.
     */
    <T> T use(Use<T> use) throws IOException {
        if (path().toString().getBytes(StandardCharsets.UTF_8).length <= MAX_ADDRESS) {
            return use.with(UnixDomainSocketAddress.of(path()));
        }
        Path shortcut = Files.createTempDirectory("erp-config");
        Path link = shortcut.resolve("d");
        try {
            Files.createSymbolicLink(link, folder);
            return use.with(UnixDomainSocketAddress.of(link.resolve(NAME)));
        } finally {
            Files.deleteIfExists(link);
            Files.delete(shortcut);
        }
    }
}
