package io.erpconfig.http.read;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.watch.Watches;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Credentials;
import io.erpconfig.http.ErrorBoundary;
import io.erpconfig.http.Json;
import io.erpconfig.http.Links;
import io.erpconfig.http.LongRequests;
import io.erpconfig.http.OpenApi;
import io.erpconfig.http.Query;
import io.erpconfig.http.Release;
import io.erpconfig.http.RequestPath;
import io.erpconfig.http.Requester;
import io.erpconfig.http.Route;
import io.erpconfig.http.Router;
import io.erpconfig.http.archive.ArchiveFormat;
import io.erpconfig.http.content.FileContent;
import io.erpconfig.http.diff.Diffs;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * The read API (contract, section 2): a piece to mount on any Javalin server. Safe for any number of threads.
 */
public final class ReadApi {

    /** The prefixes of the API's paths: GitLab clients append {@code /api/v4} to the URL that they are given. */
    public static final List<String> PREFIXES =
            List.of("/site-builder/api/erp-config", "/site-builder/api/erp-config/api/v4", "/api/v4");

    /** The prefixes that have to be mounted for that: the second one is below the first. */
    private static final List<String> ROOTS = List.of("/site-builder/api/erp-config", "/api/v4");

    /** Behind it, and behind the server's root, are the pages that answers name. */
    private static final RequestPath PAGES = RequestPath.parse(ROOTS.get(0));

    private static final Set<String> READS = Set.of("GET", "HEAD");

    /** Default size of the cache of answers, in bytes. */
    public static final long DEFAULT_CACHE_BYTES = 16L << 20;

    /** The longest first. */
    private static final List<RequestPath> PARSED_PREFIXES = PREFIXES.stream()
            .map(RequestPath::parse)
            .sorted(Comparator.comparing(
                            (RequestPath prefix) -> prefix.segments().size())
                    .reversed())
            .toList();

    /** Patterns of routes that may search for long before they send anything. */
    private static final Pattern SEARCHES =
            Pattern.compile(".*/(commits(/.*)?|compare|contributors|merge_base|search|events)|search");

    /** Patterns of routes whose clients may wait for another answer than they have (contract, section 6). */
    private static final Pattern WATCHABLE =
            Pattern.compile("projects/\\{id}/repository/(branches(/\\{branch})?|tree|files/\\{path\\.\\.\\.}(/raw)?)");

    private final ConfigReader reader;
    private final TokenGate gate;
    private final BaseUrl baseUrl;
    private final Clock clock;
    private final Runnable reachable;
    private final Optional<ConsolePages> pages;
    private final Release release;
    private final EventRoutes events;
    private final Router<ReadHandler> router;
    private final Answer openApi = OpenApi.document();
    private volatile IntSupplier watchers = () -> 0;

    /**
     * @param reader    what is read
     * @param gate      lets tokens in
     * @param baseUrl   under which clients reach the server
     * @param clock     tells the time to who asks for the server's health
     * @param reachable returns if the storage can be reached, and throws if not: see {@code ConfigStore}
     */
    public ReadApi(ConfigReader reader, TokenGate gate, BaseUrl baseUrl, Clock clock, Runnable reachable) {
        this(reader, gate, baseUrl, clock, reachable, Optional.empty(), Release.NONE);
    }

    /**
     * An API on a server with a console, to whose pages every {@code web_url} in an answer leads.
     *
     * @param console the path that the console's pages are below, such as {@code /console}
     * @param release of the program, for who asks for the server's health
     */
    public ReadApi(
            ConfigReader reader,
            TokenGate gate,
            BaseUrl baseUrl,
            Clock clock,
            Runnable reachable,
            String console,
            Release release) {
        this(reader, gate, baseUrl, clock, reachable, Optional.of(new ConsolePages(console)), release);
    }

    private ReadApi(
            ConfigReader reader,
            TokenGate gate,
            BaseUrl baseUrl,
            Clock clock,
            Runnable reachable,
            Optional<ConsolePages> pages,
            Release release) {
        this.reader = requireNonNull(reader, "reader");
        this.gate = requireNonNull(gate, "gate");
        this.baseUrl = requireNonNull(baseUrl, "baseUrl");
        this.clock = requireNonNull(clock, "clock");
        this.reachable = requireNonNull(reachable, "reachable");
        this.pages = pages;
        this.release = requireNonNull(release, "release");
        this.events = new EventRoutes(reader.events());
        this.router = new Router<>(routesOf(reader, events));
    }

