package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * What a token can ask of a branch of many snapshots, beside the same of a branch of 50: each kind of request as the first
 * one after a restart, and again; ten unpaged lists of commits at once, and the memory that they take; saves while all that
 * is asked; and the server's start, beside one on a new store. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, how many snapshots, rounds (0 is one short one, with a single restart for all kinds of
 * requests), the Java home.
 */
public final class LongHistory {

    private static final int FEW = 50;
    private static final int PER_PAGE = 20;
    private static final int AT_ONCE = 10;
    private static final int WARM_REQUESTS = 15;
    private static final int SECONDS_OF_SAVES = 5;

    /** More milliseconds than on 50 snapshots that are allowed. */
    private static final double AIM = 50;

    private static final int AIM_MEGABYTES = 50;
    private static final double AIM_START = 1.3;

    /** Projects: the long history, the short one, one whose requests load the server's code, and one to save to. */
    private static final int LONG = 0;

    private static final int SHORT = 1;
    private static final int OTHER = 2;
    private static final int SAVED = 3;

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f]{40})\"");
    private static final Pattern SHORT_ID = Pattern.compile("\"short_id\"\\s*:\\s*\"([0-9a-f]{8})\"");
    private static final String ABSENT = "0123456789".repeat(4);
    private static final String COMMITS = "/commits?ref_name=master";

    private final int snapshots;
    private final int rounds;
    private final ErpConfig program;
    private final ErpConfig onNewStore;
    private final Path log;
    private final Map<String, Function<History, String>> kinds = new LinkedHashMap<>();
    private final Map<String, Times> times = new LinkedHashMap<>();
    private final List<Double> starts = new ArrayList<>();
    private final List<Double> startsOfNew = new ArrayList<>();

    /** A project's history, and refs of its first commit with files. */
    private record History(int project, int snapshots, String oldest, String shortId) {

        private int pages() {
            return (snapshots + PER_PAGE - 1) / PER_PAGE;
        }

        private String page(int number) {
            return COMMITS + "&per_page=" + PER_PAGE + "&page=" + number;
        }

        private String file(String ref) {
            return "/files/" + SmallSaves.UNCHANGED + "?ref=" + ref;
        }
    }

    /** Milliseconds that one kind of request took. */
    private record Times(List<Double> coldFew, List<Double> coldMany, List<Double> warmFew, List<Double> warmMany) {

        Times() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private LongHistory(int snapshots, int rounds, ErpConfig program, ErpConfig onNewStore, Path log) {
        this.snapshots = snapshots;
        this.rounds = rounds;
        this.program = program;
        this.onNewStore = onNewStore;
        this.log = log;
        kinds.put("first page of `commits`", history -> history.page(1));
        kinds.put("page in the middle", history -> history.page(history.pages() / 2));
        kinds.put("last page", history -> history.page(history.pages()));
        kinds.put("`files/{path}`, not changed since the first save", history -> history.file("master"));
        kinds.put("`ref={commit id}` of the first save", history -> history.file(history.oldest()));
        kinds.put(
                "`ref=` its first 10 digits",
                history -> history.file(history.oldest().substring(0, 10)));
        kinds.put("`ref={short_id}` of the first save", history -> history.file(history.shortId()));
        kinds.put("commit id that there is not", history -> "/commits/" + ABSENT);
        kinds.put("blob id that there is not", history -> "/blobs/" + ABSENT);
        kinds.put("`compare` across everything", history -> "/compare?from=" + history.oldest() + "&to=master");
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = WorkFolder.make(root, "history-")) {
            ErpConfig program = ErpConfig.onFolder(root, args[3], WorkFolder.apart(work.path(), "data"));
            ErpConfig onNewStore = ErpConfig.onFolder(root, args[3], WorkFolder.apart(work.path(), "new"));
            new LongHistory(
                            Integer.parseInt(args[1]),
                            Integer.parseInt(args[2]),
                            program,
                            onNewStore,
                            work.path().resolve("log"))
                    .report();
        }
    }

    private void report() throws Exception {
        progress("%,d saves".formatted(snapshots));
        List<History> histories;
        try (BenchServer server = BenchServer.start(program, log)) {
            SmallSaves.make(server.target(), List.of(snapshots, FEW, FEW, FEW));
            try (Reader reader = new Reader(server)) {
                histories = List.of(
                        history(reader, LONG, snapshots), history(reader, SHORT, FEW), history(reader, OTHER, FEW));
            }
        }
        BenchServer.start(onNewStore, log).close();
        System.out.println("# Long histories\n");
        System.out.printf(
                "A branch of %,d snapshots beside one of %d; one client over HTTP, after %d restarts; medians, in ms.%n%n",
                snapshots, FEW, Math.max(rounds, 1) * groups().size());
        requests(histories);
        printRequests();
        memory(histories);
        saves(histories);
        start();
    }

    private static History history(Reader reader, int project, int snapshots) throws IOException {
        String commit = reader.get(200, project, "/commits/master@v0002");
        return new History(project, snapshots, first(ID, commit), first(SHORT_ID, commit));
    }

    private static String first(Pattern pattern, String json) throws IOException {
        Matcher found = pattern.matcher(json);
        if (!found.find()) {
            throw new IOException("no " + pattern + " in " + json);
        }
        return found.group(1);
    }

    /** The kinds that are asked for after the same restart. */
    private List<List<String>> groups() {
        return rounds == 0
                ? List.of(List.copyOf(kinds.keySet()))
                : kinds.keySet().stream().map(List::of).toList();
    }

    private void requests(List<History> histories) throws Exception {
        for (int round = 0; round < Math.max(rounds, 1); round++) {
            progress("requests, round " + (round + 1));
            for (List<String> group : groups()) {
                try (BenchServer server = BenchServer.start(program, log);
                        Reader reader = new Reader(server)) {
                    for (String kind : group) {
                        ask(reader, kind, histories, round % 2 == 0);
                    }
                }
            }
        }
    }

    private void ask(Reader reader, String kind, List<History> histories, boolean fewFirst) throws IOException {
        Times took = times.computeIfAbsent(kind, any -> new Times());
        for (int i = 0; i < WARM_REQUESTS; i++) {
            reader.milliseconds(histories.get(OTHER), kind);
        }
        if (fewFirst) {
            took.coldFew.add(reader.milliseconds(histories.get(SHORT), kind));
            took.coldMany.add(reader.milliseconds(histories.get(LONG), kind));
        } else {
            took.coldMany.add(reader.milliseconds(histories.get(LONG), kind));
            took.coldFew.add(reader.milliseconds(histories.get(SHORT), kind));
        }
        for (int i = 0; i < WARM_REQUESTS; i++) {
            took.warmFew.add(reader.milliseconds(histories.get(SHORT), kind));
            took.warmMany.add(reader.milliseconds(histories.get(LONG), kind));
        }
    }

    private void printRequests() {
        System.out.printf(
                "| request | first, %d | %,d | again, %d | %,d | aim: at most %.0f more |%n",
                FEW, snapshots, FEW, snapshots, AIM);
        System.out.println("|---|---|---|---|---|---|");
        times.forEach((kind, took) -> {
            double cold = Load.median(took.coldMany) - Load.median(took.coldFew);
            double warm = Load.median(took.warmMany) - Load.median(took.warmFew);
            System.out.printf(
                    "| %s | %.1f | %.1f | %.1f | %.1f | %s |%n",
                    kind,
                    Load.median(took.coldFew),
                    Load.median(took.coldMany),
                    Load.median(took.warmFew),
                    Load.median(took.warmMany),
                    cold <= AIM && warm <= AIM ? "met" : "not met");
        });
        System.out.println();
    }

    private void memory(List<History> histories) throws Exception {
        progress("unpaged lists at once");
        try (BenchServer server = BenchServer.start(program, log)) {
            List<String> tokens = server.tokens(AT_ONCE);
            for (int i = 0; i < WARM_REQUESTS; i++) {
                unpaged(server, tokens, histories.get(SHORT));
            }
            int before = server.residentMegabytes();
            long began = System.nanoTime();
            int most = unpaged(server, tokens, histories.get(LONG));
            System.out.printf(
                    "%d unpaged lists of %,d commits at once: %.1f s; resident memory %d MB before, %d MB at most; aim, at most"
                            + " %d MB more: %s.%n%n",
                    AT_ONCE,
                    snapshots,
                    (System.nanoTime() - began) / 1e9,
                    before,
                    most,
                    AIM_MEGABYTES,
                    most - before <= AIM_MEGABYTES ? "met" : "not met");
        }
    }

    /** Asks for a whole list with all tokens at once; returns the most memory that the server had meanwhile. */
    private int unpaged(BenchServer server, List<String> tokens, History history) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(tokens.size());
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (String token : tokens) {
                all.add(clients.submit(() -> {
                    try (Reader reader = new Reader(server, token)) {
                        return reader.commits(history);
                    }
                }));
            }
            int most = 0;
            while (all.stream().anyMatch(each -> !each.isDone())) {
                most = Math.max(most, server.residentMegabytes());
                Thread.sleep(5);
            }
            for (Future<Integer> each : all) {
                if (each.get() != history.snapshots()) {
                    throw new IOException(each.get() + " commits instead of " + history.snapshots());
                }
            }
            return most;
        } finally {
            clients.shutdownNow();
        }
    }

    /** Saves to another branch, alone, and while all kinds of requests are sent on either history in a loop. */
    private void saves(List<History> histories) throws Exception {
        System.out.println("| saves by 1 client to another branch | p50 | p99 | longest | aim |");
        System.out.println("|---|---|---|---|---|");
        try (BenchServer server = BenchServer.start(program, log)) {
            HttpTarget target = server.target();
            saves(target, () -> null);
            long[] alone = saves(target, () -> null);
            printSaves("alone", alone, "");
            long[] few = saves(target, all(server, histories.get(SHORT)));
            printSaves("beside requests on %d snapshots".formatted(FEW), few, "");
            long[] many = saves(target, all(server, histories.get(LONG)));
            double more = percentile(many, 99) - percentile(few, 99);
            printSaves(
                    "beside requests on %,d".formatted(snapshots),
                    many,
                    "p99 at most %.0f ms more: %s".formatted(AIM, more <= AIM ? "met" : "not met"));
        }
        System.out.println();
    }

    private Callable<Void> all(BenchServer server, History history) {
        return () -> {
            try (Reader reader = new Reader(server)) {
                for (String kind : kinds.keySet()) {
                    reader.milliseconds(history, kind);
                }
                reader.commits(history);
            }
            return null;
        };
    }

    /** Nanoseconds of saves that are made one after the other while something is done again and again, in order. */
    private long[] saves(HttpTarget target, Callable<Void> beside) throws Exception {
        progress("saves");
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService reading = Executors.newSingleThreadExecutor();
        try {
            Future<?> loop = reading.submit(() -> {
                do {
                    beside.call();
                    // Where there is nothing to do, this must not be what saves wait for.
                    Thread.sleep(1);
                } while (!over.get());
                return null;
            });
            LongStream.Builder took = LongStream.builder();
            long end = System.nanoTime() + (rounds == 0 ? 1 : SECONDS_OF_SAVES) * 1_000_000_000L;
            for (int i = 0; System.nanoTime() < end; i++) {
                long start = System.nanoTime();
                target.save(SAVED, SmallSaves.path(i), SmallSaves.content(SAVED, (int) start));
                took.add(System.nanoTime() - start);
            }
            over.set(true);
            loop.get();
            return took.build().sorted().toArray();
        } finally {
            reading.shutdownNow();
        }
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
    }

    private static void printSaves(String what, long[] sorted, String aim) {
        System.out.printf(
                "| %s | %.2f ms | %.2f ms | %.2f ms | %s |%n",
                what, percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100), aim);
    }

    private void start() throws Exception {
        for (int round = 0; round < 1 + rounds * 2; round++) {
            progress("starts, round " + (round + 1));
            starts.add(secondsToAnswer(program));
            startsOfNew.add(secondsToAnswer(onNewStore));
        }
        double ratio = Load.median(starts) / Load.median(startsOfNew);
        System.out.printf(
                "From the start to the first answer: %.2f s, on a new store %.2f s; ratio %.2f; aim, at most %.1f: %s.%n%n",
                Load.median(starts),
                Load.median(startsOfNew),
                ratio,
                AIM_START,
                ratio <= AIM_START ? "met" : "not met");
    }

    private double secondsToAnswer(ErpConfig served) throws Exception {
        long began = System.nanoTime();
        BenchServer server = BenchServer.start(served, log);
        double took = (System.nanoTime() - began) / 1e9;
        server.close();
        return took;
    }

    /** A client with a token of its own and one connection. */
    private final class Reader implements AutoCloseable {

        private final HttpConnection connection;
        private final String headers;

        Reader(BenchServer server) throws IOException {
            this(server, server.tokens(1).get(0));
        }

        Reader(BenchServer server, String token) throws IOException {
            this.connection = new HttpConnection(server.port());
            this.headers = "PRIVATE-TOKEN: " + token + "\r\n";
        }

        /** The time of one request of a kind. */
        double milliseconds(History history, String kind) throws IOException {
            int status = kind.endsWith("there is not") ? 404 : 200;
            long start = System.nanoTime();
            get(status, history.project(), kinds.get(kind).apply(history));
            return (System.nanoTime() - start) / 1e6;
        }

        /** The number of commits in the whole list of them. */
        int commits(History history) throws IOException {
            String list = get(200, history.project(), COMMITS);
            int count = 0;
            for (int at = list.indexOf("\"short_id\""); at >= 0; at = list.indexOf("\"short_id\"", at + 1)) {
                count++;
            }
            return count;
        }

        String get(int status, int project, String path) throws IOException {
            String target = BenchServer.repository(project) + path;
            HttpConnection.Answer answer = connection.send("GET", target, headers, "");
            if (answer.status() != status) {
                throw new IOException(target + " answers " + answer.status() + " instead of " + status + ": "
                        + answer.body().lines().findFirst().orElse(""));
            }
            return answer.body();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private static void progress(String step) {
        System.err.println("… long history: " + step);
    }
}
