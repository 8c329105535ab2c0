package io.erpconfig.core.migration;

/** What a migration tells as it goes, on the thread that runs it. What this throws ends the migration. */
public interface MigrationListener {

    /** What is being done. */
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

    /** So much more of the part has been done; 0 too, now and then, while it waits. */
    void advanced(long more);

    /**
     * Something in the target is damaged.
     *
     * @param what    names it
     * @param finding says what is wrong with it
     */
    void damaged(String what, String finding);
}