    private static final Route<ReadHandler> HEALTH = withoutToken("health");
    private static final Route<ReadHandler> OPEN_API = withoutToken("openapi.json");

    /** The one route for which a token needs no scope: what it is itself. */
    private static final Route<ReadHandler> SELF =
            new Route<>("GET", "personal_access_tokens/self", AccountRoutes::self);

    private static Route<ReadHandler> withoutToken(String pattern) {
        return new Route<>("GET", pattern, call -> {
            throw new AssertionError("answered without a call");
        });
    }

    private static List<Route<ReadHandler>> routesOf(ConfigReader reader, EventRoutes events) {
        FileContent content = new FileContent(reader);
        Diffs diffs = new Diffs(reader);
        ProjectRoutes projects = new ProjectRoutes(reader);
        BranchRoutes branches = new BranchRoutes();
        TreeRoute tree = new TreeRoute(reader);
        FileRoutes files = new FileRoutes(reader, content);
        BlobRoutes blobs = new BlobRoutes(reader, content);
        ArchiveRoutes archives = new ArchiveRoutes(reader);
        CommitRoutes commits = new CommitRoutes(reader, new CommitStats(reader, diffs), diffs);
        CompareRoute compare = new CompareRoute(reader, diffs);
        SearchRoutes search = new SearchRoutes(projects);
        String repository = "projects/{id}/repository/";
        List<Route<ReadHandler>> routes = new ArrayList<>(List.of(
                HEALTH,
                OPEN_API,
                new Route<>("GET", "projects", projects::list),
                new Route<>("GET", "projects/{id}", projects::one),
                new Route<>("GET", repository + "branches", branches::list),
                new Route<>("GET", repository + "branches/{branch}", branches::one),
                new Route<>("HEAD", repository + "branches/{branch}", branches::exists),
                new Route<>("GET", repository + "tree", tree::list),
                new Route<>("GET", repository + "files/{path...}/raw", files::raw),
                new Route<>("GET", repository + "files/{path...}/blame", files::blame),
                new Route<>("GET", repository + "files/{path...}", files::metadata),
                new Route<>("GET", repository + "blobs/{sha}", blobs::metadata),
                new Route<>("GET", repository + "blobs/{sha}/raw", blobs::raw),
                new Route<>("GET", repository + "archive", archives::inAnyFormat),
                new Route<>("GET", repository + "archive.zip", archives.in(ArchiveFormat.ZIP)),
                new Route<>("GET", repository + "archive.tar.gz", archives.in(ArchiveFormat.TAR_GZ)),
                new Route<>("GET", repository + "archive.tar", archives.in(ArchiveFormat.TAR)),
                new Route<>("GET", repository + "archive.{format}", archives::byEnding),
                new Route<>("GET", repository + "compare", compare::compare),
                new Route<>("GET", "version", AccountRoutes::version),
                new Route<>("GET", "metadata", AccountRoutes::metadata),
                new Route<>("GET", "user", AccountRoutes::user),
                SELF,
                new Route<>("GET", "users", UserRoutes::list),
                new Route<>("GET", "users/{user}", UserRoutes::one),
                new Route<>("GET", "users/{user}/projects", projects::ofUser),
                new Route<>("GET", "namespaces", UserRoutes::namespaces),
                new Route<>("GET", "namespaces/{namespace}", UserRoutes::namespace),
                new Route<>("GET", "projects/{id}/users", UserRoutes::ofProject),
                new Route<>("GET", "projects/{id}/members", UserRoutes::members),
                new Route<>("GET", "projects/{id}/members/all", UserRoutes::members),
                new Route<>("GET", "projects/{id}/members/all/{user}", UserRoutes::member),
                new Route<>("GET", "projects/{id}/members/{user}", UserRoutes::member),
                new Route<>("GET", "projects/{id}/languages", AbsentRoutes::languages),
                new Route<>("GET", "projects/{id}/events", events::list),
                new Route<>("GET", "projects/{id}" + EventRoutes.STREAM, events::stream),
                new Route<>("GET", repository + "contributors", new ContributorRoute(reader)::list),
                new Route<>("GET", "projects/{id}/search", search::inProject),
                new Route<>("GET", "search", search::everywhere)));
        routes.addAll(commits.routes());
        routes.addAll(AbsentRoutes.all());
        return routes;
    }

