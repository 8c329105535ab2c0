package io.erpconfig.control;

import java.util.Optional;

/** A person at a terminal. */
public interface SecretPrompt {

    /** Asks for a secret, which is not shown while it is typed; empty if the input has ended instead. */
    Optional<String> ask(String prompt);
}
