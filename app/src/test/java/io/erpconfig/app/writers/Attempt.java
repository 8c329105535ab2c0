package io.erpconfig.app.writers;

import java.util.Optional;

/**
 * An edit that was sent, and what is known of it.
 *
 * @param message by which its snapshot is known
 * @param outcome none if the server went away before it answered
 */
public record Attempt(String message, WriterEdit edit, Optional<Outcome> outcome) {

    /** Whether the server said that its storage failed. */
    public boolean storageFailed() {
        return outcome.isPresent() && outcome.get() instanceof Outcome.Refused refused && refused.status() >= 500;
    }

    /** The server's answer. */
    sealed interface Outcome {

        /** A snapshot was made. */
        record Saved(int number, String shortId) implements Outcome {}

        /** The content was so already. */
        record Unchanged() implements Outcome {}

        /** The edit was refused by the state: a stale version, a file that is or isn't there; or by its storage. */
        record Refused(int status) implements Outcome {}
    }
}
