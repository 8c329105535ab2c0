package io.erpconfig.http.read;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.watch.Watches;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.Requester;
import io.erpconfig.http.Waited;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Streams of a project's events (contract, section 6). A stream is a place in the log: it holds no thread, and no events but
 * those that are being sent. It is read on from there when the last ones are sent and something has happened, so a client that
 * reads slowly holds nobody up. Streams of one project that have got equally far are sent the same bytes. A few threads read
 * for all streams, each a part of one at a time in the order in which they are due: however many begin at the beginning of a
 * long log, other requests have the rest of the threads.
 *
 * <p>A stream ends when its token was changed, or is past its time, and when its project is no longer there. The client comes
 * again then, as it does after a lost connection, and is let in or told why not.
 */
final class EventStreams {

    private static final int RETRY_AFTER = 10;

    /** Time that a stream's last words may wait for its client to read. */
    private static final Duration UNREAD = Duration.ofMillis(500);

    /** Number of threads that may read the log at a time. */
    private static final int READERS = 4;

    private static final Throwable GONE = new IOException("the client has gone");

    private final AnswerCacheHandler handler;
    private final ConfigReader reader;
    private final Admission admission;
    private final Watches watches;
    private final Duration silence;
    private final Watchers watchers;
    private final ConcurrentMap<ProjectId, OfProject> projects = new ConcurrentHashMap<>();
    private final Queue<Stream> due = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile boolean refusing;

    /** Lets in requests for streams. */
    @FunctionalInterface
    interface Admission {

        /**
         * The stream that a request asks for; empty if it asks for none.
         *
         * @throws RuntimeException if it is refused; that is said on the way behind
         */
        Optional<Admitted> admit(Request request);
    }

    /** A stream whose client may have it. */
    record Admitted(Token token, EventStreamStart start) {}

    EventStreams(
            AnswerCacheHandler handler, ConfigReader reader, Admission admission, Waiting limits, Watchers watchers) {
        this.handler = handler;
        this.reader = reader;
        this.admission = admission;
        this.watches = limits.watches();
        this.silence = limits.silence();
        this.watchers = watchers;
        watchers.add(this::lookAtStore);
    }

    /** Lets streams begin. */
    void start() {
        refusing = false;
    }

    /** Ends all streams, and lets no more begin: the server stops. */
    void refuse() {
        refusing = true;
        for (OfProject each : projects.values()) {
            each.streams.forEach(stream -> stream.end(EventStreamText.STOPPED));
        }
    }

    /** Takes a request over if it asks for a stream, and may have it. */
    boolean begin(Request request, Response response, Callback callback) {
        if (refusing
                || !request.getMethod().equals("GET")
                || !isOne(request)
                || request.getLength() > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return false;
        }
        handler.mayWait(request, () -> admit(request, response, callback));
        return true;
    }

    private static boolean isOne(Request request) {
        String path = request.getHttpURI().getPath();
        return path != null && path.endsWith(EventRoutes.STREAM);
    }

    private void admit(Request request, Response response, Callback callback) {
        Optional<Admitted> admitted = Optional.empty();
        try {
            admitted = admission.admit(request);
        } catch (RuntimeException e) {
            // Said again, and to the client, on the way behind.
        }
        if (admitted.isPresent()) {
            Stream stream = new Stream(request, response, callback, admitted.get());
            if (watchers.enter(admitted.get().token(), stream)) {
                stream.begin();
                return;
            }
            request.setAttribute(WaitingRequests.REFUSAL, ApiException.tooMany(RETRY_AFTER));
        }
        handler.pass(request, response, callback);
    }

    /** Looks for what nobody has told of, and has those say that they live who have been silent. */
    private void lookAtStore() {
        Map<OwnerId, Long> latest = new HashMap<>();
        projects.values().forEach(each -> each.look(latest));
    }

    /** Has the log read for a stream. */
    private void due(Stream stream) {
        if (stream.asked.getAndIncrement() == 0) {
            due.add(stream);
            startReader();
        }
    }

    private void startReader() {
        if (readers.incrementAndGet() > READERS) {
            readers.decrementAndGet();
            return;
        }
        try {
            watchers.pool().execute(this::readDue);
        } catch (RejectedExecutionException e) {
            // The server stops, and ends the streams.
            readers.decrementAndGet();
        }
    }

    private void readDue() {
        try {
            for (Stream stream = due.poll(); stream != null; stream = due.poll()) {
                int asked = stream.asked.get();
                stream.read();
                if (stream.asked.addAndGet(-asked) != 0) {
                    due.add(stream);
                }
            }
        } finally {
            readers.decrementAndGet();
        }
        if (!due.isEmpty()) {
            startReader();
        }
    }

    /** The streams of one project. Members are added and removed, and the group with them, only by operations on the map. */
    private final class OfProject {

        private final Project project;
        private final EventCursors cursors;
        private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
        private final Watches.Watch watch;
        private @Nullable EventStreamText last;

        OfProject(EventStreamStart start) {
            this.project = start.project();
            this.cursors = start.cursors();
            this.watch = watches.watchEvents(project.key(), this::changed);
        }

        /** Has the log read for all of them; quick. */
        void changed() {
            streams.forEach(EventStreams.this::due);
        }

        /** @param latest the number of each owner's newest event, as far as it was asked for */
        private void look(Map<OwnerId, Long> latest) {
            try {
                boolean there =
                        reader.findProject(project.key()).map(Project::id).equals(Optional.of(project.id()));
                long newest = latest.computeIfAbsent(project.key().owner(), reader.events()::latest);
                streams.forEach(stream -> stream.look(there, newest));
            } catch (ConfigStoreException e) {
                // Nobody can tell.
                streams.forEach(stream -> stream.look(true, 0));
            }
        }

