package io.erpconfig.cetec;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.erpconfig.cetec.customer.BackupDatabases;
import io.erpconfig.cetec.customer.ConnectionTest;
import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.CustomerReport;
import io.erpconfig.cetec.customer.CustomerRules;
import io.erpconfig.cetec.customer.CustomerSource;
import io.erpconfig.cetec.upstream.CetecUpstream;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A CETEC ERP's customers with the state of their backup databases. Of those who ask for the same within the time that an
 * answer is kept, the first has the ERP and the databases asked, and all get what came. Few questions are under way at a
 * time, and few of one caller; nobody who waits holds a thread. Starts its threads with the first question. Thread-safe.
 */
public final class CetecConnector implements AutoCloseable {

    /** Bytes of kept answers. */
    private static final long KEPT_BYTES = 32L << 20;

    private static final int THREADS = 2;
    private static final int WAITING = 64;

    /** Number of questions of one caller that may be under way. */
    static final int OF_CALLER = 8;

    private static final int RETRY_AFTER = 2;

    private final CustomerSource source;
    private final Optional<BackupDatabases> databases;
    private final CustomerRules rules;
    private final Clock clock;
    private final AsyncCache<CustomerQuery, Outcome> kept;
    private final ThreadPoolExecutor questions;

    /** Of their own: who tests wants to know why questions take so long. */
    private final ThreadPoolExecutor tests;

    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    /** The outcome of a question: a fault is one too, which all get who waited, and nobody else. */
    private sealed interface Outcome {

        record Made(CustomersJson customers) implements Outcome {}

        record Fault(RuntimeException why) implements Outcome {}
    }

    /**
     * A connector to an ERP.
     *
     * @param databases where the customers' databases are; none if they are not checked
     * @param clock     dates the answers
     */
    public static CetecConnector open(CetecSettings settings, Optional<BackupDatabases> databases, Clock clock) {
        return new CetecConnector(
                settings, new CetecUpstream(settings.upstream(), clock), databases, clock, Ticker.systemTicker());
    }

    /** @param ticker by which kept answers get old */
    CetecConnector(
            CetecSettings settings,
            CustomerSource source,
            Optional<BackupDatabases> databases,
            Clock clock,
            Ticker ticker) {
        this.source = requireNonNull(source, "source");
        this.databases = requireNonNull(databases, "databases");
        this.rules = new CustomerRules(settings.mapping(), settings.excluded());
        this.clock = requireNonNull(clock, "clock");
        this.kept = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfter(Expiry.writing((CustomerQuery query, Outcome outcome) ->
                        outcome instanceof Outcome.Made ? settings.keep() : Duration.ZERO))
                .maximumWeight(KEPT_BYTES)
                .weigher((CustomerQuery query, Outcome outcome) ->
                        outcome instanceof Outcome.Made made ? made.customers().customers().length : 0)
                .buildAsync();
        this.questions = threads("cetec-question", THREADS);
        this.tests = threads("cetec-test", 1);
    }

    private static ThreadPoolExecutor threads(String name, int number) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number, number, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * The customers that somebody asks for, without their passwords. Fails with an {@link
     * io.erpconfig.cetec.customer.UpstreamException} if the ERP does.
     *
     * @param caller who asks, as it is logged
     * @throws ApiException 429 or 503 if too much is under way
     */
    CompletableFuture<CustomersJson> customers(String caller, CustomerQuery query) {
        return kept.get(query, (same, executor) -> begin(caller, questions, () -> outcome(same)))
                .thenApply(outcome -> {
                    if (outcome instanceof Outcome.Fault fault) {
                        throw fault.why();
                    }
                    return ((Outcome.Made) outcome).customers();
                });
    }

    private Outcome outcome(CustomerQuery query) {
        try {
            return new Outcome.Made(ask(query, false));
        } catch (RuntimeException e) {
            return new Outcome.Fault(e);
        }
    }

    /**
     * The same with the passwords, asked for anew.
     *
     * @throws ApiException 429 or 503 if too much is under way
     */
    CompletableFuture<CustomersJson> customersWithPasswords(String caller, CustomerQuery query, PasswordNote note) {
        return begin(caller, questions, () -> {
            CustomersJson made = ask(query, true);
            if (made.summary().customers() != 1) {
                throw new ApiException(
                        made.summary().customers() == 0 ? ApiErrorCode.NOT_FOUND : ApiErrorCode.CONFLICT);
            }
            note.noted();
            return made;
        });
    }

    /** Notes durably, or fails, that a password is going to be told. */
    @FunctionalInterface
    interface PasswordNote {
        void noted();
    }

    /** Whether the database server can be asked. */
    CompletableFuture<ConnectionTest> test(String caller) {
        return databases
                .map(there -> begin(caller, tests, there::test))
                .orElseGet(() -> CompletableFuture.completedFuture(ConnectionTest.notConfigured()));
    }

    private CustomersJson ask(CustomerQuery query, boolean withPasswords) {
        Instant at = clock.instant();
        return CustomersJson.of(
                CustomerReport.of(
                        rules.apply(source.fetch(query), query, databases, withPasswords), databases.isPresent()),
                at);
    }

    private <T> CompletableFuture<T> begin(String caller, ThreadPoolExecutor threads, Supplier<T> question) {
        if (underWay.merge(caller, 1, Integer::sum) > OF_CALLER) {
            end(caller);
            throw ApiException.tooMany(RETRY_AFTER);
        }
        try {
            return CompletableFuture.supplyAsync(question, threads).whenComplete((made, failure) -> end(caller));
        } catch (RejectedExecutionException e) {
            end(caller);
            throw new ApiException(ApiErrorCode.UNAVAILABLE);
        }
    }

    private void end(String caller) {
        underWay.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void close() {
        questions.shutdownNow();
        tests.shutdownNow();
        source.close();
        databases.ifPresent(BackupDatabases::close);
    }
}
