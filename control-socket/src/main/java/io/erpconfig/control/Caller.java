package io.erpconfig.control;

import static java.util.Objects.requireNonNull;

import io.erpconfig.folder.Folders;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The caller of a command: this process's user, or one at the other end of a socket. Used by one thread.
 *
 * @param in       standard input
 * @param out      what the command is asked for goes here, and nothing else
 * @param err      progress, hints and errors
 * @param terminal there if a person sits in front of it
 * @param folders  named as the caller names them, from the directory that it was called in
 * @param stay     throws a {@link CallEndedException} if nobody waits for the command any more; a long one asks now and
 *                 then, where it can end without harm
 */
public record Caller(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Optional<SecretPrompt> terminal,
        Folders folders,
        Runnable stay) {

    /**
     * The caller of this process.
     *
     * @param folders its folders
     */
    public static Caller ofProcess(Folders folders) {
        return new Caller(System.in, System.out, System.err, Terminal.find(), folders, () -> {});
    }

    public Caller {
        requireNonNull(in, "in");
        requireNonNull(out, "out");
        requireNonNull(err, "err");
        requireNonNull(terminal, "terminal");
        requireNonNull(folders, "folders");
        requireNonNull(stay, "stay");
    }
}
