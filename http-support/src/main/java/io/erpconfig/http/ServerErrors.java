package io.erpconfig.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        ErrorWord word = ErrorWord.ofStatus(status);
        String message = word.message().orElse("400 Bad Request");
        byte[] body =
                ("{\"message\":\"" + message + "\",\"code\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII);
        headers.put(HttpHeader.CONTENT_TYPE, Json.MEDIA_TYPE);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        return body;
    }
}
