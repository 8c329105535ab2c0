package io.erpconfig.http;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;

/** Errors of content that can't be read to its end. */
public final class UnreadableContent {

    private UnreadableContent() {}

    /** The error for a stream that broke: the store's own where it says what is wrong, such as that it can't be reached. */
    public static ConfigStoreException error(String message, IOException broken) {
        ErrorCode code =
                broken.getCause() instanceof ConfigStoreException store ? store.code() : ErrorCode.STORAGE_FAILED;
        return new ConfigStoreException(code, message, broken);
    }
}