        /** What comes behind a place in the log; null if nothing does. */
        private synchronized @Nullable EventStreamText after(Optional<LoggedEvent> place) {
            long seq = place.map(LoggedEvent::seq).orElse(0L);
            if (last == null || last.after() != seq) {
                EventStreamText next = EventStreamText.read(reader.events(), project, cursors, seq);
                if (next.end().isEmpty()) {
                    return null;
                }
                last = next;
            }
            return last;
        }
    }

    /** One stream. One thread at a time reads for it, and one sends. */
    private final class Stream extends IteratingCallback implements Watchers.Watcher {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Token token;
        private final EventStreamStart start;
        private final ClientWatch client;

        /** Guarded by this, as is the use of client. */
        private boolean left;

        /** Number of times that the log is to be read for it, and has not been. */
        private final AtomicInteger asked = new AtomicInteger();

        /** What was read last. */
        private volatile Optional<LoggedEvent> place;

        /** What was read and is not yet being sent. */
        private volatile byte @Nullable [] ready;

        /** Whether there may be more behind what was read. */
        private volatile boolean more = true;

        private volatile long lastSent = System.nanoTime();
        private volatile @Nullable String ending;
        private volatile long endingSince;
        private @Nullable OfProject group;
        private boolean begun;
        private boolean ended;

        Stream(Request request, Response response, Callback callback, Admitted admitted) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.token = admitted.token();
            this.start = admitted.start();
            this.place = start.after();
            this.client = new ClientWatch(request);
        }

        void begin() {
            request.setAttribute(Requester.ATTRIBUTE, Requester.token(token.id()));
            request.setAttribute(Waited.ATTRIBUTE, true);
            response.setStatus(200);
            for (Answer.Header header : EventRoutes.streamed().allHeaders()) {
                response.getHeaders().put(header.name(), header.value());
            }
            response.getHeaders()
                    .add(RequestId.HEADER, RequestId.of(request.getHeaders().get(RequestId.HEADER)));
            projects.compute(start.project().id(), (id, others) -> {
                group = others == null ? new OfProject(start) : others;
                group.streams.add(this);
                return group;
            });
            watchClient();
            if (refusing) {
                end(EventStreamText.STOPPED);
            }
            iterate();
        }

        /** Ends it when its last words are sent. */
        void end(String words) {
            if (ending == null) {
                endingSince = System.nanoTime();
                ending = words;
            }
            try {
                watchers.pool().execute(this::iterate);
            } catch (RejectedExecutionException e) {
                iterate();
            }
        }

        @Override
        public void lookAgain() {
            if (ending == null) {
                end("");
            } else if (System.nanoTime() - endingSince > UNREAD.toNanos()) {
                // Its client doesn't read, not even that it ends.
                request.getConnectionMetaData().getConnection().getEndPoint().close();
            }
        }

        private void look(boolean there, long latest) {
            if (!there) {
                end("");
            } else if (latest > place.map(LoggedEvent::seq).orElse(0L)) {
                due(this);
            } else if (isSilent()) {
                watchers.pool().execute(this::iterate);
            }
        }

        private boolean isSilent() {
            return System.nanoTime() - lastSent >= silence.toNanos();
        }

        private synchronized void watchClient() {
            if (!left) {
                client.begin(this::sign);
            }
        }

        private void sign() {
            synchronized (this) {
                if (left) {
                    return;
                }
                if (client.waits()) {
                    client.begin(this::sign);
                    return;
                }
            }
            abort(GONE);
        }

        @Override
        protected Action process() {
            if (ended) {
                return Action.SUCCEEDED;
            }
            String words = ending;
            if (words != null) {
                ended = true;
                send(true, EventStreamText.bytes(words));
                return Action.SCHEDULED;
            }
            if (!begun) {
                begun = true;
                send(false, start.bytes());
                return Action.SCHEDULED;
            }
            return sendNext();
        }

        private Action sendNext() {
            byte[] next = ready;
            if (next != null) {
                ready = null;
                send(false, next);
                return Action.SCHEDULED;
            }
            if (more) {
                more = false;
                due(this);
            } else if (isSilent()) {
                send(false, EventStreamText.alive(group.cursors.behind(place)));
                return Action.SCHEDULED;
            }
            return Action.IDLE;
        }

        /** Reads what comes next, and has it sent. */
        private void read() {
            if (ready != null) {
                // It is asked for again when that is sent.
                more = true;
                return;
            }
            try {
                EventStreamText next = group.after(place);
                if (next != null && !watchers.isStillGood(token)) {
                    // What has come since then is not for it.
                    end("");
                } else if (next != null) {
                    place = next.end();
                    more = true;
                    ready = next.text().length == 0 ? null : next.text();
                    iterate();
                }
            } catch (ConfigStoreException e) {
                // Where the storage is out of reach, a look asks again when it isn't any more.
                if (e.code() != ErrorCode.STORAGE_UNAVAILABLE) {
                    abort(e);
                }
            }
        }

        private void send(boolean last, byte[] bytes) {
            lastSent = System.nanoTime();
            response.write(last, ByteBuffer.wrap(bytes), this);
        }

        @Override
        protected void onCompleteSuccess() {
            leave();
            callback.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            leave();
            callback.failed(cause);
        }

        private void leave() {
            synchronized (this) {
                if (left) {
                    return;
                }
                left = true;
                client.end();
            }
            projects.computeIfPresent(start.project().id(), (id, of) -> {
                of.streams.remove(this);
                if (of.streams.isEmpty()) {
                    of.watch.close();
                    return null;
                }
                return of;
            });
            watchers.leave(token.id(), this);
        }
    }
}
