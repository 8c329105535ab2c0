package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.ErrorBoundary;
import io.erpconfig.http.Links;
import io.erpconfig.http.Query;
import io.erpconfig.http.RequestId;
import io.erpconfig.http.RequestPath;
import io.erpconfig.http.Requester;
import io.erpconfig.http.Route;
import io.erpconfig.http.Router;
import io.erpconfig.http.TrustedProxies;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The admin API (contract, section 3): a piece to mount on any Javalin server. Safe for any number of threads.
 */
public final class AdminApi implements AutoCloseable {

    /** The prefix of the API's paths. */
    public static final String PREFIX = "/site-builder/api";

    /** The largest body of a commit, in bytes. */
    public static final long MAX_COMMIT_BYTES = CommitBodyReader.MAX_BODY;

    /** The most actions of a commit. */
    public static final int MAX_COMMIT_ACTIONS = CommitBodyReader.MAX_ACTIONS;

    /** The prefix of signing in and out: beside the API, as on the platform that it comes from. */
    private static final String USER_PREFIX = "/user";

    /** Below the API's prefix, and not its own. */
    private static final String READ_API = "erp-config";

    /** The methods whose answers are cached, and asked for again with an entity tag. */
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final RequestPath API = RequestPath.parse(PREFIX);

    private final AdminServices services;
    private final BaseUrl baseUrl;
    private final TrustedProxies proxies;
    private final Clock clock;
    private final AuditWriter audit;
    private final Router<AdminRoute> api;
    private final Router<AdminRoute> user;

    /**
     * @param services what it works on
     * @param baseUrl  under which clients reach the server
     * @param proxies  which tell the addresses of clients
     * @param clock    dates the audit trail
     */
    public AdminApi(AdminServices services, BaseUrl baseUrl, TrustedProxies proxies, Clock clock) {
        this.services = requireNonNull(services, "services");
        this.baseUrl = requireNonNull(baseUrl, "baseUrl");
        this.proxies = requireNonNull(proxies, "proxies");
        this.clock = requireNonNull(clock, "clock");
        this.audit = new AuditWriter(services.audit());
        List<Route<AdminRoute>> routes = new ArrayList<>();
        routes.addAll(ContentApi.routes(services));
        routes.addAll(AccessApi.routes(services, clock));
        this.api = new Router<>(routes);
        this.user = new Router<>(AccessApi.signInRoutes(services));
    }

    /** Every route, as method and path, such as {@code GET /site-builder/api/projects}. */
    public List<String> routes() {
        List<String> all = new ArrayList<>();
        api.routes().forEach(route -> all.add(route.method() + ' ' + PREFIX + '/' + route.pattern()));
        user.routes().forEach(route -> all.add(route.method() + ' ' + USER_PREFIX + '/' + route.pattern()));
        return all;
    }

    /**
     * Adds the API's routes to a server. Javalin is given whole prefixes, in front of its own routes: it decodes an encoded
     * slash before it looks for one.
     */
    public void mount(JavalinConfig config) {
        Handler ofApi = handler(PREFIX, api);
        config.routes.before(PREFIX, ofApi);
        config.routes.before(PREFIX + "/*", ofApi);
        // No more than is its own: there may be other routes of users on that server.
        Handler ofUser = handler(USER_PREFIX, user);
        user.routes().forEach(route -> config.routes.before(USER_PREFIX + '/' + route.pattern(), ofUser));
    }

    private Handler handler(String prefix, Router<AdminRoute> router) {
        RequestPath root = RequestPath.parse(prefix);
        return context -> {
            RequestPath path = RequestPath.parse(context.req().getRequestURI());
            if (path.startsWith(API)
                    && path.behind(API).segments().stream().findFirst().equals(Optional.of(READ_API))) {
                return;
            }
            ErrorBoundary.handle(context, () -> {
                String id = context.res().getHeader(RequestId.HEADER);
                return answer(context.req(), id, path, path.behind(root), router);
            });
            context.skipRemainingHandlers();
        };
    }

    private Answer answer(
            HttpServletRequest request, String id, RequestPath path, RequestPath behind, Router<AdminRoute> router)
            throws IOException {
        Router.Match<AdminRoute> match = router.find(request.getMethod(), behind);
        Query query = Query.parse(Optional.ofNullable(request.getQueryString()).orElse(""));
        String origin = baseUrl.of(
                request.getScheme(),
                request.getServerName(),
                request.getServerPort(),
                name -> Optional.ofNullable(request.getHeader(name)),
                request::getRemoteAddr);
        OriginCheck.check(
                request.getMethod(),
                origin,
                RequestHeaders.find(request, "Origin"),
                RequestHeaders.find(request, "Sec-Fetch-Site"));
        AdminRoute route = match.route().handler();
        Optional<SignedIn> signedIn =
                route.open() ? Optional.empty() : services.lookup().find(AdminCall.cookies(request));
        if (!route.open() && signedIn.isEmpty()) {
            throw new ConfigStoreException(ErrorCode.UNAUTHORIZED, "no session");
        }
        signedIn.ifPresent(in -> request.setAttribute(Requester.ATTRIBUTE, Requester.user(in.user())));
        AdminCall call = new AdminCall(
                request,
                signedIn,
                match.variables(),
                query,
                new Links(origin, path, query),
                origin,
                proxies.clientOf(request.getRemoteAddr(), request.getHeaders("X-Forwarded-For")));
        call.audit().on(Subject.REQUEST_ID, id);
        if (READS.contains(request.getMethod())) {
            return audited(call, route.handler()).withContentTag();
        }
        query.refuseOthers(route.parameters());
        audit.writePending();
        return audited(call, route.handler());
    }

    /** Enters into the audit trail what it still lacks, before the store is closed. */
    @Override
    public void close() {
        audit.writePending();
    }

    /** Answers only when the audit trail says so, and as durably; see {@link AuditWriter} for when it can't be written. */
    private Answer audited(AdminCall call, AdminHandler handler) throws IOException {
        Answer answer;
        try {
            answer = handler.answer(call);
        } catch (RuntimeException | IOException | Error e) {
            ApiErrorCode code = code(e);
            // Who is told to come back later could fill the disk with it.
            if (code != ApiErrorCode.TOO_MANY_REQUESTS) {
                audit(call, code.name());
            }
            throw e;
        }
        audit(call, AuditEntry.OK);
        return answer;
    }

    private static ApiErrorCode code(Throwable failure) {
        if (failure instanceof ApiException api) {
            return api.code();
        }
        return failure instanceof ConfigStoreException known ? ApiErrorCode.of(known.code()) : ApiErrorCode.INTERNAL;
    }

    private void audit(AdminCall call, String result) {
        call.audit()
                .entry(clock.instant(), call.signedIn().map(SignedIn::user), call.address(), result)
                .ifPresent(audit::write);
    }
}
