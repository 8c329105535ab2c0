package io.erpconfig.store.fs;

/** A command that another user has to run; its user is told how. */
public final class OtherUserException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String user;

    /** @param user who has to run it */
    OtherUserException(String message, String user) {
        super(message);
        this.user = user;
    }

    /** The user who has to run it. */
    public String user() {
        return user;
    }
}
