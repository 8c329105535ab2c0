package io.erpconfig.control;

import java.io.Console;
import java.util.Optional;

/** Tells whether a person sits in front of the process. */
final class Terminal {

    private Terminal() {}

    /** The person at the terminal, if both input and output are one's. */
    static Optional<SecretPrompt> find() {
        return Optional.ofNullable(System.console())
                .filter(Terminal::isTerminal)
                .map(console -> prompt ->
                        Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new));
    }

    /** Whether a console is a terminal: from Java 22 on it need not be, and has a method that tells so. */
    private static boolean isTerminal(Console console) {
        if (Runtime.version().feature() < 22) {
            return true;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("every Java from 22 on has Console.isTerminal", e);
        }
    }
}
