package io.erpconfig.http;

import io.erpconfig.http.limit.BodiesFirst;
import io.erpconfig.http.limit.ConnectionLimits;
import io.erpconfig.http.limit.LimitedConnector;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of the HTTP server: those that were measured to be fast on few cores, limits against slow and hostile
 * clients, and errors as JSON wherever they arise.
 */
public final class ServerTuning {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTuning.class);

    /** The largest head of a request, in bytes: a longer URL is a 414, longer headers are a 431. */
    public static final int MAX_REQUEST_HEAD = 16 * 1024;

    private static final int MAX_RESPONSE_HEAD = 16 * 1024;

    /** Time without a byte that a request under way may take, in whichever direction. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final int MAX_THREADS = 320;

    /** Of them, those that requests may hold for long; the others are for what is quick, and for signing in. */
    private static final int THREADS_FOR_LONG = 200;

    private static final int MIN_THREADS = 8;

    /** Two selectors that accept too, and answer what needs no waiting themselves, beat more threads on two cores. */
    private static final int SELECTORS = 2;

    /**
     * Leaves to our own parser of paths what it must see as it was sent: encoded slashes, dots, percent signs and
     * backslashes belong to names, and what is not even UTF-8 gets a better answer from us.
     */
    private static final UriCompliance RAW_PATHS = new UriCompliance(
            "RAW_PATHS",
            EnumSet.of(
                    Violation.AMBIGUOUS_PATH_SEGMENT,
                    Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    Violation.AMBIGUOUS_PATH_SEPARATOR,
                    Violation.AMBIGUOUS_PATH_PARAMETER,
                    Violation.AMBIGUOUS_PATH_ENCODING,
                    Violation.BAD_UTF8_ENCODING,
                    Violation.TRUNCATED_UTF8_ENCODING,
                    Violation.BAD_PERCENT_ENCODING,
                    Violation.SUSPICIOUS_PATH_CHARACTERS,
                    Violation.ILLEGAL_PATH_CHARACTERS));

    private ServerTuning() {}

    /**
     * Sets up a server, before anything else is put in front of its handlers.
     *
     * @param port  to listen at; 0 for any free one
     * @param drain how long requests under way may take when the server stops
     */
    public static void apply(JavalinConfig config, String host, int port, Duration drain) {
        apply(config, host, port, drain, ConnectionLimits.defaults(), new TrustedProxies(List.of()));
    }

    /**
     * Sets up a server, before anything else is put in front of its handlers.
     *
     * @param port    to listen at; 0 for any free one
     * @param drain   how long requests under way may take when the server stops
     * @param limits  of its connections
     * @param proxies that may have any number of them, since they connect for others
     */
    public static void apply(
            JavalinConfig config,
            String host,
            int port,
            Duration drain,
            ConnectionLimits limits,
            TrustedProxies proxies) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        // Clients that don't read what they asked for then hold up nobody else: no thread of the pool waits for them.
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> http(http, limits.keepAlive()));
        config.jetty.addConnector((server, http) -> connector(server, http, host, port, limits, proxies));
        config.jetty.modifyServer(server -> {
            server.setHandler(new GracefulHandler(new BodiesFirst()));
            server.setErrorHandler(new ServerErrors());
            server.setStopTimeout(drain.toMillis());
        });
        LongRequests longOnes = LongRequests.of(THREADS_FOR_LONG, threads.getVirtualThreadsExecutor() != null);
        config.jetty.modifyServletContextHandler(context -> {
            context.setErrorHandler(new ServerErrors());
            longOnes.limit(context.getServletContext());
        });
        config.router.javaLangErrorHandler(ErrorBoundary::fail);
        config.routes.exception(
                HttpResponseException.class,
                (error, context) -> ErrorBoundary.handle(
                        context, () -> new ApiException(ApiErrorCode.ofStatus(error.getStatus())).answer()));
        config.routes.exception(
                Exception.class,
                (error, context) -> ErrorBoundary.handle(context, () -> {
                    throw error;
                }));
    }

    /**
     * Stops a server: it takes no more requests, and those under way may take the time that it was set up with. One that takes
     * longer is cut off, which is said in the log and is no error.
     */
    public static void stop(Javalin server) {
        try {
            // A failure here is reported once, where it is caught.
            JavalinLogger.enabled = false;
            server.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn(
                    "requests under way took longer than {} s when the server stopped, and were cut off",
                    server.jettyServer().server().getStopTimeout() / 1000);
        } finally {
            JavalinLogger.enabled = true;
        }
    }

    private static void http(HttpConfiguration http, Duration keepAlive) {
        HttpField hint = new PreEncodedHttpField(HttpHeader.KEEP_ALIVE, "timeout=" + keepAlive.toSeconds());
        http.addCustomizer((request, headers) -> {
            headers.add(hint);
            return request;
        });
        http.setIdleTimeout(SILENCE.toMillis());
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_REQUEST_HEAD);
        // Each connection would keep 98 KB to find its last headers in, also between two requests.
        http.setHeaderCacheSize(0);
        http.setResponseHeaderSize(MAX_RESPONSE_HEAD);
        http.setMaxResponseHeaderSize(2 * MAX_RESPONSE_HEAD);
        http.setUriCompliance(RAW_PATHS);
    }

    private static ServerConnector connector(
            Server server,
            HttpConfiguration http,
            String host,
            int port,
            ConnectionLimits limits,
            TrustedProxies proxies) {
        ServerConnector connector =
                new LimitedConnector(server, SELECTORS, new HttpConnectionFactory(http), limits, proxies::contains);
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }
}
