package io.erpconfig.app;

import io.erpconfig.control.Caller;
import io.erpconfig.control.ControlSocket;
import io.erpconfig.opening.OpenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The commands that a server runs, on the store that it has open, for those who call them beside it. */
final class ServedCommands implements AutoCloseable {

    private final Shell shell;
    private final Path dataDir;
    private final OpenStore open;
    private Optional<ControlSocket> socket = Optional.empty();

    /** @param shell the server's own */
    ServedCommands(Shell shell, Path dataDir, OpenStore open) {
        this.shell = shell;
        this.dataDir = dataDir;
        this.open = open;
    }

    /** Takes commands from now on. Where that can't be, it says so, and they are refused as by any store in use. */
    void take() {
        try {
            socket = Optional.of(ControlSocket.open(dataDir, Main.Version.text(), this::run));
        } catch (IOException e) {
            shell.err()
                    .println("no command can be run beside this server: can't make its socket in '" + dataDir + "' ("
                            + e.getMessage() + ")");
        }
    }

    private int run(Caller caller, boolean debug, List<String> words) {
        return Main.run(Shell.ofCall(caller, debug, open.lent()), words.toArray(String[]::new));
    }

    @Override
    public void close() {
        socket.ifPresent(ControlSocket::close);
    }
}
