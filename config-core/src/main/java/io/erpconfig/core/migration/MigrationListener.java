package io.erpconfig.core.migration;

/** Receives the progress of a migration, on the thread that runs it. An exception of it ends the migration. */
public interface MigrationListener {

    /** A part of the work. */
    enum Part {
        OBJECTS,
        HISTORIES,
        PROJECTS,
        /** Tokens, accounts and sessions. */
        ACCESS,
        AUDIT_TRAILS,
        /** Both stores are read again and compared. */
        COMPARISON,
        /** Everything in the target is verified. */
        VERIFICATION
    }

    /**
     * A part begins.
     *
     * @param total what {@link #advanced} adds up to in it, as far as nothing is there already
     */
    void begins(Part part, long total);

    /** Called when more of the part has been done; with 0 too, now and then, while it waits. */
    void advanced(long more);

    /**
     * Called for each damage in the target.
     *
     * @param what    names it
     * @param finding says what is wrong with it
     */
    void damaged(String what, String finding);
}
