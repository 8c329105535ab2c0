package io.erpconfig.cetec;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.ConnectionTest;
import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.UpstreamException;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Credentials;
import io.erpconfig.http.ErrorBoundary;
import io.erpconfig.http.Query;
import io.erpconfig.http.RequestCookies;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.RequestPath;
import io.erpconfig.http.Requester;
import io.erpconfig.http.Route;
import io.erpconfig.http.Router;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * The routes of the ERP proxy (contract, section 10), to mount on a server before the admin API, below whose prefix two of
 * them are. Thread-safe.
 */
public final class CetecRoutes {

    private static final RequestPath ROOT = RequestPath.parse("/");
    private static final String REVEAL = "reveal";
    private static final String ID = "id";
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String COLUMNS = "columns";

    /** Answers one route; fails with what its answer is to be. */
    private interface Handler {
        CompletableFuture<Answer> answer(Call call);
    }

    /**
     * A request that was let in.
     *
     * @param id        by which it is found in logs
     * @param requester as it is logged
     * @param user      who sent it, unless that was a token
     */
    private record Call(HttpServletRequest request, String id, Query query, String requester, Optional<OwnerId> user) {}

    private final CetecConnector connector;
    private final CetecAccess access;
    private final Router<Handler> router;

    public CetecRoutes(CetecConnector connector, CetecAccess access) {
        this.connector = requireNonNull(connector, "connector");
        this.access = requireNonNull(access, "access");
        this.router = new Router<>(List.of(
                new Route<>("GET", "api/cetec/customer", this::customers),
                new Route<>("GET", "site-builder/api/connectors/cetec/customer", this::customers),
                new Route<>("GET", "api/test-mysql", this::test),
                new Route<>("GET", "site-builder/api/connectors/cetec/mysql", this::test)));
    }

    /** Every route, as method and path, such as {@code GET /api/test-mysql}. */
    public List<String> routes() {
        return router.routes().stream()
                .map(route -> route.method() + " /" + route.pattern())
                .toList();
    }

    /** Adds the routes to a server. */
    public void mount(JavalinConfig config) {
        router.routes().forEach(route -> config.routes.before('/' + route.pattern(), this::handle));
    }

    /** Answers when there is an answer; nobody who waits for it holds a thread. */
    private void handle(Context context) {
        context.skipRemainingHandlers();
        CompletableFuture<Answer> answer;
        try {
            answer = answer(context.req(), RequestId.give(context.req(), context.res()));
        } catch (RuntimeException e) {
            ErrorBoundary.handle(context, () -> {
                throw e;
            });
            return;
        }
        Request request = ServletContextRequest.getServletContextRequest(context.req());
        // It is the ERP that is silent, and the client waits for it.
        request.addIdleTimeoutListener(silence -> answer.isDone());
        context.future(() -> answer.handleAsync(
                (made, failure) -> {
                    ErrorBoundary.handle(context, () -> {
                        if (failure != null) {
                            throw error(failure);
                        }
                        return made;
                    });
                    return null;
                },
                request.getComponents().getExecutor()));
    }

    private CompletableFuture<Answer> answer(HttpServletRequest request, String id) {
        RequestPath path = RequestPath.parse(request.getRequestURI());
        Router.Match<Handler> match = router.find(request.getMethod(), path.behind(ROOT));
        Query query = Query.parse(Optional.ofNullable(request.getQueryString()).orElse(""));
        HttpFields headers =
                ServletContextRequest.getServletContextRequest(request).getHeaders();
        Optional<String> presented = Credentials.token(headers, query);
        Optional<OwnerId> user = Optional.empty();
        String requester;
        if (presented.isPresent()) {
            Token token = access.gate().admit(presented.get(), Credentials.instanceId(headers), TokenScope.CONNECTORS);
            requester = Requester.token(token.id());
        } else {
            SignedIn in = access.sessions()
                    .find(new RequestCookies(String.join("; ", Collections.list(request.getHeaders("Cookie")))))
                    .orElseThrow(() -> new ConfigStoreException(ErrorCode.UNAUTHORIZED, "no token, and no session"));
            user = Optional.of(in.user());
            requester = Requester.user(in.user());
        }
        request.setAttribute(Requester.ATTRIBUTE, requester);
        return match.route().handler().answer(new Call(request, id, query, requester, user));
    }

    private CompletableFuture<Answer> customers(Call call) {
        CustomerQuery query = query(call.query());
        if (call.query().text(REVEAL).isEmpty()) {
            return connector
                    .customers(call.requester(), query)
                    .thenApply(made -> made.answer(access.clock().instant()));
        }
        String id = requireRevealing(call.query());
        OwnerId user = call.user()
                .orElseThrow(() -> new ApiException(
                        ApiErrorCode.FORBIDDEN, "a password is told to users who have signed in, and to no token"));
        requireOwnSite(call.request());
        AuditEntry entry = AuditEntry.builder(
                        access.clock().instant(),
                        user.value(),
                        AuditAction.PASSWORD_REVEAL,
                        access.proxies()
                                .clientOf(
                                        call.request().getRemoteAddr(),
                                        call.request().getHeaders("X-Forwarded-For")))
                .owner(user)
                .subject(Subject.CUSTOMER, id)
                .subject(Subject.REQUEST_ID, call.id())
                .build();
        return connector
                .customersWithPasswords(
                        call.requester(), query, () -> access.audit().append(entry))
                .thenApply(made -> made.answer(access.clock().instant()).with("Cache-Control", "no-store"));
    }

    private static String requireRevealing(Query query) {
        query.oneOf(REVEAL, CustomerQuery.PASSWORD);
        return query.text(ID)
                .orElseThrow(() -> ApiException.parameter("reveal needs id: one password is told at a time"));
    }

    /** Another site could have a browser ask, and so have the trail say of its user what nobody wanted to know. */
    private static void requireOwnSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site)) {
            throw new ApiException(ApiErrorCode.FORBIDDEN);
        }
    }

    private static CustomerQuery query(Query query) {
        List<String> columns = new ArrayList<>(query.list(COLUMNS));
        if (columns.isEmpty()) {
            columns.addAll(CustomerQuery.DEFAULT_COLUMNS);
        }
        if (query.text(REVEAL).isPresent() && !columns.contains(CustomerQuery.PASSWORD)) {
            columns.add(CustomerQuery.PASSWORD);
        }
        try {
            return new CustomerQuery(query.text(ID), query.text("name"), query.text("external_key"), columns);
        } catch (IllegalArgumentException e) {
            throw ApiException.parameter(e.getMessage());
        }
    }

    private CompletableFuture<Answer> test(Call call) {
        return connector.test(call.requester()).thenApply(CetecRoutes::answer);
    }

    private static Answer answer(ConnectionTest test) {
        return Answer.json(json -> json.writeStartObject()
                .writeStringProperty("status", test.status().word())
                .writeStringProperty("message", test.message())
                .writeStringProperty("environment", "production")
                .writeStringProperty("connection_method", test.method().way())
                .writeStringProperty("connection_type", test.method().type())
                .writeEndObject());
    }

    private static RuntimeException error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UpstreamException upstream) {
            return switch (upstream.kind()) {
                case FAILED -> new ApiException(ApiErrorCode.UPSTREAM_FAILED);
                case TIMED_OUT -> new ApiException(ApiErrorCode.UPSTREAM_TIMEOUT);
                case OPEN -> ApiException.unavailable(ApiErrorCode.UPSTREAM_UNAVAILABLE, upstream.retryAfter());
            };
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