    /** Every route, as method and path behind the prefix, such as {@code GET projects/{id}}. */
    public List<String> routes() {
        return router.routes().stream()
                .map(route -> route.toString().replaceAll("\\{(\\w+):[^}]*}", "{$1}"))
                .toList();
    }

    /**
     * Adds the API's routes to a server.
     *
     * <p>Javalin is given whole prefixes, in front of its own routes: it decodes an encoded slash before it looks for one,
     * and answers {@code HEAD} by itself.
     */
    public void mount(JavalinConfig config) {
        mount(config, Optional.empty());
    }

    private void mount(JavalinConfig config, Optional<AnswerCache> cache) {
        Handler handler = context -> {
            ErrorBoundary.handle(context, () -> answer(context.req(), cache));
            context.skipRemainingHandlers();
        };
        for (String root : ROOTS) {
            config.routes.before(root, handler);
            config.routes.before(root + "/*", handler);
        }
        // Clients that are given the server's root expect its pages there.
        pages.ifPresent(known -> config.routes.before("/*", context -> {
            Optional<Answer> page = page(known, context.req());
            if (page.isPresent()) {
                ErrorBoundary.handle(context, page::get);
                context.skipRemainingHandlers();
            }
        }));
    }

    private Optional<Answer> page(ConsolePages known, HttpServletRequest request) {
        try {
            return page(known, request, RequestPath.parse(request.getRequestURI()));
        } catch (ApiException e) {
            // A malformed path leads to no page; the next handler says what is wrong with it.
            return Optional.empty();
        }
    }

    /** The way to a page, under the base URL that the client used. */
    private Optional<Answer> page(ConsolePages known, HttpServletRequest request, RequestPath path) {
        return READS.contains(request.getMethod())
                ? known.find(path).map(page -> Answer.empty(302).with("Location", basePath(request) + page))
                : Optional.empty();
    }

    private String basePath(HttpServletRequest request) {
        String origin = AnswerCacheHandler.origin(ServletContextRequest.getServletContextRequest(request), baseUrl);
        int path = origin.indexOf('/', origin.indexOf("://") + "://".length());
        return path < 0 ? "" : origin.substring(path);
    }

    /**
     * Adds the API's routes, and in front of the server what answers repeated requests from memory. Only for stores that
     * find tokens, projects and live snapshots without waiting.
     *
     * @param maxBytes that the answers kept ready may take
     */
    public void mount(JavalinConfig config, long maxBytes) {
        mount(config, maxBytes, BlockingPolicy.ALWAYS_IN_MEMORY, new Waiting(new Watches(), Waiting.DEFAULT_MOST));
    }

    /**
     * {@link #mount(JavalinConfig, long)} for stores that don't always find without waiting, but can be told not to wait.
     *
     * @param blocking tells them
     * @param waiting  limits requests that wait for another answer, and says what wakes them
     */
    public void mount(JavalinConfig config, long maxBytes, BlockingPolicy blocking, Waiting waiting) {
        AnswerCache answers = new AnswerCache(maxBytes);
        mount(config, Optional.of(answers));
        config.jetty.modifyServer(server -> {
            AnswerCacheHandler cached = new AnswerCacheHandler(
                    answers, gate, baseUrl, blocking, waiting, reader, this::admitWatch, this::admitStream);
            cached.setHandler(server.getHandler());
            server.setHandler(cached);
            watchers = cached::watchers;
        });
    }

    /** Number of clients that wait for another answer, or have a stream of events, on the server that it is mounted on. */
    public int watchers() {
        return watchers.getAsInt();
    }

    private Answer answer(HttpServletRequest request, Optional<AnswerCache> cache) {
        RequestPath path = RequestPath.parse(request.getRequestURI());
        RequestPath prefix = PARSED_PREFIXES.stream()
                .filter(path::startsWith)
                .findFirst()
                .orElseThrow(() -> new ApiException(ApiErrorCode.NOT_FOUND));
        Router.Match<ReadHandler> match;
        try {
            match = router.find(request.getMethod(), path.behind(prefix));
        } catch (ApiException e) {
            return pages.filter(known -> prefix.equals(PAGES))
                    .flatMap(known -> page(known, request, path.behind(prefix)))
                    .orElseThrow(() -> e);
        }
        Query query = Query.parseAsGitLab(
                Optional.ofNullable(request.getQueryString()).orElse(""));
        if (match.route() == HEALTH) {
            return health();
        }
        if (match.route() == OPEN_API) {
            return openApi;
        }
        Request core = ServletContextRequest.getServletContextRequest(request);
        Admitted admitted = admit(core, path, prefix, match, query);
        request.setAttribute(
                Requester.ATTRIBUTE, Requester.token(admitted.token().id()));
        if (request.getAttribute(WaitingRequests.REFUSAL) instanceof ApiException refusal) {
            throw refusal;
        }
        if (SEARCHES.matcher(match.route().pattern()).matches()) {
            LongRequests.begin(request, LongRequests.Kind.MADE);
        }
        return admitted.make(cache).answer();
    }

