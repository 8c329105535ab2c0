package io.erpconfig.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An error that answers a request. Thrown by adapters where the core has no error of its own, or where GitLab words the
 * same one differently from route to route.
 */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ApiErrorCode code;
    private final transient List<Answer.Header> headers;

    /**
     * @param message what the caller is told
     * @param headers that the answer has besides
     */
    public ApiException(ApiErrorCode code, String message, Answer.Header... headers) {
        // No stack trace: it is an answer, and a hostile caller can ask for many.
        super(message, null, false, false);
        this.code = code;
        this.headers = List.of(headers);
    }

    /** An error with the code's own message, or the code itself where it has none. */
    public ApiException(ApiErrorCode code, Answer.Header... headers) {
        this(code, code.message().orElse(code.name()), headers);
    }

    /** A parameter or header that is missing or can't be read. */
    public static ApiException parameter(String message) {
        return new ApiException(ApiErrorCode.INVALID_PARAMETER, message);
    }

    /** A 429 to a caller that has too much under way. */
    public static ApiException tooMany(int retryAfterSeconds) {
        return new ApiException(
                ApiErrorCode.TOO_MANY_REQUESTS,
                new Answer.Header(Answer.RETRY_AFTER, "" + retryAfterSeconds),
                // What GitLab's client for Go obeys instead.
                new Answer.Header("RateLimit-Reset", "" + (Instant.now().getEpochSecond() + retryAfterSeconds)));
    }

    /** A 503 of something that can be asked again after some time. */
    public static ApiException unavailable(ApiErrorCode code, Duration retryAfter) {
        return new ApiException(
                code,
                new Answer.Header(
                        Answer.RETRY_AFTER,
                        "" + Math.max(1, retryAfter.plusMillis(999).toSeconds())));
    }

    public ApiErrorCode code() {
        return code;
    }

    /** The error as an answer. */
    public Answer answer() {
        return Answer.error(code, getMessage(), headers);
    }
}
