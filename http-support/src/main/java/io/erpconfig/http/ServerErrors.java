package io.erpconfig.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Puts our JSON in the place of the HTTP server's own error pages. */
final class ServerErrors extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(RequestId.HEADER, RequestId.of(request.getHeaders().get(RequestId.HEADER)));
        byte[] body = fill(status, headers);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static byte[] fill(int status, HttpFields.Mutable headers) {
        Answer error = new ApiException(ApiErrorCode.ofStatus(status)).answer();
        byte[] body = ((Body.Bytes) error.body()).bytes();
        error.allHeaders().forEach(header -> headers.put(header.name(), header.value()));
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        return body;
    }
}
