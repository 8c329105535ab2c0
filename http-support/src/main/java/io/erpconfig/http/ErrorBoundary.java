package io.erpconfig.http;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where every answer leaves the server and every error becomes an answer. Errors that are not the caller's are
 * logged here, once. An error's answer never shows internals (contract, section 4).
 */
public final class ErrorBoundary {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorBoundary.class);

    private static final String KEEP_ALIVE = "Keep-Alive";

    private ErrorBoundary() {}

    /** Makes an answer, or fails. */
    @FunctionalInterface
    public interface Handler {
        Answer answer() throws Exception;
    }

    /** Answers a request. */
    public static void handle(Context context, Handler handler) {
        HttpServletRequest request = context.req();
        HttpServletResponse response = context.res();
        String id = RequestId.give(request, response);
        try {
            send(request, response, handler.answer());
        } catch (Exception e) {
            fail(request, response, id, e);
        } finally {
            LongRequests.end(request);
        }
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Answer answer) {
        try {
            AnswerWriter.send(request, response, answer);
        } catch (IOException e) {
            throw UnreadableContent.error("content can't be read", e);
        }
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response, String id, Exception cause) {
        Answer error = answer(request.getMethod(), id, cause);
        if (response.isCommitted()) {
            AnswerWriter.abort(request, cause);
            return;
        }
        try {
            reset(response, id);
            AnswerWriter.send(request, response, error);
        } catch (IOException e) {
            AnswerWriter.abort(request, e);
        }
    }

    /** Makes room for another answer, which has the headers that every answer has. */
    private static void reset(HttpServletResponse response, String id) {
        String keepAlive = response.getHeader(KEEP_ALIVE);
        response.reset();
        response.setHeader(RequestId.HEADER, id);
        if (keepAlive != null) {
            response.setHeader(KEEP_ALIVE, keepAlive);
        }
    }

    /** Answers a request that an error of the virtual machine has ended. */
    static void fail(HttpServletResponse response, Error cause) {
        String id = RequestId.of(null);
        LOG.error("request {} failed", id, cause);
        if (response.isCommitted()) {
            // Thrown on, it makes the server cut the connection.
            throw cause;
        }
        reset(response, id);
        try {
            AnswerWriter.sendUnconditionally(response, new ApiException(ApiErrorCode.INTERNAL).answer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer that an error makes; logs it if it is not the caller's. */
    static Answer answer(String method, String requestId, Throwable error) {
        if (error instanceof ApiException api) {
            return api.answer();
        }
        if (error instanceof ConfigStoreException failure) {
            ApiErrorCode code = ApiErrorCode.of(failure.code());
            if (failure.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                LOG.debug("{} request {}: {}", method, requestId, failure.getMessage());
                OutageLog.ofProcess().failed(method + " request " + requestId + ": " + failure.getMessage());
            } else if (failure.code().category() == ErrorCategory.STORAGE) {
                LOG.error("{}: {} request {}", failure.code(), method, requestId, failure);
            }
            return Answer.error(code, code.message().orElse(failure.getMessage()));
        }
        int status = error instanceof HttpException http
                ? http.getCode()
                : error instanceof HttpResponseException http ? http.getStatus() : 500;
        if (status >= 500) {
            LOG.error("{} request {} failed", method, requestId, error);
        }
        return new ApiException(ApiErrorCode.ofStatus(status)).answer();
    }
}
