package io.erpconfig.http;

/**
 * A request that waited for something to happen, as its client asked: how long it took says nothing of how quick the server
 * is. It is marked where it begins to wait, and looked for where requests are measured.
 */
public final class Waited {

    /** The request's attribute, {@code true} if it waited. */
    public static final String ATTRIBUTE = "io.erpconfig.waited";

    private Waited() {}
}
