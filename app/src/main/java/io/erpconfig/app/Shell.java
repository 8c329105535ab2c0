package io.erpconfig.app;

import io.erpconfig.control.Caller;
import io.erpconfig.control.SecretPrompt;
import io.erpconfig.folder.Folders;
import io.erpconfig.folder.LocalFolders;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * The environment that a command is called from.
 *
 * @param environment the variables
 * @param caller      who calls it
 * @param served      the store, in a server that has it open and runs the command for a caller beside it
 */
record Shell(Map<String, String> environment, Caller caller, Optional<OpenStore> served) {

    private static final String DEBUG = "ERP_CONFIG_DEBUG";

    /** The process's own. */
    static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                Caller.ofProcess(new LocalFolders(FileSystemStore::isDataDirectory)),
                Optional.empty());
    }

    /** The shell of a caller beside the server that has the store open. Its environment is in the arguments already. */
    static Shell ofCall(Caller caller, boolean debug, OpenStore served) {
        return new Shell(debug ? Map.of(DEBUG, "1") : Map.of(), caller, Optional.of(served));
    }

    InputStream in() {
        return caller.in();
    }

    /** Standard output, which takes the result of the command and nothing else. */
    PrintStream out() {
        return caller.out();
    }

    /** Progress, hints and errors. */
    PrintStream err() {
        return caller.err();
    }

    /** The terminal, if a person sits in front of it. */
    Optional<SecretPrompt> terminal() {
        return caller.terminal();
    }

    Folders folders() {
        return caller.folders();
    }

    /** Whether a failure is to be shown with its stack trace. */
    boolean debug() {
        return !environment.getOrDefault(DEBUG, "").isEmpty();
    }
}
