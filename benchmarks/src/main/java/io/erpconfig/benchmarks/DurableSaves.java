package io.erpconfig.benchmarks;

import io.erpconfig.benchmarks.SaveRounds.Clients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cost of a durable save, beside the least it can cost (an append and a sync), beside Central Dogma's commit and beside
 * an earlier build, in turn and in one run; then which syncs a save makes. Prints a report in Markdown, and writes every single round to
 * {@code benchmarks/target/saves.txt}.
 *
 * <p>Arguments: the repository's root, milliseconds a round, rounds (a single one leaves out Central Dogma with its
 * syncs on), branches to spread clients over, the Java home to measure; and where an earlier build is installed, if there is one.
 */
public final class DurableSaves {

    private static final String FSYNC = "4 KB append and fsync";
    private static final String STORE = "this store";
    private static final String HTTP = "this server, over HTTP";
    private static final String EARLIER = "the earlier build, over HTTP";
    private static final String DOGMA = "Central Dogma, never syncs";
    private static final String SYNCED = "Central Dogma, synced";

    private final Path root;
    private final int milliseconds;
    private final int rounds;
    private final int branches;
    private final String javaHome;
    private final Optional<Path> earlier;
    private final Path work;
    private final SaveRounds saves;
    private final Clients spread;

    private DurableSaves(
            Path root,
            int milliseconds,
            int rounds,
            int branches,
            String javaHome,
            Optional<Path> earlier,
            Path work,
            SaveRounds saves) {
        this.root = root;
        this.earlier = earlier;
        this.milliseconds = milliseconds;
        this.rounds = rounds;
        this.branches = branches;
        this.javaHome = javaHome;
        this.work = work;
        this.saves = saves;
        this.spread = Clients.spread(branches);
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int milliseconds = Integer.parseInt(args[1]);
        String javaHome = args[4];
        Path record = root.resolve("benchmarks/target/saves.txt");
        try (WorkFolder work = WorkFolder.make(root, "saves-");
                SaveRounds saves = new SaveRounds(work.path(), javaHome, milliseconds, record)) {
            new DurableSaves(
                            root,
                            milliseconds,
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            javaHome,
                            ErpConfig.earlier(args, 5),
                            work.path(),
                            saves)
                    .report();
        }
    }

    private void report() throws Exception {
        progress("saves: preparing " + branches + " branches in each store");
        Map<String, SaveProcess> systems = new LinkedHashMap<>();
        systems.put(STORE, saves.start("store", StoreTarget.class, "" + branches));
        systems.put(DOGMA, startDogma("central-dogma", "as-is"));
        if (rounds > 1) {
            systems.put(SYNCED, startDogma("dogma-synced", "synced"));
        }
        systems.put(HTTP, startServer(root, "http"));
        if (earlier.isPresent()) {
            systems.put(EARLIER, startServer(earlier.get(), "earlier"));
        }
        SaveProcess append = saves.start("fsync", AppendTarget.class);

        saves.run(rounds, Map.of(FSYNC, append), systems, spread, DurableSaves::progress);
        print();
        saves.end();
        traceSyncs();
    }

    private SaveProcess startServer(Path installed, String name) throws Exception {
        ErpConfig program = ErpConfig.onFolder(installed, javaHome, WorkFolder.apart(work, name + "-server"));
        BenchServer server = saves.serve(program, name + "-server");
        return saves.start(name, HttpTarget.class, "" + branches, "" + server.port());
    }

    private SaveProcess startDogma(String name, String syncs) throws IOException {
        Path target = root.resolve("benchmarks/central-dogma/target");
        String classPath = target.resolve("classes") + ":" + Files.readString(target.resolve("class-path"));
        return saves.start(name, saves.java(classPath, "CentralDogmaTarget"), "" + branches, syncs);
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
        saves.printTable();

        System.out.println("| ratio | measured | aim |");
        System.out.println("|---|---|---|");
        double fsyncs = saves.p50(STORE, Clients.ONE) / saves.p50(FSYNC, Clients.ONE);
        double faster = saves.p50(DOGMA, Clients.ONE) / saves.p50(STORE, Clients.ONE);
        ratio("p50 of 1 client, in fsyncs", fsyncs, "at most 10", fsyncs <= 10);
        ratio("its p50, times faster than Central Dogma", faster, "at least 2", faster >= 2);
        atLeast(4, Clients.ON_ONE_BRANCH + ", saves a second, Central Dogma = 1", STORE, DOGMA, Clients.ON_ONE_BRANCH);
        atLeast(5, spread + ", saves a second, Central Dogma = 1", STORE, DOGMA, spread);
        double requests = saves.p50(HTTP, Clients.ONE) / saves.p50(FSYNC, Clients.ONE);
        ratio("over HTTP, p50 of 1 client, in fsyncs", requests, "at most 2", requests <= 2);
        ratio(
                "over HTTP, times faster than Central Dogma",
                saves.p50(DOGMA, Clients.ONE) / saves.p50(HTTP, Clients.ONE));
        for (Clients clients : List.of(Clients.ON_ONE_BRANCH, spread)) {
            ratio(
                    "over HTTP, " + clients + ", Central Dogma = 1",
                    saves.perSecond(HTTP, clients) / saves.perSecond(DOGMA, clients));
        }
        if (earlier.isPresent()) {
            ratio(
                    "the earlier build, p50 of 1 client, in fsyncs",
                    saves.p50(EARLIER, Clients.ONE) / saves.p50(FSYNC, Clients.ONE));
            atLeast(
                    1.5,
                    "over HTTP, " + Clients.ON_ONE_BRANCH + ", the earlier build = 1",
                    HTTP,
                    EARLIER,
                    Clients.ON_ONE_BRANCH);
            atLeast(2, "over HTTP, " + spread + ", the earlier build = 1", HTTP, EARLIER, spread);
        }
        System.out.println();
    }

    private void atLeast(double aim, String what, String system, String yardstick, Clients clients) {
        double more = saves.perSecond(system, clients) / saves.perSecond(yardstick, clients);
        ratio(what, more, "at least %.1f".formatted(aim), more >= aim);
    }

    static void ratio(String what, double measured, String aim, boolean met) {
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
        command.addAll(saves.java(System.getProperty("java.class.path"), StoreTarget.class.getSimpleName()));
        SaveProcess traced = saves.start("traced", command, "1");
        for (int i = 0; i < 5; i++) {
            traced.measure(1, 1, 100, 5); // five a second for a tenth of one: a single save
        }
        saves.end();
        SyncTrace.print(trace, traced.folder().resolve("data"));
    }

    private static void progress(String step) {
        System.err.println("… " + step);
    }
}
