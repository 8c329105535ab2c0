package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a durable save costs, beside the least it can cost (an append and a sync) and beside Central Dogma's commit, in
 * turn and in one run; then which syncs a save makes. Prints a report in Markdown, and writes every single round to {@code benchmarks/target/saves.txt}.
 *
 * <p>Arguments: the repository's root, milliseconds a round, rounds (a single one leaves out Central Dogma with its
 * syncs on), branches to spread clients over, the Java home to measure.
 */
public final class DurableSaves implements AutoCloseable {

    private static final int CLIENTS = 32;

    /** So many times as long as the others is the round that warms up. */
    private static final int WARM_UP = 3;

    private static final String ONE = "1 client";
    private static final String BRANCH = CLIENTS + " clients on one branch";

    private static final String FSYNC = "4 KB append and fsync";
    private static final String STORE = "this store";
    private static final String HTTP = "this server, over HTTP";
    private static final String DOGMA = "Central Dogma, never syncs";
    private static final String SYNCED = "Central Dogma, synced";

    private final Path root;
    private final int milliseconds;
    private final int rounds;
    private final int branches;
    private final String javaHome;
    private final Path work;
    private final String spread;
    private final Map<String, int[]> loads = new LinkedHashMap<>();
    private final List<String> record = new ArrayList<>();
    private final Deque<Runnable> started = new ArrayDeque<>();
    private final Map<String, List<SaveLoad.Round>> measured = new LinkedHashMap<>();

    private DurableSaves(Path root, int milliseconds, int rounds, int branches, String javaHome) throws IOException {
        this.root = root;
        this.milliseconds = milliseconds;
        this.rounds = rounds;
        this.branches = branches;
        this.javaHome = javaHome;
        this.spread = CLIENTS + " clients on " + branches + " branches";
        this.loads.put(ONE, new int[] {1, 1});
        this.loads.put(BRANCH, new int[] {CLIENTS, 1});
        this.loads.put(spread, new int[] {CLIENTS, branches});
        this.work = Files.createTempDirectory(Files.createDirectories(root.resolve("benchmarks/target")), "saves-");
    }

    public static void main(String[] args) throws Exception {
        try (DurableSaves run = new DurableSaves(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                args[4])) {
            run.report();
        }
    }

    private void report() throws Exception {
        progress("saves: preparing " + branches + " branches in each store");
        Map<String, SaveProcess> systems = new LinkedHashMap<>();
        systems.put(STORE, start("store", java(ownClassPath(), "StoreTarget"), List.of("" + branches)));
        systems.put(DOGMA, start("central-dogma", java(dogmaClassPath(), "CentralDogmaTarget"), dogma("as-is")));
        if (rounds > 1) {
            systems.put(SYNCED, start("dogma-synced", java(dogmaClassPath(), "CentralDogmaTarget"), dogma("synced")));
        }
        BenchServer server = BenchServer.start(root, work, javaHome);
        started.push(server::close);
        systems.put(
                HTTP, start("http", java(ownClassPath(), "HttpTarget"), List.of("" + branches, "" + server.port())));
        SaveProcess append = start("fsync", java(ownClassPath(), "AppendTarget"), List.of());

        for (int round = 0; round <= rounds; round++) {
            progress("saves: " + (round == 0 ? "warming up" : "round " + round + " of " + rounds));
            measure(FSYNC, append, loads.get(ONE), round);
            for (Map.Entry<String, int[]> load : loads.entrySet()) {
                for (Map.Entry<String, SaveProcess> system : systems.entrySet()) {
                    measure(system.getKey() + ": " + load.getKey(), system.getValue(), load.getValue(), round);
                }
            }
        }
        print();
        closeStarted();
        traceSyncs();
    }

    /** Round 0 warms up, and does not count. */
    private void measure(String name, SaveProcess process, int[] load, int round) throws Exception {
        settle();
        SaveLoad.Round took = process.measure(load[0], load[1], round == 0 ? milliseconds * WARM_UP : milliseconds);
        if (round > 0) {
            measured.computeIfAbsent(name, any -> new ArrayList<>()).add(took);
        }
    }

    /** Lets what the last round left unsynced reach the disk now, instead of in the next round. */
    private void settle() throws IOException, InterruptedException {
        Child.run(Map.of(), List.of("sync", "-f", work.toString()));
    }

