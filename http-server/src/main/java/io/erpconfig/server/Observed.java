package io.erpconfig.server;

import io.erpconfig.http.Release;
import io.erpconfig.server.observe.AccessLog;
import io.erpconfig.server.observe.MaskedLog;
import io.erpconfig.server.observe.Metrics;
import io.erpconfig.server.observe.Observation;
import io.erpconfig.server.observe.Readiness;
import io.erpconfig.server.observe.StoreProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The observation of a server, from before it starts until after it has stopped. For so long secrets are masked in what the
 * whole process writes to {@link System#err}, so that there can be one in a process at a time.
 */
public final class Observed implements AutoCloseable {

    private final Optional<Metrics> metrics;
    private final Optional<AccessLog> accessLog;
    private final Observation observation;
    private final StoreProbe probe;
    private final Readiness readiness;
    private final MaskedLog log = new MaskedLog();
    private Optional<MetricsServer> pages = Optional.empty();

    /**
     * @param metrics   what is counted, if anything is
     * @param accessLog where requests are logged, if they are
     * @param probe     tells whether the store can be reached
     * @param release   which program this is, for the metrics
     */
    public Observed(Optional<Metrics> metrics, Optional<AccessLog> accessLog, StoreProbe probe, Release release) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.observation = new Observation(metrics, accessLog);
        this.probe = probe;
        this.readiness = new Readiness(probe);
        metrics.ifPresent(counts -> counts.storeReachable(probe));
        metrics.ifPresent(counts -> counts.release(release));
    }

    /**
     * Answers requests for metrics and health, if there are metrics.
     *
     * @throws CannotListenException if it can't listen there
     */
    public void serve(String host, int port) {
        pages = metrics.map(counts -> MetricsServer.start(counts, readiness, host, port));
    }

    /** The observation of a server's requests. */
    public Observation observation() {
        return observation;
    }

    /** The probe that tells whether the store can be reached. */
    public StoreProbe probe() {
        return probe;
    }

    /** The readiness of a server, which has to be told how far it is. */
    public Readiness readiness() {
        return readiness;
    }

    /** The URL of the metrics. */
    public Optional<String> metricsUrl() {
        return pages.map(server -> server.url() + "/metrics");
    }

    @Override
    public void close() {
        pages.ifPresent(MetricsServer::close);
        metrics.ifPresent(Metrics::close);
        log.close();
        accessLog.ifPresent(lines -> {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the access log can't be closed", e);
            }
        });
    }
}
