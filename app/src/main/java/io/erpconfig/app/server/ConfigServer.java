package io.erpconfig.app.server;

import io.erpconfig.app.cache.CachingConfigStore;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.read.ReadApi;
import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** The HTTP server: what is mounted on it, and the caches between that and the store. */
public final class ConfigServer implements AutoCloseable {

    /** How long requests under way may take when the server stops: ten seconds less than the process has. */
    private static final Duration DRAIN = Duration.ofSeconds(18);

    /** The caches' shares of the heap; the rest is for requests, and for folders while they are being changed. */
    private static final int HEAP_PER_STORE_CACHE = 6;

    private static final int HEAP_PER_ANSWER_CACHE = 10;

    private static final long MAX_STORE_CACHE_BYTES = 24L << 20;

    private final Javalin javalin;
    private final String host;

    private ConfigServer(Javalin javalin, String host) {
        this.javalin = javalin;
        this.host = host;
    }

    /**
     * Starts a server; it is ready when this returns.
     *
     * @param notes   where uses of tokens are written
     * @param baseUrl tells under which URL clients reach it
     * @param port    0 for any free one
     * @throws CannotListenException if it can't listen there
     */
    public static ConfigServer start(
            ConfigStore store, Clock clock, Executor notes, BaseUrl baseUrl, String host, int port) {
        long heap = Runtime.getRuntime().maxMemory();
        ConfigStore cached =
                new CachingConfigStore(store, Math.min(heap / HEAP_PER_STORE_CACHE, MAX_STORE_CACHE_BYTES));
        long hotBytes = Math.min(heap / HEAP_PER_ANSWER_CACHE, ReadApi.DEFAULT_HOT_BYTES);
        TokenGate gate = new TokenGate(cached.tokens(), clock, notes);
        ReadApi readApi = new ReadApi(new ConfigReader(cached), gate, baseUrl, clock, cached::checkReachable);
        Javalin javalin = Javalin.create(config -> {
            ServerTuning.apply(config, host, port, DRAIN);
            readApi.mount(config, hotBytes);
        });
        try {
            // What goes wrong here is told once, by whoever catches it.
            JavalinLogger.enabled = false;
            javalin.start();
        } catch (JavalinException e) {
            throw new CannotListenException("can't listen on " + host + ":" + port + ", " + reason(e), e);
        } finally {
            JavalinLogger.enabled = true;
        }
        return new ConfigServer(javalin, host);
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "there is no such host";
            }
            if (cause instanceof BindException) {
                return cause.getMessage();
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** Where it listens, as it was asked to. */
    public String url() {
        return "http://" + bracketed(host) + ":" + javalin.port();
    }

    /** A URL that reaches it from this machine. */
    public String localUrl() {
        return switch (host) {
            case "0.0.0.0" -> "http://127.0.0.1:" + javalin.port();
            case "::", "[::]" -> "http://[::1]:" + javalin.port();
            default -> url();
        };
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Takes no more requests, lets those under way end, and stops. */
    @Override
    public void close() {
        javalin.stop();
    }
}
