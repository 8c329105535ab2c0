package io.erpconfig.cetec.upstream;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.CustomerSource;
import io.erpconfig.cetec.customer.UpstreamException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a CETEC ERP for its customers (contract, section 10): {@code GET {url}/api/customer}. A try that failed for now is
 * repeated with growing pauses, within the time limit; after several failures the ERP is left alone for {@link #LEFT_ALONE}.
 * Follows no redirect, uses no proxy, keeps no cookie, and takes no more than {@value #MAX_ANSWER} bytes. Starts its threads
 * with the first question. Thread-safe.
 */
public final class CetecUpstream implements CustomerSource {

    /** The time for which an ERP that failed too often is not asked. */
    public static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    static final int MAX_ANSWER = 16 << 20;

    /** Number of tries, the first one included. */
    static final int TRIES = 3;

    /** Number of the latest tries of which half must not fail. */
    static final int WINDOW = 6;

    private static final Logger LOG = LoggerFactory.getLogger(CetecUpstream.class);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int THREADS = 8;
    private static final int MAX_DEPTH = 16;

    private static final TypeReference<List<Map<String, @Nullable Object>>> ROWS = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final UpstreamSettings settings;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private final Retry retry;
    private volatile Instant leftAloneUntil = Instant.EPOCH;

    /** Guarded by this. */
    private @Nullable HttpClient started;

    private boolean closed;

    /** @param clock tells when an ERP that failed is asked again */
    public CetecUpstream(UpstreamSettings settings, Clock clock) {
        this(settings, clock, IntervalFunction.ofExponentialRandomBackoff(PAUSE));
    }

    /** @param pauses between tries */
    CetecUpstream(UpstreamSettings settings, Clock clock, IntervalFunction pauses) {
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
        this.breaker = CircuitBreaker.of(
                "cetec",
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(WINDOW)
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(LEFT_ALONE)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> turned(event.getStateTransition().getToState()));
        this.retry = Retry.of(
                "cetec",
                RetryConfig.custom()
                        .maxAttempts(TRIES)
                        .intervalFunction(pauses)
                        .retryOnException(e -> e instanceof UpstreamException fault && fault.isTransient())
                        .build());
    }

    private void turned(State state) {
        if (state == State.OPEN) {
            leftAloneUntil = clock.instant().plus(LEFT_ALONE);
            LOG.warn("the ERP failed too often: it is not asked for {} s", LEFT_ALONE.toSeconds());
        } else if (state == State.CLOSED) {
            LOG.info("the ERP answers again");
        }
    }

    @Override
    public List<Map<String, @Nullable Object>> fetch(CustomerQuery query) {
        long end = System.nanoTime() + settings.timeout().toNanos();
        Supplier<List<Map<String, @Nullable Object>>> tries =
                Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(breaker, () -> ask(query, end)));
        try {
            return tries.get();
        } catch (CallNotPermittedException e) {
            Duration left = Duration.between(clock.instant(), leftAloneUntil);
            throw UpstreamException.open(left.isNegative() ? Duration.ZERO : left);
        } catch (UpstreamException e) {
            LOG.warn("the ERP does not answer as it should: {}", e.getMessage());
            throw e;
        }
    }

    private List<Map<String, @Nullable Object>> ask(CustomerQuery query, long end) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw UpstreamException.timedOut();
        }
        ContentResponse response = send(request(query).timeout(left, TimeUnit.NANOSECONDS));
        int status = response.getStatus();
        if (status != 200) {
            String said = "it answers " + status;
            throw status >= 500 ? UpstreamException.failedForNow(said) : UpstreamException.failed(said);
        }
        try {
            List<Map<String, @Nullable Object>> rows = JSON.readValue(response.getContent(), ROWS);
            if (rows == null || rows.contains(null)) {
                throw notCustomers();
            }
            return rows;
        } catch (JacksonException e) {
            throw notCustomers();
        }
    }

    /** Without the parser's own message, which could quote it. */
    private static UpstreamException notCustomers() {
        return UpstreamException.failed("it answers with what is no JSON array of customers");
    }

    private Request request(CustomerQuery query) {
        String path = settings.url().getPath();
        Request request = client().newRequest(settings.url())
                .path((path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "/api/customer")
                .headers(headers -> headers.put("Accept", "application/json"));
        query.id().ifPresent(id -> request.param("id", id));
        query.name().ifPresent(name -> request.param("name", name));
        query.externalKey().ifPresent(key -> request.param("external_key", key));
        return request.param("columns", String.join(",", query.wanted()))
                .param("ok_to_bill", "1")
                .param("preshared_token", settings.token());
    }

    private static ContentResponse send(Request request) {
        try {
            return new CompletableResponseListener(request, MAX_ANSWER).send().get();
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UpstreamException.failed("the server stops");
        }
    }

    /** Says what kind of fault it is, without the message, which has the URL in it. */
    private static UpstreamException fault(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return UpstreamException.timedOut();
        }
        if (cause instanceof IllegalArgumentException) {
            return UpstreamException.failed("it answers with more than " + MAX_ANSWER + " bytes");
        }
        return UpstreamException.failedForNow("no answer: " + cause.getClass().getSimpleName());
    }

    private synchronized HttpClient client() {
        if (closed) {
            throw UpstreamException.failed("the server stops");
        }
        if (started == null) {
            started = start();
        }
        return started;
    }

    private static HttpClient start() {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setConnectTimeout(CONNECT);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("cetec-http");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        // What is compressed could be far larger than what comes.
        client.getContentDecoderFactories().clear();
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client can't be started", e);
        }
        client.getProtocolHandlers().clear();
        return client;
    }

    @Override
    public void close() {
        HttpClient client;
        synchronized (this) {
            closed = true;
            client = started;
            started = null;
        }
        if (client != null) {
            try {
                client.stop();
            } catch (Exception e) {
                LOG.warn("the HTTP client can't be stopped", e);
            }
        }
    }
}
