package io.erpconfig.http.admin;

import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.LongRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.ProxyInputStream;
import tools.jackson.core.json.JsonFactory;

/** The body of a request. It is read once, by one thread. */
final class RequestBody {

    /**
     * The largest ordinary body, in bytes: none has more than a few hundred names. It is held in memory while it comes, also
     * of those who have not signed in.
     */
    static final int MAX_FIELDS = 16 << 10;

    private static final JsonFactory JSON = JsonBody.factory(MAX_FIELDS);

    private static final Pattern JSON_TYPE = Pattern.compile(
            "application/json\\s*(;\\s*charset\\s*=\\s*(utf-8|\"utf-8\")\\s*)?;?", Pattern.CASE_INSENSITIVE);

    private final HttpServletRequest request;

    RequestBody(HttpServletRequest request) {
        this.request = request;
    }

    /**
     * A JSON object with no other fields than these.
     *
     * @throws ApiException 400 if it isn't one, 413 if it is over {@value #MAX_FIELDS} bytes, 415 if it says to be
     *     something else
     */
    BodyFields fields(String... known) throws IOException {
        try (JsonBody json = new JsonBody(JSON, json(MAX_FIELDS))) {
            return BodyFields.read(json, Set.of(known));
        }
    }

    /**
     * The bytes of a JSON document. Reading them ends with an {@link ApiException} where the client breaks off, or
     * sends more than it may.
     *
     * @param max in bytes
     * @throws ApiException 415 if the request says that it is something else; 413 if it says that there are more
     */
    InputStream json(long max) throws IOException {
        Optional<String> type = RequestHeaders.find(request, "Content-Type");
        if (type.isPresent() && !JSON_TYPE.matcher(type.get().strip()).matches()) {
            throw new ApiException(ApiErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return bytes(max, ApiErrorCode.BODY_TOO_LARGE);
    }

    /**
     * The bytes as a file's content.
     *
     * @param max that a file may have, in bytes
     * @throws ApiException 413 if there are more; 415 if they are compressed; 400 if they are a part of a file
     */
    IncomingFile content(long max) throws IOException {
        if (request.getHeader("Content-Range") != null) {
            throw ApiException.parameter("Content-Range: a file is saved as a whole");
        }
        InputStream bytes = bytes(max, ApiErrorCode.FILE_TOO_LARGE);
        long announced = request.getContentLengthLong();
        if (announced >= 0) {
            // Straight from the connection, which fails in the reader's hands if there is less.
            return IncomingFile.of(announced, paced());
        }
        return IncomingFile.spooled(bytes);
    }

    private InputStream bytes(long max, ApiErrorCode tooLarge) throws IOException {
        Optional<String> encoding = RequestHeaders.find(request, "Content-Encoding");
        if (encoding.isPresent() && !encoding.get().strip().equalsIgnoreCase("identity")) {
            throw new ApiException(ApiErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        if (request.getContentLengthLong() > max) {
            throw tooLarge(tooLarge, max);
        }
        if (max > MAX_FIELDS
                && (request.getContentLengthLong() > MAX_FIELDS || request.getHeader("Transfer-Encoding") != null)) {
            LongRequests.begin(request, LongRequests.Kind.UPLOADED);
        }
        return BoundedInputStream.builder()
                .setInputStream(new ClientBytes(paced()))
                // It calls back where it would read on from there: a body of the largest size has come to its end by
                // then.
                .setMaxCount(max + 1)
                .setOnMaxCount((limit, count) -> {
                    throw tooLarge(tooLarge, max);
                })
                .get();
    }

    private InputStream paced() throws IOException {
        return new MinimumRateStream(request.getInputStream(), System::nanoTime);
    }

    private static ApiException tooLarge(ApiErrorCode code, long max) {
        String message = code.message().orElse("the content is larger than " + max + " bytes");
        return new ApiException(code, message);
    }

    /** The bytes that a client sends, whose failures are its own and not the server's. */
    private static final class ClientBytes extends ProxyInputStream {

        ClientBytes(InputStream in) {
            super(in);
        }

        @Override
        protected void handleIOException(IOException failure) {
            throw new ApiException(ApiErrorCode.BAD_REQUEST, "the body could not be read to its end");
        }
    }
}
