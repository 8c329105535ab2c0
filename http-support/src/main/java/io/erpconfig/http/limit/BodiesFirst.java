package io.erpconfig.http.limit;

import io.erpconfig.http.dispatch.DispatchingHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Gives a request to the handlers behind it when its body is there, as a whole or at least its first part, and takes what is
 * left of a body that nobody wanted: a client that sends half of one holds no thread meanwhile. Safe for any number of threads.
 *
 * <p>Bytes are copied: Jetty's own {@code EagerContentHandler} keeps a buffer of the connection for each piece that comes,
 * which is as large for one byte.
 */
public final class BodiesFirst extends DispatchingHandler {

    /** The largest part that is waited for, in bytes: every body that is no file or commit is as small. */
    public static final int PART = 16 * 1024;

    /** What is set aside for any body, in bytes, and doesn't count. */
    private static final int FIRST = 512;

    /** Time after which a body has to have come at {@link #MIN_BYTES_PER_SECOND}. */
    static final Duration GRACE = Duration.ofSeconds(20);

    static final int MIN_BYTES_PER_SECOND = 512;

    /** Time for which the rest of a body is read that nobody wants: else many clients would not get to see the answer. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final long MAX_DRAINED = 64L << 20;

    /** The share of threads that may be held by clients that wait to be told to go on: one in so many. */
    private static final int WAITING = 8;

    /** The share of the heap that may hold what has come of bodies: one byte of so many. */
    private static final int HEAP_OF = 16;

    /**
     * Permits for requests that are looked at before their client is told to go on, so that what is refused is not sent. Of
     * more than that the body is asked for first.
     */
    private Semaphore waiting = new Semaphore(1);

    /** Bytes that hold bodies of which the rest is still to come. */
    private final AtomicLong gathered = new AtomicLong();

    /** How many these may be: no number of clients that send half of a body fills the heap. */
    private final long mostGathered;

    public BodiesFirst() {
        this(Runtime.getRuntime().maxMemory() / HEAP_OF);
    }

