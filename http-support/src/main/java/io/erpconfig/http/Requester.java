package io.erpconfig.http;

/** The identity that a request was found to have. It is set where the request is admitted, and logged. */
public final class Requester {

    /** The request's attribute, a string such as {@code user ana} or {@code token 0123…}; never a secret. */
    public static final String ATTRIBUTE = "io.erpconfig.requester";

    private Requester() {}

    /**
     * A user who has signed in.
     *
     * @param name the user's
     */
    public static String user(Object name) {
        return "user " + name;
    }

    /**
     * A token that was let in.
     *
     * @param id the token's, not its value
     */
    public static String token(Object id) {
        return "token " + id;
    }
}
