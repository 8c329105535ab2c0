package io.erpconfig.app;

import io.erpconfig.account.Password;
import io.erpconfig.app.settings.Settings;
import io.erpconfig.cetec.CetecConnector;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Cidr;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.opening.PlatformSessions;
import io.erpconfig.server.CannotListenException;
import io.erpconfig.server.ConfigServer;
import io.erpconfig.server.ListenAddress;
import io.erpconfig.server.Observed;
import io.erpconfig.server.ServerSettings;
import io.erpconfig.server.SignInHint;
import io.erpconfig.server.StopSignal;
import io.erpconfig.server.demo.Demo;
import io.erpconfig.server.upkeep.Job;
import io.erpconfig.server.upkeep.StoreJobs;
import io.erpconfig.server.upkeep.Upkeep;
import io.erpconfig.settings.ByteSize;
import io.erpconfig.settings.OneLine;
import io.erpconfig.settings.TimeSpan;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        header = "Serves the store until it is stopped.",
        description = {
            "Prints 'listening on http://HOST:PORT' when it is ready. SIGTERM or Ctrl-C lets requests under way end,"
                    + " within 30 seconds, and closes the store.",
            "The first time that a store without any account is served, the account admin is made: with the password in"
                    + " ERP_CONFIG_ADMIN_PASSWORD, else with a generated one, which is shown once on a terminal or, where"
                    + " there is none, written to initial-admin-password in the data directory."
        },
        footer = {
            "",
            "Examples:",
            "  erp-config serve --demo",
            "  erp-config serve --host 0.0.0.0 --port 8080 --data-dir /var/lib/erp-config \\",
            "      --public-url https://config.example.com"
        })
final class ServeCommand implements Callable<Integer> {