    private void print() throws IOException {
        System.out.println("# Durable saves\n");
        System.out.printf(
                "%d rounds of %.1f s each, alternating; files of %,d bytes, %d in a branch; %s, %s; medians.%n%n",
                rounds,
                milliseconds / 1000.0,
                SaveLoad.SIZE,
                SaveLoad.FILES,
                Path.of(javaHome).getFileName(),
                Files.getFileStore(work).type());
        System.out.println("| saves | p50 | p99 | a second |");
        System.out.println("|---|---|---|---|");
        measured.forEach((name, all) ->
                System.out.printf("| %s | %.2f ms | %.2f ms | %,.0f |%n", name, p50(name), p99(name), perSecond(name)));

        System.out.println("\n| ratio | measured | aim |");
        System.out.println("|---|---|---|");
        double fsyncs = p50(STORE + ": " + ONE) / p50(FSYNC);
        double faster = p50(DOGMA + ": " + ONE) / p50(STORE + ": " + ONE);
        ratio("p50 of 1 client, in fsyncs", fsyncs, "at most 10", fsyncs <= 10);
        ratio("its p50, times faster than Central Dogma", faster, "at least 2", faster >= 2);
        for (String load : List.of(BRANCH, spread)) {
            double more = perSecond(STORE + ": " + load) / perSecond(DOGMA + ": " + load);
            ratio(load + ", saves a second, Central Dogma = 1", more, "at least 4", more >= 4);
        }
        ratio("over HTTP, p50 of 1 client, in fsyncs", p50(HTTP + ": " + ONE) / p50(FSYNC));
        ratio("over HTTP, times faster than Central Dogma", p50(DOGMA + ": " + ONE) / p50(HTTP + ": " + ONE));
        for (String load : List.of(BRANCH, spread)) {
            ratio(
                    "over HTTP, " + load + ", Central Dogma = 1",
                    perSecond(HTTP + ": " + load) / perSecond(DOGMA + ": " + load));
        }
        System.out.println();
    }

    private static void ratio(String what, double measured, String aim, boolean met) {
        System.out.printf("| %s | %.2f | %s: %s |%n", what, measured, aim, met ? "met" : "not met");
    }

    private static void ratio(String what, double measured) {
        System.out.printf("| %s | %.2f | |%n", what, measured);
    }

    /** A few single saves under strace; slow, so nothing is measured here. */
    private void traceSyncs() throws Exception {
        System.out.println("## What one save asks of the disk\n");
        if (new ProcessBuilder("sh", "-c", "command -v strace >/dev/null")
                        .start()
                        .waitFor()
                != 0) {
            System.out.println("Skipped: strace is not installed.\n");
            return;
        }
        progress("one save under strace");
        Path trace = work.resolve("trace");
        List<String> command = new ArrayList<>(SyncTrace.command(trace));
        command.addAll(java(ownClassPath(), "StoreTarget"));
        SaveProcess traced = start("traced", command, List.of("1"));
        for (int i = 0; i < 5; i++) {
            traced.measure(1, 1, 100, 5); // five a second for a tenth of one: a single save
        }
        closeStarted();
        SyncTrace.print(trace, work.resolve("traced/data"));
    }

    private SaveProcess start(String name, List<String> command, List<String> arguments) throws IOException {
        SaveProcess process =
                SaveProcess.start(name, work.resolve(name), command, arguments, BenchServer.environment(), record);
        started.push(process::close);
        return process;
    }

    private List<String> java(String classPath, String main) {
        return List.of(javaHome + "/bin/java", "-cp", classPath, "io.erpconfig.benchmarks." + main);
    }

    private static String ownClassPath() {
        return System.getProperty("java.class.path");
    }

    private String dogmaClassPath() throws IOException {
        Path target = root.resolve("benchmarks/central-dogma/target");
        return target.resolve("classes") + ":" + Files.readString(target.resolve("class-path"));
    }

    private List<String> dogma(String syncs) {
        return List.of("" + branches, syncs);
    }

    private double p50(String name) {
        return median(name, SaveLoad.Round::p50) / 1000;
    }

    private double p99(String name) {
        return median(name, SaveLoad.Round::p99) / 1000;
    }

    private double perSecond(String name) {
        return median(name, SaveLoad.Round::perSecond);
    }

    private double median(String name, ToDoubleFunction<SaveLoad.Round> figure) {
        return Load.median(
                measured.get(name).stream().map(figure::applyAsDouble).toList());
    }

    private static void progress(String step) {
        System.err.println("… " + step);
    }

    private void closeStarted() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }

    @Override
    public void close() throws IOException {
        closeStarted();
        Files.write(root.resolve("benchmarks/target/saves.txt"), record);
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