    /** @param mostGathered how many bytes may wait for the rest of their bodies, in all */
    BodiesFirst(long mostGathered) {
        this.mostGathered = mostGathered;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        if (isCodedOtherwise(request)) {
            // Where such a body ends is doubtful: what follows must not be taken for a request.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            Response.writeError(request, response, callback, 400);
            return true;
        }
        if (request.getHeaders().contains(HttpHeader.EXPECT) && waiting.tryAcquire()) {
            Callback released = Callback.from(callback, () -> waiting.release());
            new Gathering(request, response, released).handOn(Content.Chunk.EMPTY, false);
            return true;
        }
        new Gathering(request, response, callback).read(false);
        return true;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (getServer().getThreadPool() instanceof ThreadPool.SizedThreadPool pool) {
            waiting = new Semaphore(Math.max(1, pool.getMaxThreads() / WAITING));
        }
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /**
     * Whether a body is sent in a coding that isn't read here: in anything but chunks, or in chunks by a client that speaks a
     * version of HTTP without them (RFC 9112, section 6.1). The server's parser lets through what ends with chunks.
     */
    private static boolean isCodedOtherwise(Request request) {
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        return !codings.isEmpty()
                && (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1
                        || codings.size() > 1
                        || !codings.get(0).equalsIgnoreCase("chunked"));
    }

    /** The first part of one request's body, while it comes. Used by one thread at a time. */
    private final class Gathering implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long began = System.nanoTime();
        private byte[] bytes = new byte[FIRST];
        private int count;

        Gathering(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            read(true);
        }

        void read(boolean elsewhere) {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    if (isTooSlow()) {
                        handOn(Content.Chunk.from(new TimeoutException("a body is sent too slowly"), true), elsewhere);
                    } else {
                        request.demand(this);
                    }
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    handOn(Content.Chunk.from(chunk.getFailure(), true), elsewhere);
                    return;
                }
                if (chunk.isLast() || chunk.remaining() > PART - count) {
                    handOn(chunk, elsewhere);
                    return;
                }
                if (!take(chunk)) {
                    response.getHeaders().put(HttpHeader.RETRY_AFTER, 2);
                    Response.writeError(request, response, callback, 503);
                    return;
                }
            }
        }

        private boolean isTooSlow() {
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            return taken.compareTo(GRACE) > 0 && count < taken.toSeconds() * MIN_BYTES_PER_SECOND;
        }

        /** Returns false if there is no room for more. */
        private boolean take(Content.Chunk chunk) {
            int more = chunk.remaining();
            if (count + more > bytes.length) {
                long most = request.getLength() > 0 ? Math.min(PART, request.getLength()) : PART;
                int length = (int) Math.max(count + more, Math.min(most, 2L * bytes.length));
                int growth = length - bytes.length;
                if (gathered.addAndGet(growth) > mostGathered) {
                    gathered.addAndGet(-growth);
                    release();
                    chunk.release();
                    return false;
                }
                bytes = Arrays.copyOf(bytes, length);
            }
            chunk.getByteBuffer().get(bytes, count, more);
            chunk.release();
            count += more;
            return true;
        }

        /** Counts its bytes no longer. Called once. */
        private void release() {
            gathered.addAndGet(FIRST - bytes.length);
        }

        /** @param behind the piece behind those that were gathered; the request's own go on after it */
        void handOn(Content.Chunk behind, boolean elsewhere) {
            release();
            Gathered gathered = new Gathered(request, callback, ByteBuffer.wrap(bytes, 0, count), behind);
            if (!elsewhere) {
                handleBehind(gathered, response, gathered);
            } else {
                dispatch(gathered, response, gathered);
            }
        }
    }

    /** A request whose body begins with what was gathered. When it is answered, the rest of it is read, but not for long. */
    private static final class Gathered extends Request.Wrapper implements Callback, Runnable {

        private final Callback callback;
        private ByteBuffer first;
        private Content.Chunk behind;
        private boolean ended;
        private long drainUntil;
        private long drained;

        Gathered(Request request, Callback callback, ByteBuffer first, Content.Chunk behind) {
            super(request);
            this.callback = callback;
            this.first = first;
            this.behind = behind;
        }

        @Override
        public Content.Chunk read() {
            if (first.hasRemaining()) {
                Content.Chunk chunk = Content.Chunk.from(first, false);
                first = ByteBuffer.allocate(0);
                return chunk;
            }
            Content.Chunk chunk = behind;
            behind = Content.Chunk.EMPTY;
            if (chunk == Content.Chunk.EMPTY) {
                chunk = super.read();
            }
            ended |= chunk != null && chunk.isLast();
            return chunk;
        }

        @Override
        public void demand(Runnable demandCallback) {
            if (first.hasRemaining() || behind != Content.Chunk.EMPTY) {
                getContext().execute(demandCallback);
            } else {
                super.demand(demandCallback);
            }
        }

        @Override
        public void succeeded() {
            // Who waits to be told to go on sends nothing more.
            if (ended || getHeaders().contains(HttpHeader.EXPECT)) {
                end();
                return;
            }
            drainUntil = System.nanoTime() + DRAIN.toNanos();
            getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(DRAIN.toMillis());
            run();
        }

        @Override
        public void run() {
            while (!ended && drained < MAX_DRAINED && System.nanoTime() < drainUntil) {
                Content.Chunk chunk = read();
                if (chunk == null) {
                    super.demand(this);
                    return;
                }
                drained += chunk.remaining();
                ended |= Content.Chunk.isFailure(chunk);
                chunk.release();
            }
            end();
        }

        private void end() {
            release();
            callback.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            release();
            callback.failed(failure);
        }

        private void release() {
            behind.release();
            behind = Content.Chunk.EMPTY;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
