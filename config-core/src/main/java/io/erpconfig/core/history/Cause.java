package io.erpconfig.core.history;

import java.util.Locale;

/** The kind of change that made a snapshot. */
public enum Cause {
    /** The branch was created empty. */
    CREATE,
    /** The branch was created as a copy. */
    COPY,
    /** One file was saved. */
    SAVE,
    /** One file was deleted. */
    DELETE,
    /** Several files were changed together. */
    COMMIT,
    /** A folder was imported. */
    IMPORT,
    /** A file or the branch was put back to an older state. */
    ROLLBACK;

    /** The cause as it is stored and shown: in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reverse of {@link #toString}. */
    public static Cause parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
