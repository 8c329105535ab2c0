package io.erpconfig.app;

import io.erpconfig.account.Password;
import io.erpconfig.control.SecretPrompt;
import io.erpconfig.settings.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import picocli.CommandLine.Option;

/** Reads the password for a command, never from its arguments, which others on the machine can read. */
final class PasswordInput {

    /** The longest input that may be a password, in bytes. */
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
            return Secret.read(shell.in(), MAX_INPUT);
        } catch (CharacterCodingException e) {
            throw new CommandFailedException("the password on standard input is not in UTF-8", e);
        } catch (IOException e) {
            throw new CommandFailedException("can't read the password from standard input", e);
        }
    }

    private static String asked(Shell shell) {
        SecretPrompt terminal = shell.terminal()
                .orElseThrow(() -> new CommandFailedException(
                        "there is no terminal to ask for the password on; give it on standard input with"
                                + " --password-stdin"));
        String first = ask(terminal, "Password: ");
        String second = ask(terminal, "Again: ");
        if (!first.equals(second)) {
            throw new CommandFailedException("the two passwords differ; nothing was changed");
        }
        return first;
    }

    private static String ask(SecretPrompt terminal, String prompt) {
        return terminal.ask(prompt)
                .orElseThrow(() -> new CommandFailedException("no password was given; nothing was changed"));
    }
}