    /**
     * A request whose token was let in.
     *
     * @param key  under which its answer is found again
     * @param kept whether its answer may be kept: not where it may have the token in it
     */
    record Admitted(Token token, AnswerCache.Key key, ReadRequest read, boolean kept) {

        /** Answers it as of now, and keeps the answer. */
        ReadRequest.Result make(Optional<AnswerCache> cache) {
            ReadRequest.Result made = read.answer(token);
            if (kept) {
                cache.ifPresent(answers -> answers.remember(key, read, made));
            }
            return made;
        }
    }

    private Admitted admit(
            Request request, RequestPath path, RequestPath prefix, Router.Match<ReadHandler> match, Query query) {
        String presented = Credentials.token(request.getHeaders(), query)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.UNAUTHORIZED, "no token"));
        Optional<String> instanceId = Credentials.instanceId(request.getHeaders());
        Token token = match.route() == SELF
                ? gate.admitWithAnyScope(presented, instanceId)
                : gate.admit(presented, instanceId, TokenScope.READ);
        AnswerCache.Key key = AnswerCacheHandler.key(token, request.getMethod().equals("HEAD"), request, baseUrl);
        ReadRequest read = new ReadRequest(
                reader,
                match.route().handler(),
                match.variables(),
                goingOn(request, match, query),
                new Links(key.origin(), path, query),
                key.origin() + prefix.encoded(),
                match.route().method().equals("GET")
                        && WATCHABLE.matcher(match.route().pattern()).matches());
        boolean kept = query.parameters().stream().noneMatch(each -> each.name().equals(Credentials.QUERY_PARAMETER));
        return new Admitted(token, key, read, kept);
    }

    /**
     * Lets in a request whose client may wait for another answer; empty if it is of a route without that.
     *
     * @throws ConfigStoreException as the answer would
     * @throws ApiException         likewise
     */
    Optional<Admitted> admitWatch(Request request) {
        return admit(
                        request,
                        match -> WATCHABLE.matcher(match.route().pattern()).matches())
                .filter(admitted -> admitted.read().watchable());
    }

    private Optional<Admitted> admit(Request request, Predicate<Router.Match<ReadHandler>> wanted) {
        RequestPath path = RequestPath.parse(request.getHttpURI().getPath());
        Optional<RequestPath> prefix =
                PARSED_PREFIXES.stream().filter(path::startsWith).findFirst();
        if (prefix.isEmpty()) {
            return Optional.empty();
        }
        Router.Match<ReadHandler> match = router.find(request.getMethod(), path.behind(prefix.get()));
        if (!wanted.test(match)) {
            return Optional.empty();
        }
        Query query = Query.parseAsGitLab(
                Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""));
        return Optional.of(admit(request, path, prefix.get(), match, query));
    }

    private static boolean isStream(Router.Match<ReadHandler> match) {
        return match.route().pattern().endsWith(EventRoutes.STREAM);
    }

    /** The query of a client that comes again for a stream: the event that it has seen last is in a header. */
    private static Query goingOn(Request request, Router.Match<ReadHandler> match, Query query) {
        String last = isStream(match) ? request.getHeaders().get("Last-Event-ID") : null;
        return last == null || last.isEmpty() ? query : query.with("after", last);
    }

    /**
     * Lets in a request for a stream of events; empty if it is of another route.
     *
     * @throws ConfigStoreException as the answer would
     * @throws ApiException         likewise
     */
    Optional<EventStreams.Admitted> admitStream(Request request) {
        return admit(request, ReadApi::isStream)
                .map(admitted -> new EventStreams.Admitted(
                        admitted.token(), events.start(admitted.read().call(admitted.token()))));
    }

    private Answer health() {
        reachable.run();
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeStringProperty("status", "ok");
            json.writeStringProperty("time", Json.time(clock.instant()));
            json.writeStringProperty("version", release.version());
            json.writeStringProperty("commit", release.commit());
            json.writeEndObject();
        });
    }
}
