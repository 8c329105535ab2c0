package io.erpconfig.store.fs.faulty;

/** A kind of thing that is asked of a {@link FaultyFileSystem} and that can fail. All but {@link #READ} change it. */
public enum Operation {
    /** Opening a file that is there, reading from it, listing a folder, asking for attributes. */
    READ,
    CREATE_FILE,
    CREATE_FOLDER,
    /** One more name for a file. */
    LINK,
    RENAME,
    DELETE,
    WRITE,
    TRUNCATE,
    SET_TIME,
    FORCE_FILE,
    FORCE_FOLDER;

    /** Whether it is done through a channel, whose failures name no file. */
    boolean isOfChannel() {
        return this == WRITE || this == TRUNCATE || this == FORCE_FILE || this == FORCE_FOLDER;
    }

    boolean isForce() {
        return this == FORCE_FILE || this == FORCE_FOLDER;
    }
}
