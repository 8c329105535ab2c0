package io.erpconfig.http.read;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Credentials;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.Requester;
import io.erpconfig.http.dispatch.DispatchingHandler;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;

/**
 * Answers again what was answered before, on the server's own selector threads, in front of the servlet. ERPs poll: most
 * requests repeat one whose answer has not changed, and waking a thread for it costs more than answering it.
 *
 * <p>It decides nothing that the way behind it decides otherwise. A request is answered here only if its token is let in
 * by the same {@link TokenGate} and covers the project, and everything that the answer was made from is still as it was.
 * What is missing, wrong or unusual is handed on, so that each error has one place.
 *
 * <p>An answer of which something has changed, say that its branch was saved to, is made anew: by one request, on another
 * thread, however many ask for it meanwhile. Each of them is then looked at as if it had come only now, so none is given
 * what was made before something that it must see.
 *
 * <p>Nothing here waits, so it is only for stores that answer from memory who a token is, what a project is, and which
 * snapshot is live, or say that they would have to wait.
 */
final class AnswerCacheHandler extends DispatchingHandler implements Graceful {

    /** Number of renewals that one request waits for: where changes come that fast, it makes its own answer. */
    private static final int MAX_RENEWALS = 3;

    /** Headers that make a request unusual. */
    private static final Set<HttpHeader> UNUSUAL = EnumSet.of(
            HttpHeader.RANGE,
            HttpHeader.EXPECT,
            HttpHeader.UPGRADE,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.CONTENT_LENGTH);

    /** The header that some clients send where there is no body. */
    private static final HttpField NO_BODY = new HttpField(HttpHeader.CONTENT_LENGTH, "0");

    private final AnswerCache answers;
    private final TokenGate gate;
    private final BaseUrl baseUrl;
    private final BlockingPolicy blocking;
    private final Watchers watchers;
    private final WaitingRequests waiting;
    private final EventStreams streams;
    private final SingleFlight inFlight = new SingleFlight();
    private final Graceful.Shutdown shutdown = new Graceful.Shutdown(this) {
        @Override
        public boolean isShutdownDone() {
            return inFlight.isEmpty() && watchers.count() == 0;
        }
    };

    /**
     * @param answers that were given
     * @param gate    lets tokens in
     * @param blocking forbids the store to wait
     * @param limits    of clients that wait
     * @param reader    of the events that are streamed
     * @param admission lets requests in whose clients may wait for another answer
     * @param streaming lets requests in for streams of events
     */
    AnswerCacheHandler(
            AnswerCache answers,
            TokenGate gate,
            BaseUrl baseUrl,
            BlockingPolicy blocking,
            Waiting limits,
            ConfigReader reader,
            WaitingRequests.Admission admission,
            EventStreams.Admission streaming) {
        this.answers = answers;
        this.gate = gate;
        this.baseUrl = baseUrl;
        this.blocking = blocking;
        this.watchers = new Watchers(this, gate, limits.most());
        this.waiting = new WaitingRequests(this, answers, admission, limits.watches(), watchers);
        this.streams = new EventStreams(this, reader, streaming, limits, watchers);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /**
     * A ready answer, and a token that may be given it.
     *
     * @param current whether everything that the answer was made from is still as it was
     */
    record Ready(AnswerCache.Key key, AnswerCache.Entry entry, Token token, boolean current) {}

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean taken = WaitPreference.mayBeIn(request.getHeaders()) && waiting.begin(request, response, callback)
                || streams.begin(request, response, callback);
        if (!taken) {
            answer(request, response, callback);
        }
        return true;
    }

    /** Answers a request now, whatever its client prefers. */
    void answer(Request request, Response response, Callback callback) {
        answer(request, response, callback, MAX_RENEWALS);
    }

    private void answer(Request request, Response response, Callback callback, int renewalsLeft) {
        Optional<Ready> ready = find(request);
        if (ready.isEmpty()) {
            dispatch(request, response, callback);
        } else if (ready.get().current()) {
            send(ready.get().entry(), request, response, callback);
        } else if (renewalsLeft == 0 || inFlight.isFull() || shutdown.isShutdown()) {
            dispatch(request, response, callback);
        } else {
            renew(ready.get(), () -> answerAgain(request, response, callback, renewalsLeft - 1));
        }
    }

    private void renew(Ready ready, Runnable then) {
        if (inFlight.join(ready.key(), then)) {
            try {
                // Not where saves may wait for the disk: readers of what was saved would wait for them.
                getServer().getThreadPool().execute(() -> renew(ready));
            } catch (RuntimeException | Error e) {
                // It can't be made; nobody may wait for it for ever.
                endRenewal(ready.key());
            }
        }
    }

