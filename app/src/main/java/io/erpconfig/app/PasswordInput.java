package io.erpconfig.app;

import io.erpconfig.app.account.Password;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** Where a command gets a password from: never from its arguments, which others on the machine can read. */
final class PasswordInput {

    /** Longer input is no password, in bytes. */
    private static final int MAX_INPUT = 4096;

    @Option(
            names = "--password-stdin",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Reads the password from standard input, one line, instead of asking for it twice.")
    private boolean stdin;

    Password read(Shell shell) {
        try {
            return new Password(stdin ? line(shell) : asked(shell));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage(), e);
        }
    }

    private static String line(Shell shell) {
        try {
            byte[] bytes = shell.in().readNBytes(MAX_INPUT);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // What echo and editors put at the end of a line is not part of it.
            return text.replaceFirst("\\r?\\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new CommandFailedException("the password on standard input is not in UTF-8", e);
        } catch (IOException e) {
            throw new CommandFailedException("can't read the password from standard input", e);
        }
    }

    private static String asked(Shell shell) {
        Console terminal = shell.terminal()
                .orElseThrow(() -> new CommandFailedException(
                        "there is no terminal to ask for the password on; give it on standard input with"
                                + " --password-stdin"));
        char[] first = ask(terminal, "Password: ");
        char[] second = ask(terminal, "Again: ");
        if (!Arrays.equals(first, second)) {
            throw new CommandFailedException("the two passwords differ; nothing was changed");
        }
        return new String(first);
    }

    private static char[] ask(Console terminal, String prompt) {
        char[] typed = terminal.readPassword("%s", prompt);
        if (typed == null) {
            throw new CommandFailedException("no password was given; nothing was changed");
        }
        return typed;
    }
}
