package io.erpconfig.app.writers;

import io.erpconfig.app.writers.Attempt.Outcome;
import io.erpconfig.server.AdminClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/** Makes random edits on one branch from many threads, and remembers each with its answer. */
public final class Writers {

    private static final int FILES = 24;
    private static final int MAX_BYTES = 3_000;
    private static final List<Integer> REFUSALS = List.of(404, 409);
    private static final List<Integer> STORAGE_FAILURES = List.of(500, 503);

    private final List<AdminClient> clients;
    private final String branch;
    private final String name;
    private final long seed;
    private final List<Integer> refusals;
    private final boolean answersGetLost;

    /** Time within which an edit must be answered, where only 503 with a time to come back means that it failed. */
    private final Optional<Duration> limit;

    /**
     * @param clients each on a server of the same store
     * @param branch  its path behind the API's prefix
     * @param name    makes the messages unique
     */
    public Writers(List<AdminClient> clients, String branch, String name, long seed) {
        this(clients, branch, name, seed, REFUSALS, false, Optional.empty());
    }

    private Writers(
            List<AdminClient> clients,
            String branch,
            String name,
            long seed,
            List<Integer> refusals,
            boolean answersGetLost,
            Optional<Duration> limit) {
        this.limit = limit;
        this.refusals = refusals;
        this.answersGetLost = answersGetLost;
        this.clients = List.copyOf(clients);
        this.branch = branch;
        this.name = name;
        this.seed = seed;
    }

    /** The same, on a storage that may fail: then an edit is refused as well. */
    public Writers whereStorageFails() {
        List<Integer> more = new ArrayList<>(refusals);
        more.addAll(STORAGE_FAILURES);
        return new Writers(clients, branch, name, seed, more, answersGetLost, limit);
    }

    /** The same, where the storage is far away: of an edit that fails nobody knows whether it was made. */
    public Writers whereAnswersGetLost() {
        return new Writers(clients, branch, name, seed, refusals, true, Optional.empty());
    }

    /**
     * The same, where the database may fail over to another primary: of an edit that fails nobody knows whether it was made,
     * but it is told that it failed in the way that the contract says, and in time.
     */
    public Writers whereTheDatabaseFailsOver(Duration limit) {
        return new Writers(clients, branch, name, seed, refusals, true, Optional.of(limit));
    }

    /**
     * Edits until each thread has made a number of edits, or the server goes away. Any other answer than those expected
     * fails.
     */
    public List<Attempt> run(int threads, int edits) throws InterruptedException, ExecutionException {
        return run(threads, edit -> edit < edits);
    }

    /**
     * {@link #run(int, int)} for as long as is said.
     *
     * @param goesOn whether each thread makes the edit of a number
     */
    public List<Attempt> run(int threads, IntPredicate goesOn) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Attempt>>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                running.add(pool.submit(() -> edit(number, goesOn)));
            }
            List<Attempt> attempts = new ArrayList<>();
            for (Future<List<Attempt>> each : running) {
                attempts.addAll(each.get());
            }
            return attempts;
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(30, TimeUnit.SECONDS);
        }
    }

    private List<Attempt> edit(int thread, IntPredicate goesOn) {
        Random random = new Random(seed + thread);
        AdminClient client = clients.get(thread % clients.size());
        List<Attempt> attempts = new ArrayList<>();
        int live = 1;
        for (int i = 0; goesOn.test(i); i++) {
            String message = name + "-" + thread + "-" + i;
            try {
                WriterEdit edit = next(random, client, live, message);
                Optional<Outcome> outcome = send(client, edit, message);
                attempts.add(new Attempt(message, edit, outcome));
                if (outcome.isEmpty() && !answersGetLost) {
                    return attempts;
                }
                if (outcome.isPresent() && outcome.get() instanceof Outcome.Saved saved) {
                    live = saved.number();
                }
            } catch (IOException e) {
                return attempts;
            }
        }
        return attempts;
    }

    private WriterEdit next(Random random, AdminClient client, int live, String message) throws IOException {
        String path = path(random);
        byte[] bytes = (message + "\n")
                .repeat(1 + random.nextInt(MAX_BYTES / (message.length() + 1)))
                .getBytes(StandardCharsets.UTF_8);
        int kind = random.nextInt(100);
        if (kind < 45) {
            return new WriterEdit.Put(path, bytes, Optional.empty());
        } else if (kind < 60) {
            return new WriterEdit.Put(path, bytes, gitId(client, path));
        } else if (kind < 70) {
            return new WriterEdit.Delete(path);
        } else if (kind < 90) {
            return new WriterEdit.Pair(path, path(random), bytes, random.nextInt(4) == 0);
        }
        int to = 1 + random.nextInt(live);
        return new WriterEdit.Rollback(to, random.nextBoolean() ? Optional.of(path) : Optional.empty());
    }

    private static String path(Random random) {
        int file = random.nextInt(FILES);
        return file % 3 == 0 ? "top-" + file + ".json" : "folder " + file % 4 + "/n\u00e4me-" + file + ".json";
    }

    private Optional<String> gitId(AdminClient client, String path) throws IOException {
        HttpResponse<byte[]> answer = client.send("HEAD", branch + "/files/" + AdminClient.encoded(path), new byte[0]);
        return answer.headers().firstValue("ETag").map(tag -> tag.replace("\"", ""));
    }

    private static void checkFailure(HttpResponse<byte[]> answer, Duration took, Duration limit) {
        if (took.compareTo(limit) > 0) {
            throw new AssertionError(answer.statusCode() + " after " + took);
        }
        if (answer.statusCode() < 500) {
            return;
        }
        if (answer.statusCode() != 503
                || answer.headers().firstValue("Retry-After").isEmpty()) {
            throw new AssertionError(answer.statusCode() + " " + AdminClient.text(answer));
        }
        // Who is told to come back later doesn't come back at once.
        LockSupport.parkNanos(100_000_000);
    }

    /** Empty if the server went away: then it may have been made or not. */
    private Optional<Outcome> send(AdminClient client, WriterEdit edit, String message) {
        HttpResponse<byte[]> answer;
        long sent = System.nanoTime();
        try {
            answer = edit.send(client, branch, message);
        } catch (IOException e) {
            return Optional.empty();
        }
        limit.ifPresent(longest -> checkFailure(answer, Duration.ofNanos(System.nanoTime() - sent), longest));
        if (answersGetLost && STORAGE_FAILURES.contains(answer.statusCode())) {
            return Optional.empty();
        }
        if (refusals.contains(answer.statusCode())) {
            return Optional.of(new Outcome.Refused(answer.statusCode()));
        }
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(edit + " answers " + answer.statusCode() + ": " + AdminClient.text(answer));
        }
        JsonNode json = AdminClient.JSON.readTree(answer.body());
        if (json.has("changed") && !json.get("changed").asBoolean()) {
            return Optional.of(new Outcome.Unchanged());
        }
        int number = Integer.parseInt(json.get("snapshot").asString().substring(1));
        return Optional.of(new Outcome.Saved(number, json.get("short_id").asString()));
    }
}
