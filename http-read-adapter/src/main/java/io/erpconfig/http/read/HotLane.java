package io.erpconfig.http.read;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Refusal;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.Requester;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;

/**
 * Answers again what was answered before, on the server's own selector threads, in front of the servlet. ERPs poll: most
 * requests repeat one whose answer has not changed, and waking a thread for it costs more than answering it.
 *
 * <p>It decides nothing that the way behind it decides otherwise. A request is answered here only if its token is let in
 * by the same {@link TokenGate} and covers the project, and everything that the answer was made from is still as it was.
 * What is missing, wrong or unusual is handed on, so that each error has one place.
 *
 * <p>Nothing here waits, so it is only for stores that answer from memory who a token is, what a project is, and which
 * snapshot is live.
 */
final class HotLane extends Handler.Wrapper {

    /** What makes a request unusual. */
    private static final Set<HttpHeader> UNUSUAL = EnumSet.of(
            HttpHeader.RANGE,
            HttpHeader.EXPECT,
            HttpHeader.UPGRADE,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.CONTENT_LENGTH);

    /** What some clients say of a body that isn't there. */
    private static final HttpField NO_BODY = new HttpField(HttpHeader.CONTENT_LENGTH, "0");

    private final HotAnswers answers;
    private final TokenGate gate;
    private final BaseUrl baseUrl;

    /**
     * @param answers that were given
     * @param gate    lets tokens in
     */
    HotLane(HotAnswers answers, TokenGate gate, BaseUrl baseUrl) {
        this.answers = answers;
        this.gate = gate;
        this.baseUrl = baseUrl;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<HotAnswers.Hot> hot = find(request);
        if (hot.isPresent()) {
            send(hot.get(), request, response, callback);
        } else {
            handOn(request, response, callback);
        }
        return true;
    }

    private Optional<HotAnswers.Hot> find(Request request) {
        HttpFields headers = request.getHeaders();
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD") || isUnusual(headers)) {
            return Optional.empty();
        }
        try {
            return Credentials.token(headers::get)
                    .flatMap(presented -> find(request, method.equals("HEAD"), presented));
        } catch (ConfigStoreException | Refusal e) {
            // Said again, and to the client, on the way behind.
            return Optional.empty();
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

    private Optional<HotAnswers.Hot> find(Request request, boolean head, String presented) {
        Optional<Token> known = gate.find(presented);
        Optional<String> instanceId = Credentials.instanceId(request.getHeaders()::get);
        if (known.isEmpty() || TokenGate.admitsByWriting(known.get(), instanceId)) {
            return Optional.empty();
        }
        Optional<HotAnswers.Hot> hot = answers.find(key(known.get(), head, request, baseUrl));
        if (hot.isEmpty()) {
            return hot;
        }
        Token token = gate.admit(known.get(), instanceId);
        Consulted madeFrom = hot.get().madeFrom();
        boolean right =
                token.owner().equals(known.get().owner()) && token.covers(madeFrom.repo()) && madeFrom.stillHolds();
        if (!right) {
            return Optional.empty();
        }
        if (getServer().getRequestLog() != null) {
            request.setAttribute(Requester.ATTRIBUTE, Requester.token(token.id()));
        }
        return hot;
    }

    /** The key under which a request's answer is found again. */
    static HotAnswers.Key key(Token token, boolean head, Request request, BaseUrl baseUrl) {
        String origin = baseUrl.of(
                request.getHttpURI().getScheme(),
                Request.getServerName(request),
                Request.getServerPort(request),
                name -> Optional.ofNullable(request.getHeaders().get(name)),
                () -> Request.getRemoteAddr(request));
        return new HotAnswers.Key(
                token.owner(), head, origin, request.getHttpURI().getPathQuery());
    }

    private static void send(HotAnswers.Hot hot, Request request, Response response, Callback callback) {
        boolean same = false;
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.IF_NONE_MATCH && EntityTag.matches(field.getValue(), hot.etag())) {
                same = true;
            }
        }
        HttpFields.Mutable headers = response.getHeaders();
        List<HttpField> fields = same ? hot.notModified() : hot.ok();
        for (HttpField field : fields) {
            headers.add(field);
        }
        headers.add(RequestId.HEADER, RequestId.of(request.getHeaders().get(RequestId.HEADER)));
        response.setStatus(same ? 304 : 200);
        boolean empty = same || request.getMethod().equals("HEAD");
        response.write(true, empty ? null : ByteBuffer.wrap(hot.body()), callback);
    }

    /** What is behind may wait, and so does it on a thread of the pool. */
    private void handOn(Request request, Response response, Callback callback) {
        try {
            waiters(request).execute(() -> handleBehind(request, response, callback));
        } catch (RejectedExecutionException e) {
            Response.writeError(request, response, callback, 503);
        }
    }

    /** Virtual threads where Java has them: they wait for slow clients at no cost. */
    private Executor waiters(Request request) {
        Executor virtual = VirtualThreads.getVirtualThreadsExecutor(getServer().getThreadPool());
        return virtual == null ? request.getContext() : virtual;
    }

    private void handleBehind(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Throwable e) {
            // As the server itself does with what a handler throws: every request gets its answer.
            Response.writeError(request, response, callback, e);
        }
    }
}
