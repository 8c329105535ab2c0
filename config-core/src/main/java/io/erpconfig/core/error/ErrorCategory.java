package io.erpconfig.core.error;

/** The kind of an error, by who has to act on it. */
public enum ErrorCategory {
    /** The request is wrong as it stands: asking again with the same words gives the same answer. */
    CALLER,
    /** The request is well formed, but what is stored does not admit it: nothing there, there already, changed since. */
    STATE,
    /** The storage failed or can't be reached: the same request may succeed later. */
    STORAGE,
    /** The platform that the service lives behind failed or can't be reached: the same request may succeed later. */
    PLATFORM
}
