package io.erpconfig.server;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.LocalSignIn;
import io.erpconfig.cetec.CetecAccess;
import io.erpconfig.cetec.CetecConnector;
import io.erpconfig.cetec.CetecRoutes;
import io.erpconfig.console.ConsoleSettings;
import io.erpconfig.console.WebConsole;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.Release;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.SessionLookup;
import io.erpconfig.http.admin.AdminApi;
import io.erpconfig.http.admin.AdminServices;
import io.erpconfig.http.admin.LocalAccess;
import io.erpconfig.http.admin.LocalSessions;
import io.erpconfig.http.read.ReadApi;
import io.erpconfig.http.read.Waiting;
import io.erpconfig.server.observe.Observation;
import io.erpconfig.server.observe.StoreProbe;
import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The HTTP server: what is mounted on it. */
public final class ConfigServer implements AutoCloseable {

    /** Time that requests under way may take when the server stops: ten seconds less than the process has. */
    private static final Duration DRAIN = Duration.ofSeconds(18);

    /** The share of the heap that ready answers may take. */
    private static final int HEAP_PER_ANSWER_CACHE = 10;

    private final Javalin javalin;
    private final String host;
    private final AdminApi adminApi;
    private final Optional<CetecConnector> cetec;

    private ConfigServer(Javalin javalin, String host, AdminApi adminApi, Optional<CetecConnector> cetec) {
        this.javalin = javalin;
        this.adminApi = adminApi;
        this.cetec = cetec;
        this.host = host;
    }

    /** Starts a server with a probe of its own. */
    public static ConfigServer start(
            Backend backend, ServerSettings settings, Observation observation, Release release) {
        StoreProbe probe = new StoreProbe(backend.store()::checkReachable, System::nanoTime);
        return start(backend, settings, observation, probe, release);
    }

    /**
     * Starts a server; it is ready when this returns. It runs no periodic jobs: the caller has to remove ended sessions, to
     * complete the commits of nodes that died, and to free what nothing refers to ({@link
     * io.erpconfig.server.upkeep.Upkeep}).
     *
     * @param observation notes its requests
     * @param probe       tells {@code /health} whether the store can be reached
     * @param release     which program this is, for {@code /health}
     * @throws CannotListenException if it can't listen there
     */
    public static ConfigServer start(
            Backend backend, ServerSettings settings, Observation observation, StoreProbe probe, Release release) {
        String host = settings.host();
        int port = settings.port();
        ServedStore store = ServedStore.of(backend, observation.metrics());
        long answerBytes =
                Math.min(Runtime.getRuntime().maxMemory() / HEAP_PER_ANSWER_CACHE, ReadApi.DEFAULT_CACHE_BYTES);
        TokenGate gate = new TokenGate(store.reading().tokens(), backend.clock(), backend.executor());
        ConfigReader reader = new ConfigReader(store.reading());
        ReadApi readApi =
                new ReadApi(reader, gate, settings.baseUrl(), backend.clock(), probe::check, WebConsole.PATH, release);
        observation.metrics().ifPresent(counts -> counts.watchers(readApi::watchers));
        AdminServices services = services(backend, settings, store, reader);
        AdminApi adminApi = new AdminApi(services, settings.baseUrl(), settings.proxies(), backend.clock());
        Optional<CetecRoutes> cetecRoutes = settings.cetec()
                .map(connector -> new CetecRoutes(
                        connector,
                        new CetecAccess(
                                services.lookup(), gate, services.audit(), settings.proxies(), backend.clock())));
        WebConsole console = WebConsole.load(new ConsoleSettings(
                new ConsoleSettings.Limits(
                        settings.maxFileSize(), AdminApi.MAX_COMMIT_BYTES, AdminApi.MAX_COMMIT_ACTIONS),
                settings.platform().map(ServerSettings.Platform::pages),
                settings.cetec().isPresent()));
        Javalin javalin = Javalin.create(config -> {
            ServerTuning.apply(config, host, port, DRAIN, settings.connections(), settings.proxies());
            observation.watch(config);
            readApi.mount(config, answerBytes, store.blocking(), new Waiting(store.watches(), settings.maxWatchers()));
            // Before the API below whose prefix it is.
            cetecRoutes.ifPresent(routes -> routes.mount(config));
            adminApi.mount(config);
            console.mount(config);
        });
        try {
            // A failure here is reported once, where it is caught.
            JavalinLogger.enabled = false;
            javalin.start();
        } catch (JavalinException e) {
            throw new CannotListenException(host, port, e);
        } finally {
            JavalinLogger.enabled = true;
        }
        return new ConfigServer(javalin, host, adminApi, settings.cetec());
    }

    private static AdminServices services(
            Backend backend, ServerSettings settings, ServedStore store, ConfigReader reader) {
        Optional<LocalAccess> local =
                settings.platform().isPresent() ? Optional.empty() : Optional.of(localAccess(backend, settings, store));
        SessionLookup lookup = local.<SessionLookup>map(LocalAccess::lookup)
                .or(() -> settings.platform().map(ServerSettings.Platform::sessions))
                .orElseThrow();
        return new AdminServices(
                reader,
                new ConfigEditor(store.changing(), backend.clock(), settings.maxFileSize()),
                new ProjectEditor(store.changing(), backend.clock(), backend.random()),
                new Tokens(store.changing().tokens(), backend.clock(), backend.random()),
                store.changing().audit(),
                lookup,
                local);
    }

    private static LocalAccess localAccess(Backend backend, ServerSettings settings, ServedStore store) {
        Accounts accounts = new Accounts(store.changing(), backend.clock(), backend.random(), backend.passwordEnded());
        Sessions sessions = new Sessions(
                store.reading().sessions(), backend.clock(), backend.random(), backend.executor(), settings.sessions());
        return new LocalAccess(
                new LocalSignIn(accounts, sessions, backend.clock()),
                sessions,
                new LocalSessions(sessions, store.reading().accounts()));
    }

    /** The URL that it listens at, as it was asked to. */
    public String url() {
        return new ListenAddress(host, javalin.port()).url();
    }

    /** The routes of the admin API as it is mounted, such as {@code GET /site-builder/api/projects}. */
    List<String> adminRoutes() {
        return adminApi.routes();
    }

    /** A URL that reaches it from this machine. */
    public String localUrl() {
        return switch (host) {
            case "0.0.0.0" -> "http://127.0.0.1:" + javalin.port();
            case "::", "[::]" -> "http://[::1]:" + javalin.port();
            default -> url();
        };
    }

    /** Takes no more requests, lets those under way end, for 18 s at most, and stops. */
    @Override
    public void close() {
        try {
            ServerTuning.stop(javalin);
        } finally {
            cetec.ifPresent(CetecConnector::close);
            adminApi.close();
        }
    }
}
