package io.erpconfig.server.observe;

import io.erpconfig.http.Json;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.Requester;
import io.erpconfig.http.TrustedProxies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.output.CloseShieldOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one JSON object a line for each request that was answered. It never says a token, a cookie, a session or a
 * query.
 *
 * <p>Lines are written by a thread of their own, at most a moment later. Requests never wait for it: when it can't keep
 * up, or the disk is full, lines are lost, and the next that is written tells how many: {@code {"time", "lost_lines"}}.
 * Safe for any number of threads.
 */
public final class AccessLog implements RequestLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** More than a server of this kind answers between two looks at the queue. */
    private static final int WAITING = 8192;

    /** Looked at so often, the queue needs to wake nobody, which would cost a request more than its line does. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Number of lines that are written at once. */
    private static final int BATCH = 512;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OutputStream out;
    private final TrustedProxies proxies;
    private final Clock clock;
    private final BlockingQueue<AccessLine> waiting;
    private final LongAdder lost = new LongAdder();
    private final Thread writer = new Thread(this::writeUntilClosed, "access-log");
    private volatile boolean closed;

    /** Number of lost lines that have been reported; the writer's own, like the next field. */
    private long told;

    /** Whether the last write failed, so that part of a line may be there. */
    private boolean torn;

    /** @param most how many lines may wait to be written */
    AccessLog(OutputStream out, TrustedProxies proxies, Clock clock, int most) {
        this.out = out;
        this.proxies = proxies;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(most);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Appends to a file; when it is renamed or removed, a new one is begun.
     *
     * @throws IOException if it can't be opened
     */
    public static AccessLog toFile(Path file, TrustedProxies proxies, Clock clock) throws IOException {
        return to(new RotatedFile(file), proxies, clock);
    }

    /** Writes to a stream, which is closed with this. */
    public static AccessLog to(OutputStream out, TrustedProxies proxies, Clock clock) {
        return new AccessLog(out, proxies, clock, WAITING);
    }

    /** Writes to a stream that stays open. */
    public static AccessLog toOpen(OutputStream out, TrustedProxies proxies, Clock clock) {
        return to(CloseShieldOutputStream.wrap(out), proxies, clock);
    }

    @Override
    public void log(Request request, Response response) {
        AccessLine line = new AccessLine(
                clock.instant(),
                Optional.ofNullable(response.getHeaders().get(RequestId.HEADER)),
                proxies.clientOf(
                        Request.getRemoteAddr(request),
                        request.getHeaders().getValues(HttpHeader.X_FORWARDED_FOR.asString())),
                request.getMethod(),
                Optional.ofNullable(request.getHttpURI().getPath()).orElse(""),
                response.getStatus(),
                Response.getContentBytesWritten(response),
                System.nanoTime() - request.getBeginNanoTime(),
                response.isCompletedSuccessfully(),
                Optional.ofNullable(request.getAttribute(Requester.ATTRIBUTE)).map(Object::toString),
                Optional.ofNullable(request.getHeaders().get(HttpHeader.USER_AGENT)));
        if (closed || !waiting.offer(line)) {
            lost.increment();
        }
    }

    /** Number of lines that could not be written so far. */
    public long lost() {
        return lost.sum();
    }

    private void writeUntilClosed() {
        while (!closed) {
            try {
                writeWaiting();
            } catch (RuntimeException | Error e) {
                // Lines are lost with it, but those that come are not to be.
                LOG.error("the access log has failed, and goes on", e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        writeWaiting();
    }

    private void writeWaiting() {
        List<AccessLine> lines = new ArrayList<>();
        boolean more;
        do {
            more = waiting.drainTo(lines, BATCH) == BATCH;
            long missing = lost.sum() - told;
            if (!lines.isEmpty() || missing > 0) {
                write(lines, missing);
            }
            lines.clear();
        } while (more);
    }

    private void write(List<AccessLine> lines, long missing) {
        try {
            out.write(inWords(lines, missing));
            out.flush();
            told += missing;
            torn = false;
        } catch (IOException e) {
            if (!torn) {
                LOG.error("the access log can't be written, its lines are lost", e);
            }
            lost.add(lines.size());
            torn = true;
        }
    }

    private byte[] inWords(List<AccessLine> lines, long missing) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        if (torn) {
            text.write('\n');
        }
        for (AccessLine line : lines) {
            Json.write(text, line::writeTo);
            text.write('\n');
        }
        if (missing > 0) {
            Json.write(
                    text,
                    json -> json.writeStartObject()
                            .writeStringProperty("time", Json.time(clock.instant()))
                            .writeNumberProperty("lost_lines", missing)
                            .writeEndObject());
            text.write('\n');
        }
        return text.toByteArray();
    }

    /** Writes the lines that wait, within some seconds, and ends. */
    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
    }
}
