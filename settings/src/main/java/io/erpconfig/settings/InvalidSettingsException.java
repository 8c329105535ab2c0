package io.erpconfig.settings;

/** A file of settings that can't be used; the message says which, where and why. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidSettingsException(String message) {
        super(message);
    }
}
