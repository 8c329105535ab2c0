package io.erpconfig.app;

import io.erpconfig.http.TrustedProxies;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.CannotListenException;
import io.erpconfig.server.ListenAddress;
import io.erpconfig.server.Observed;
import io.erpconfig.server.observe.AccessLog;
import io.erpconfig.server.observe.Metrics;
import io.erpconfig.server.observe.StoreProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options on what can be seen of a server from outside. */
final class ObserveOptions {

    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "The port that /metrics for Prometheus, /livez and /readyz are at; 0 for any free one"
                    + " (default: none).")
    private Optional<Integer> metricsPort;

    @Option(
            names = "--metrics-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address that they are at. Nobody is asked for a password there: let only monitoring"
                    + " reach it (default: 127.0.0.1).")
    private String metricsHost;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Appends one JSON object a line for each request; - for standard output (default: none).")
    private Optional<String> accessLog;

    /**
     * Looks whether the port and the file can be had, before anything is made.
     *
     * @throws CommandFailedException if not
     */
    void check(Shell shell, TrustedProxies proxies) {
        try {
            if (metricsPort.isPresent()) {
                new ListenAddress(metricsHost, metricsPort.get()).take().close();
            }
            if (accessLog.isPresent()) {
                accessLog(accessLog.get(), shell, Clock.systemUTC(), proxies).close();
            }
        } catch (CannotListenException e) {
            throw cannotListen(e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't try what observes the server", e);
        }
    }

    private static CommandFailedException cannotListen(CannotListenException e) {
        return new CommandFailedException(e.getMessage() + "; choose others with --metrics-host and --metrics-port", e);
    }

    /**
     * Begins to observe.
     *
     * @throws CommandFailedException if the port or the file can't be had
     */
    Observed open(Shell shell, OpenStore open, TrustedProxies proxies) {
        Optional<AccessLog> log = accessLog.map(file -> accessLog(file, shell, open.clock(), proxies));
        Optional<Metrics> metrics = metricsPort.map(port -> new Metrics());
        StoreProbe probe = new StoreProbe(open.store()::checkReachable, System::nanoTime);
        Observed observed = new Observed(metrics, log, probe, Main.RELEASE);
        try {
            metricsPort.ifPresent(port -> observed.serve(metricsHost, port));
        } catch (CannotListenException e) {
            observed.close();
            throw cannotListen(e);
        }
        return observed;
    }

    private static AccessLog accessLog(String file, Shell shell, Clock clock, TrustedProxies proxies) {
        if (file.equals(STANDARD_OUTPUT)) {
            return AccessLog.toOpen(shell.out(), proxies, clock);
        }
        try {
            return AccessLog.toFile(Path.of(file), proxies, clock);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailedException(
                    "can't write the access log '" + file + "' (" + e.getClass().getSimpleName()
                            + "); name another file with --access-log",
                    e);
        }
    }
}
