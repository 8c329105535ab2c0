package io.erpconfig.server.observe;

import com.github.benmanes.caffeine.cache.Cache;
import io.erpconfig.http.Release;
import io.erpconfig.http.Waited;
import io.erpconfig.server.observe.RequestKind.Api;
import io.erpconfig.server.observe.RequestKind.Intent;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * Counters and measurements for Prometheus. No name of a project, file or user is in it, and nothing that a client says
 * makes a new time series. Safe for any number of threads.
 */
public final class Metrics implements RequestLog, AutoCloseable {

    /** The format of Prometheus that everything reads. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /**
     * The bounds of the buckets of latencies: around those of an answer from memory, of a save, and of what is too
     * long.
     */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private static final int APIS = Api.values().length;
    private static final int INTENTS = Intent.values().length;
    /** 1xx to 5xx. */
    private static final int STATUS_CLASSES = 5;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /** Timers by API, intent and status class, each made with the first such request. */
    private final AtomicReferenceArray<Timer> requests = new AtomicReferenceArray<>(APIS * INTENTS * STATUS_CLASSES);

    private final LongAdder bytes = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder made = new LongAdder();
    private final LongAdder saved = new LongAdder();
    private final LongAdder savesRefused = new LongAdder();
    private final LongAdder savesFailed = new LongAdder();
    private final LongAdder signInsRefused = new LongAdder();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        counter("http.server.response.body.bytes", "Bytes of answers' bodies that were sent", bytes::sum);
        counter("http.server.polls.unchanged", "Requests that were answered 304", unchanged::sum);
        counter(
                "http.server.answers.made",
                "Requests whose answer was not at hand in memory, but had to be made",
                made::sum);
        String saves = "erp.config.saves";
        String description = "Requests to change a branch: acknowledged, refused for a reason of the caller's, failed";
        result(saves, description, "acknowledged", saved);
        result(saves, description, "refused", savesRefused);
        result(saves, description, "failed", savesFailed);
        counter("erp.config.sign.ins.refused", "Sign-ins that were answered with an error", signInsRefused::sum);
    }

    private void result(String name, String description, String result, LongAdder count) {
        FunctionCounter.builder(name, this, any -> count.sum())
                .description(description)
                .tag("result", result)
                .register(registry);
    }

    /** Adds a counter that is kept elsewhere. */
    void counter(String name, String description, LongSupplier count) {
        // The registry would forget what only it refers to, so everything is asked for by way of this.
        FunctionCounter.builder(name, this, any -> count.getAsLong())
                .description(description)
                .register(registry);
    }

    /** Adds a value that goes up and down; it is asked for with each scrape. */
    void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, this, any -> value.getAsDouble())
                .description(description)
                .register(registry);
    }

    /** Adds whether the store can be reached. */
    public void storeReachable(StoreProbe probe) {
        gauge("erp.config.store.reachable", "1 if the store can be reached, else 0", () -> probe.isReachable() ? 1 : 0);
    }

    /** Adds which program this is. */
    public void release(Release release) {
        Gauge.builder("erp.config.build", this, any -> 1)
                .description("1, for the version and commit of the program")
                .tags("version", release.version(), "commit", release.commit())
                .register(registry);
    }

    /** Adds how many clients wait for something to happen. */
    public void watchers(IntSupplier count) {
        gauge(
                "erp.config.watchers",
                "Requests that wait for another answer, and open streams of events",
                count::getAsInt);
    }

    /** Adds the hits, misses and evictions of a cache, which has to record them. */
    public void cache(String name, Cache<?, ?> cache) {
        CaffeineCacheMetrics.monitor(registry, cache, name);
    }

    /** Counts a request whose answer has to be made. */
    void answerMade() {
        made.increment();
    }

    @Override
    public void log(Request request, Response response) {
        String method = request.getMethod();
        String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
        int status = response.getStatus();
        Intent intent = request.getAttribute(Waited.ATTRIBUTE) == null ? Intent.of(method) : Intent.WAIT;
        timer(Api.of(path), intent, status)
                .record(System.nanoTime() - request.getBeginNanoTime(), TimeUnit.NANOSECONDS);
        bytes.add(Response.getContentBytesWritten(response));
        if (status == 304) {
            unchanged.increment();
        }
        if (RequestKind.isSave(method, path)) {
            (status < 400 ? saved : status < 500 ? savesRefused : savesFailed).increment();
        } else if (status >= 400 && RequestKind.isSignIn(method, path)) {
            signInsRefused.increment();
        }
    }

    private Timer timer(Api api, Intent intent, int status) {
        int statusClass = Math.min(Math.max(status / 100, 1), STATUS_CLASSES);
        int index = (api.ordinal() * INTENTS + intent.ordinal()) * STATUS_CLASSES + statusClass - 1;
        Timer timer = requests.get(index);
        if (timer == null) {
            // Another thread that makes it too gets the same one from the registry.
            timer = Timer.builder("http.server.requests")
                    .description("Requests, from their first byte to their answer's last")
                    .tags("api", api.label(), "method", intent.label(), "status", statusClass + "xx")
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            requests.set(index, timer);
        }
        return timer;
    }

    /**
     * Writes all of it, as {@link #MEDIA_TYPE}.
     *
     * @throws IOException if the stream can't be written
     */
    public void writeTo(OutputStream out) throws IOException {
        registry.scrape(out, MEDIA_TYPE);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
