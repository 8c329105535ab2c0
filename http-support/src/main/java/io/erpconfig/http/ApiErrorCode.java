package io.erpconfig.http;

import io.erpconfig.core.error.ErrorCode;
import java.util.Optional;

/**
 * The {@code code} of an error's body, with the HTTP status it goes with and, where there is one, its fixed message:
 * GitLab's wording where GitLab has one, else the code itself. Where no message is fixed it says what is wrong with the
 * request (contract, section 4). Codes are never renamed or removed.
 */
public enum ApiErrorCode {
    INVALID_OWNER(400),
    INVALID_PROJECT(400),
    INVALID_BRANCH(400),
    INVALID_REF(400),
    INVALID_PATH(400),
    INVALID_SNAPSHOT(400),
    INVALID_TOKEN_FIELD(400),
    INVALID_ACCOUNT(400),
    INVALID_MESSAGE(400),
    INVALID_CONTENT(400),
    /** A query parameter or header that is missing or can't be read. */
    INVALID_PARAMETER(400),
    /** A body that can't be read, or lacks a field. */
    INVALID_BODY(400),
    /** A request that can't be understood at all. */
    BAD_REQUEST(400),

    UNAUTHORIZED(401, "401 Unauthorized"),
    TOKEN_EXPIRED(401, "TOKEN_EXPIRED"),
    FINGERPRINT_MISMATCH(401, "FINGERPRINT_MISMATCH"),
    FORBIDDEN(403, "403 Forbidden"),
    INSUFFICIENT_SCOPE(403, "403 Forbidden - the token lacks the scope that this needs"),
    /** The present password that was given with a new one is another. */
    WRONG_PASSWORD(403, "WRONG_PASSWORD"),

    /** No such route. */
    NOT_FOUND(404, "404 Not Found"),
    PROJECT_NOT_FOUND(404, "404 Project Not Found"),
    BRANCH_NOT_FOUND(404, "404 Branch Not Found"),
    REF_NOT_FOUND(404, "404 Commit Not Found"),
    FILE_NOT_FOUND(404, "404 File Not Found"),
    FOLDER_NOT_FOUND(404, "404 invalid revision or path Not Found"),
    SNAPSHOT_NOT_FOUND(404, "404 Snapshot Not Found"),
    BLOB_NOT_FOUND(404, "404 Blob Not Found"),
    TOKEN_NOT_FOUND(404, "404 Token Not Found"),
    ACCOUNT_NOT_FOUND(404, "404 User Not Found"),
    /** A session or another thing of the account that is not there. */
    SESSION_NOT_FOUND(404, "404 Session Not Found"),

    METHOD_NOT_ALLOWED(405, "405 Method Not Allowed"),
    ALREADY_EXISTS(409),
    PATH_CONFLICT(409),
    CONFLICT(409, "CONFLICT"),
    DEFAULT_BRANCH(409),
    /** A cursor that is not known any more: what it was to be gone on from has to be read anew. */
    RESYNC(410, "RESYNC"),
    FILE_TOO_LARGE(413),
    BODY_TOO_LARGE(413, "413 Payload Too Large"),
    URI_TOO_LONG(414, "414 URI Too Long"),
    UNSUPPORTED_MEDIA_TYPE(415, "415 Unsupported Media Type"),
    RANGE_NOT_SATISFIABLE(416, "416 Range Not Satisfiable"),
    EXPECTATION_FAILED(417, "417 Expectation Failed"),
    TOO_MANY_REQUESTS(429, "Retry later"),
    HEADERS_TOO_LARGE(431, "431 Request Header Fields Too Large"),

    /** The ERP that is asked does not answer as it should. */
    UPSTREAM_FAILED(502, "UPSTREAM_FAILED"),
    UPSTREAM_TIMEOUT(504, "UPSTREAM_TIMEOUT"),
    /** The ERP failed too often, and is left alone for some time. */
    UPSTREAM_UNAVAILABLE(503, "UPSTREAM_UNAVAILABLE"),

    HTTP_VERSION_NOT_SUPPORTED(505, "505 HTTP Version Not Supported"),

    /** A fault of the server. */
    INTERNAL(500, "500 Internal Server Error"),
    STORAGE_FAILED(500, "500 Storage Error"),
    STORAGE_DAMAGED(500, "500 Storage Error"),
    STORAGE_UNAVAILABLE(503, "503 Storage Unavailable"),
    STORAGE_IN_USE(503, "503 Storage Unavailable"),
    SIGN_IN_UNAVAILABLE(503, "503 Sign-in Unavailable"),
    /** The server is stopping, or has no thread left. */
    UNAVAILABLE(503, "503 Service Unavailable");

    /** Seconds that a client is to wait after a 503. */
    static final int RETRY_AFTER_SECONDS = 5;

    private final int status;
    private final Optional<String> message;

    ApiErrorCode(int status) {
        this.status = status;
        this.message = Optional.empty();
    }

    ApiErrorCode(int status, String message) {
        this.status = status;
        this.message = Optional.of(message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The message that always goes with it, if there is one. */
    public Optional<String> message() {
        return message;
    }

    /** The code of one of the core's errors: they have the same names. */
    public static ApiErrorCode of(ErrorCode code) {
        return valueOf(code.name());
    }

    /** The code for an error that the HTTP server itself found. */
    static ApiErrorCode ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 413 -> BODY_TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 416 -> RANGE_NOT_SATISFIABLE;
            case 417 -> EXPECTATION_FAILED;
            case 429 -> TOO_MANY_REQUESTS;
            case 431 -> HEADERS_TOO_LARGE;
            case 503 -> UNAVAILABLE;
            case 505 -> HTTP_VERSION_NOT_SUPPORTED;
            default -> status < 500 ? BAD_REQUEST : INTERNAL;
        };
    }
}