    private void renew(Ready ready) {
        try {
            answers.renew(ready.key(), ready.entry(), ready.token());
        } catch (RuntimeException | Error e) {
            // It is forgotten; said again, and to each client, on the way behind.
        } finally {
            endRenewal(ready.key());
        }
    }

    private void endRenewal(AnswerCache.Key key) {
        inFlight.complete(key);
        shutdown.check();
    }

    private void answerAgain(Request request, Response response, Callback callback, int renewalsLeft) {
        try {
            answer(request, response, callback, renewalsLeft);
        } catch (Throwable e) {
            // As the server itself does: others wait on this thread.
            Response.writeError(request, response, callback, e);
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        refuse();
        return shutdown.shutdown();
    }

    private void refuse() {
        watchers.stop();
        waiting.refuse();
        streams.refuse();
    }

    @Override
    public boolean isShutdown() {
        return shutdown.isShutdown();
    }

    @Override
    protected void doStart() throws Exception {
        shutdown.cancel();
        super.doStart();
        waiting.start();
        streams.start();
        watchers.start();
    }

    @Override
    protected void doStop() throws Exception {
        refuse();
        super.doStop();
    }

    /** Passes a request on to where it is answered without a ready answer, and where each error has its place. */
    void pass(Request request, Response response, Callback callback) {
        dispatch(request, response, callback);
    }

    /** Number of clients that wait for another answer, or have a stream of events. */
    int watchers() {
        return watchers.count();
    }

    /** Does something on a thread that may wait. */
    void mayWait(Request request, Runnable task) {
        executor(request).execute(task);
    }

    /** Looks whether the last of those is answered that a stop waits for. */
    void checkShutdown() {
        shutdown.check();
    }

    /** The ready answer of a request, if there is one. */
    Optional<Ready> find(Request request) {
        HttpFields headers = request.getHeaders();
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD") || isUnusual(headers)) {
            return Optional.empty();
        }
        blocking.forbid();
        try {
            return Credentials.token(headers).flatMap(presented -> find(request, method.equals("HEAD"), presented));
        } catch (ConfigStoreException | ApiException e) {
            // Said again, and to the client, on the way behind.
            return Optional.empty();
        } finally {
            blocking.allow();
        }
    }

    private static boolean isUnusual(HttpFields headers) {
        for (HttpField field : headers) {
            HttpHeader header = field.getHeader();
            if (header != null && UNUSUAL.contains(header) && !NO_BODY.equals(field)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Ready> find(Request request, boolean head, String presented) {
        Optional<Token> known = gate.find(presented);
        Optional<String> instanceId = Credentials.instanceId(request.getHeaders());
        if (known.isEmpty() || TokenGate.admitsByWriting(known.get(), instanceId)) {
            return Optional.empty();
        }
        AnswerCache.Key key = key(known.get(), head, request, baseUrl);
        Optional<AnswerCache.Entry> entry = answers.find(key);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Token token = gate.admit(known.get(), instanceId, TokenScope.READ);
        boolean right = token.owner().equals(known.get().owner())
                && token.covers(entry.get().dependencies().repo());
        if (!right) {
            return Optional.empty();
        }
        if (getServer().getRequestLog() != null) {
            request.setAttribute(Requester.ATTRIBUTE, Requester.token(token.id()));
        }
        return entry.map(
                found -> new Ready(key, found, token, found.dependencies().areUnchanged()));
    }

    /** The key under which a request's answer is found again. */
    static AnswerCache.Key key(Token token, boolean head, Request request, BaseUrl baseUrl) {
        return new AnswerCache.Key(
                token.owner(),
                head,
                origin(request, baseUrl),
                request.getHttpURI().getPathQuery());
    }

    /** The base URL of a request. */
    static String origin(Request request, BaseUrl baseUrl) {
        return baseUrl.of(
                request.getHttpURI().getScheme(),
                Request.getServerName(request),
                Request.getServerPort(request),
                name -> Optional.ofNullable(request.getHeaders().get(name)),
                () -> Request.getRemoteAddr(request));
    }

    private static void send(AnswerCache.Entry entry, Request request, Response response, Callback callback) {
        boolean same = false;
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.IF_NONE_MATCH && EntityTag.matches(field.getValue(), entry.etag())) {
                same = true;
            }
        }
        HttpFields.Mutable headers = response.getHeaders();
        List<HttpField> fields = same ? entry.notModified() : entry.ok();
        for (HttpField field : fields) {
            headers.add(field);
        }
        headers.add(RequestId.HEADER, RequestId.of(request.getHeaders().get(RequestId.HEADER)));
        response.setStatus(same ? 304 : 200);
        boolean empty = same || request.getMethod().equals("HEAD");
        response.write(true, empty ? null : ByteBuffer.wrap(entry.body()), callback);
    }
}
