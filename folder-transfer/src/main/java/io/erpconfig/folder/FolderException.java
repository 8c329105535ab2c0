package io.erpconfig.folder;

/** A folder that can't be imported from or exported to; the message says what stands in the way and what to do. */
public final class FolderException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FolderException(String message) {
        super(message);
    }

    FolderException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The reason of a failure, for a message. */
    static String reason(Exception e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName().replace("Exception", "") + (message == null ? "" : " (" + message + ")");
    }
}
