package io.erpconfig.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.output.ProxyOutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * Sends answers: the one place that knows of {@code HEAD}, conditional requests, ranges, and the headers that everything
 * has. What is not held in memory is passed on in pieces.
 */
final class AnswerWriter {

    private static final int CHUNK = 32 * 1024;

    /** Several ranges, and numbers beyond a {@code long}, are left to clients that make do with the whole. */
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=\\s*(\\d{1,18}-\\d{0,18}|-\\d{1,18})\\s*");

    /** The size from which on a client can hold up an answer by not reading it, in bytes: more than sockets take in any case. */
    private static final long LONG = 16 * 1024;

    /** Time that a client may let an answer wait before the pace counts at which it reads it. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final int MIN_BYTES_PER_SECOND = 512;
    private static final long NANOS = 1_000_000_000;

    private AnswerWriter() {}

    /** The client went away; nothing is to be said to anyone. */
    private static final class ClientGone extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClientGone(IOException cause) {
            super(null, cause, false, false);
        }
    }

    /**
     * Sends an answer.
     *
     * @return whether the whole of it was sent, or as much as the client cared to take
     * @throws IOException      if content can't be read; nothing was sent if the response is not committed
     * @throws RuntimeException likewise
     */
    static void send(HttpServletRequest request, HttpServletResponse response, Answer made) throws IOException {
        // The server ends the connection then, and a client that was going to use it again has to know.
        Answer answer = hasBodyLeft(request) ? made.with("Connection", "close") : made;
        if (answer.status() == 200
                && answer.etag().isPresent()
                && matches(request, answer.etag().get())) {
            head(response, 304, answer.notModifiedHeaders());
            return;
        }
        boolean withBody = !request.getMethod().equals("HEAD");
        Optional<ByteRange> range = Optional.empty();
        long size = size(answer.body());
        if (withBody && answer.status() == 200 && answer.ranges()) {
            range = range(request, answer, size);
        }
        if (withBody && range.map(ByteRange::getLength).orElse(size) > LONG) {
            LongRequests.beginCopying(request);
        } else if (withBody && size < 0) {
            LongRequests.begin(request, LongRequests.Kind.MADE);
        }
        try {
            if (range.isEmpty()) {
                boolean chunks = request.getProtocol().equals("HTTP/1.1");
                whole(request, response, chunks ? chunked(answer, size) : answer, size, withBody);
            } else {
                part(request, response, answer, range.get(), size);
            }
        } catch (ClientGone e) {
            // A client that does not want the rest of an answer is no error.
        }
    }

    /** Whether the request has a body that has not come to its end; what has come of it by now is passed over. */
    private static boolean hasBodyLeft(HttpServletRequest request) {
        if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
            return false;
        }
        ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
        if (core.getHttpInput().isFinished()) {
            return false;
        }
        // To read would ask a client that waits for it to go on sending.
        if (request.getHeader("Expect") != null) {
            return true;
        }
        // Not through the servlet's input, which waits, or takes what is passed over for a failure.
        for (Content.Chunk chunk = core.read(); chunk != null; chunk = core.read()) {
            chunk.release();
            if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
                return Content.Chunk.isFailure(chunk);
            }
        }
        return true;
    }

    /** Sends an answer that is held in memory, whatever was asked. */
    static void sendUnconditionally(HttpServletResponse response, Answer answer) throws IOException {
        try {
            head(response, answer, size(answer.body()));
            response.getOutputStream().write(((Body.Bytes) answer.body()).bytes());
        } catch (IOException e) {
            // A client that has gone away is no error.
        }
    }

    private static boolean matches(HttpServletRequest request, String tag) {
        for (String value : Collections.list(request.getHeaders("If-None-Match"))) {
            if (EntityTag.matches(value, tag)) {
                return true;
            }
        }
        return false;
    }

    private static long size(Body body) {
        if (body instanceof Body.Bytes bytes) {
            return bytes.bytes().length;
        }
        if (body instanceof Body.Content content) {
            return content.length();
        }
        return ((Body.Written) body).length().orElse(-1);
    }

    /**
     * The part of a body that is asked for; empty, which means the whole, for what is no single range of bytes.
     *
     * @throws ApiException 416 if the body has none of the bytes asked for
     */
    private static Optional<ByteRange> range(HttpServletRequest request, Answer answer, long size) {
        String asked = request.getHeader("Range");
        String unchanged = request.getHeader("If-Range");
        if (asked == null || unchanged != null && !answer.etag().equals(Optional.of(unchanged))) {
            return Optional.empty();
        }
        if (!ONE_RANGE.matcher(asked).matches()) {
            return Optional.empty();
        }
        List<ByteRange> satisfiable = ByteRange.parse(List.of(asked), size);
        if (satisfiable.isEmpty()) {
            throw new ApiException(
                    ApiErrorCode.RANGE_NOT_SATISFIABLE,
                    new Answer.Header("Content-Range", ByteRange.toNonSatisfiableHeaderValue(size)));
        }
        return Optional.of(satisfiable.get(0));
    }

    private static void head(HttpServletResponse response, int status, List<Answer.Header> headers) {
        response.setStatus(status);
        // Not through the servlet's response, which writes content types its own way and has one set already.
        HttpFields.Mutable fields = coreHeaders(response);
        fields.remove("Content-Type");
        headers.forEach(header -> fields.put(header.name(), header.value()));
    }

    private static HttpFields.Mutable coreHeaders(HttpServletResponse response) {
        return ServletContextResponse.getServletContextResponse(response)
                .getWrapped()
                .getHeaders();
    }

    /**
     * Sends answers of unknown length in chunks, even if the connection is to end: otherwise a part would look like the
     * whole.
     */
    private static Answer chunked(Answer answer, long size) {
        return size < 0 ? answer.with("Transfer-Encoding", "chunked") : answer;
    }

    private static void whole(
            HttpServletRequest request, HttpServletResponse response, Answer answer, long size, boolean withBody)
            throws IOException {
        if (!withBody || size == 0) {
            head(response, answer, size);
        } else if (answer.body() instanceof Body.Bytes bytes) {
            head(response, answer, size);
            client(request, response).write(bytes.bytes());
        } else if (answer.body() instanceof Body.Content content) {
            // Opened before anything is said: what can't be opened is an error of its own.
            try (InputStream in = content.opener().open()) {
                head(response, answer, size);
                copy(in, client(request, response), size);
            }
        } else {
            Body.Written written = (Body.Written) answer.body();
            head(response, answer, size);
            written.writer().writeTo(client(request, response));
        }
    }

    private static void head(HttpServletResponse response, Answer answer, long size) {
        head(response, answer.status(), answer.allHeaders());
        if (size >= 0 && answer.status() != 204) {
            response.setContentLengthLong(size);
        }
    }

    private static void part(
            HttpServletRequest request, HttpServletResponse response, Answer answer, ByteRange range, long size)
            throws IOException {
        try (InputStream in = open(answer.body())) {
            in.skipNBytes(range.first());
            List<Answer.Header> headers = new ArrayList<>(answer.allHeaders());
            headers.add(new Answer.Header("Content-Range", range.toHeaderValue(size)));
            head(response, 206, headers);
            response.setContentLengthLong(range.getLength());
            copy(in, client(request, response), range.getLength());
        }
    }

    private static InputStream open(Body body) throws IOException {
        if (body instanceof Body.Bytes bytes) {
            return new java.io.ByteArrayInputStream(bytes.bytes());
        }
        if (body instanceof Body.Content content) {
            return content.opener().open();
        }
        throw new IllegalArgumentException("body: what is made while it is sent has no parts");
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        long copied = IOUtils.copyLarge(in, out, 0, length, new byte[(int) Math.min(length, CHUNK)]);
        if (copied < length) {
            throw new IOException("content of " + length + " bytes ended " + (length - copied) + " early");
        }
    }

    /**
     * The response's stream, whose failures are told from those of what is read. It fails for a client that takes the answer
     * too slowly, too; for how long it was made doesn't count.
     */
    private static OutputStream client(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutputStream out = response.getOutputStream();
        return new ProxyOutputStream(out) {

            private long waited;
            private long taken;

            @Override
            public void write(byte[] bytes, int offset, int length) {
                // In pieces: how fast they are read is looked at after each.
                for (int at = 0; at < length; at += CHUNK) {
                    writePiece(bytes, offset + at, Math.min(CHUNK, length - at));
                }
            }

            private void writePiece(byte[] bytes, int offset, int length) {
                try {
                    LongRequests.waiting(request, () -> {
                        long began = System.nanoTime();
                        out.write(bytes, offset, length);
                        waited += System.nanoTime() - began;
                    });
                } catch (IOException e) {
                    handleIOException(e);
                }
                taken += length;
                if (waited > GRACE.toNanos() && taken < waited / NANOS * MIN_BYTES_PER_SECOND) {
                    handleIOException(new IOException("an answer is read too slowly"));
                }
            }

            @Override
            public void write(byte[] bytes) {
                write(bytes, 0, bytes.length);
            }

            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            protected void handleIOException(IOException failure) {
                throw new ClientGone(failure);
            }

            @Override
            public void flush() {
                // Left to the server, which fills its buffers first.
            }

            @Override
            public void close() {
                // Left to the server: an answer that an error cuts short must not end like a whole one.
            }
        };
    }

    /** Cuts the connection: what was sent so far must not look like a whole answer. */
    static void abort(HttpServletRequest request, Throwable cause) {
        ServletContextRequest.getServletContextRequest(request)
                .getServletChannel()
                .abort(cause);
    }
}