    private static final String ADMIN_PASSWORD = Settings.PREFIX + "ADMIN_PASSWORD";

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen at; 0.0.0.0 for all (default: 127.0.0.1).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "The port to listen at; 0 for any free one (default: 8080).")
    private int port;

    @Option(
            names = "--demo",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Fills an empty store with an example project for who may sign in, and prints a token and a"
                    + " curl command that reads from it.")
    private boolean demo;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "The URL that clients know the server by, for links in answers (default: what each request"
                    + " says).")
    private Optional<BaseUrl> publicUrl;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            split = ",",
            description = "Where a proxy is whose X-Forwarded-* headers count, such as 10.0.0.0/8; once for each"
                    + " (default: none).")
    private List<Cidr> trustedProxies = new ArrayList<>();

    @Option(
            names = "--max-file-size",
            paramLabel = "SIZE",
            defaultValue = "16m",
            description = "The largest file that is taken, such as 512k, 16m or 1g (default: 16m).")
    private ByteSize maxFileSize;

    @Option(
            names = "--gc-interval",
            paramLabel = "TIME",
            defaultValue = "24h",
            description =
                    "How often to free what nothing refers to, such as 30m, 6h or 7d; 0 for never (default:" + " 24h).")
    private TimeSpan gcInterval;

    @Mixin
    private ConnectionOptions connectionOptions;

    @Mixin
    private SessionOptions sessionOptions;

    @Mixin
    private ObserveOptions observeOptions;

    @Mixin
    private CetecOptions cetecOptions;

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        TrustedProxies proxies = new TrustedProxies(trustedProxies);
        BaseUrl baseUrl = publicUrl.orElseGet(() -> BaseUrl.ofRequest(trustedProxies));
        // Wrong usage leaves no trace.
        storeOptions.place();
        sessionOptions.check();
        connectionOptions.limits();
        cetecOptions.check(shell);
        requireAddresses(proxies);
        try (StopSignal stop = new StopSignal();
                PlatformSessions platform = sessionOptions.platform();
                OpenStore open = storeOptions.open(shell);
                ServedCommands commands = new ServedCommands(shell, storeOptions.dataDir(), open);
                Observed observed = observeOptions.open(shell, open, proxies)) {
            storeOptions.notFollowed().ifPresent(shell.err()::println);
            if (open.isNew()) {
                shell.err()
                        .println("made a new store in " + storeOptions.place().what());
            }
            if (open.store().accounts().untouched()) {
                shell.err()
                        .println(open.makeFirstAccount(
                                chosenPassword(),
                                ADMIN_PASSWORD,
                                shell.terminal().isPresent()));
            }
            if (storeOptions.isDirectory()) {
                commands.take();
            }
            Optional<ProjectKey> example = demo ? example(open) : Optional.empty();
            Optional<String> demoToken = example.map(project -> Demo.issueToken(open.tokens(), open.clock(), project));
            try (Upkeep upkeep = new Upkeep(open.leadership());
                    ConfigServer server = ConfigServer.start(
                            open.backend(),
                            settings(baseUrl, proxies, platform, cetecOptions.open(shell, open.clock())),
                            observed.observation(),
                            observed.probe(),
                            Main.RELEASE)) {
                observed.readiness().serving();
                upkeep.begin(jobs(open));
                observed.metricsUrl().ifPresent(url -> shell.err().println("metrics on " + url));
                shell.err()
                        .println(new SignInHint(
                                        open.store(),
                                        open.firstPassword().path(),
                                        platform.lookup().isPresent(),
                                        example)
                                .text(server.localUrl()));
                demoToken.ifPresent(token -> printDemo(server, token));
                shell.out().println("listening on " + server.url());
                shell.out().flush();
                stop.await();
                observed.readiness().stopping();
            } catch (CannotListenException e) {
                throw cannotListen(e);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** A server that can't listen makes no store, and no account. */
    private void requireAddresses(TrustedProxies proxies) {
        try {
            Closeable taken = new ListenAddress(host, port).take();
            try {
                observeOptions.check(shell, proxies);
            } finally {
                taken.close();
            }
        } catch (CannotListenException e) {
            throw cannotListen(e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't try port " + port, e);
        }
    }

    private static CommandFailedException cannotListen(CannotListenException e) {
        return new CommandFailedException(e.getMessage() + "; choose others with --host and --port", e);
    }

    private ServerSettings settings(
            BaseUrl baseUrl, TrustedProxies proxies, PlatformSessions platform, Optional<CetecConnector> cetec) {
        return new ServerSettings(
                host,
                port,
                baseUrl,
                proxies,
                maxFileSize.bytes(),
                connectionOptions.limits(),
                connectionOptions.maxWatchers(),
                sessionOptions.limits(),
                platform.lookup().map(sessions -> new ServerSettings.Platform(sessions, sessionOptions.pages())),
                cetec);
    }

    /** The periodic jobs of a running server. */
    private List<Job> jobs(OpenStore open) {
        List<Job> jobs = new ArrayList<>(StoreJobs.of(open.store(), open.sessions(sessionOptions.limits())));
        if (!gcInterval.isZero()) {
            jobs.add(open.sweepBeside().every(gcInterval.duration(), GcCommand::words));
        }
        return jobs;
    }

    /** The password that the environment has for the first account. */
    private Optional<Password> chosenPassword() {
        String chosen = OneLine.of(shell.environment().getOrDefault(ADMIN_PASSWORD, ""));
        try {
            return chosen.isEmpty() ? Optional.empty() : Optional.of(new Password(chosen));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(ADMIN_PASSWORD + ": " + e.getMessage(), e);
        }
    }

    private Optional<ProjectKey> example(OpenStore open) {
        if (Demo.fits(open.store())) {
            OwnerId owner = SignInHint.owner(open.store());
            return Optional.of(Demo.fill(open.store(), open.projects(), open.editor(maxFileSize.bytes()), owner));
        }
        Optional<ProjectKey> there = Demo.find(open.store());
        shell.err()
                .println("the store is not empty: "
                        + (there.isPresent()
                                ? "the example project that it has is left as it is"
                                : "no example project was added"));
        return there;
    }

    private void printDemo(ConfigServer server, String token) {
        shell.out().println("token: " + token);
        shell.out()
                .println("curl -H 'PRIVATE-TOKEN: " + token + "' '" + server.localUrl()
                        + "/site-builder/api/erp-config/projects/" + Demo.REPO + "/repository/files/"
                        + Demo.FILE
                        + "/raw?ref=master'");
    }
}
