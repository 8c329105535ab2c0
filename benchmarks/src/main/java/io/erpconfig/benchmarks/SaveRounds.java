package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Systems that save files, each in a process of its own and loaded in turn by the same code, and what came of their
 * rounds.
 */
final class SaveRounds implements AutoCloseable {

    private static final int CLIENTS = 32;

    /** Length of the round that warms up, as a multiple of the others. */
    private static final int WARM_UP = 4;

    private final Path work;
    private final String javaHome;
    private final int milliseconds;
    private final Path recordFile;
    private final List<String> record = new ArrayList<>();
    private final Deque<Runnable> started = new ArrayDeque<>();
    private final Map<String, List<SaveLoad.Round>> measured = new LinkedHashMap<>();

    /** The number of clients that save at once, and of the branches that they save to, each of a project of its own. */
    record Clients(int count, int branches) {

        static final Clients ONE = new Clients(1, 1);
        static final Clients ON_ONE_BRANCH = new Clients(CLIENTS, 1);

        static Clients spread(int branches) {
            return new Clients(CLIENTS, branches);
        }

        @Override
        public String toString() {
            if (count == 1) {
                return "1 client";
            }
            return count + " clients on " + (branches == 1 ? "one branch" : branches + " branches");
        }
    }

    /**
     * @param work         where the processes have their folders
     * @param milliseconds a round
     * @param record       where every single round is written to in the end
     */
    SaveRounds(Path work, String javaHome, int milliseconds, Path record) {
        this.work = work;
        this.javaHome = javaHome;
        this.milliseconds = milliseconds;
        this.recordFile = record;
    }

    /** Starts a system whose main class is one of these. */
    SaveProcess start(String name, Class<? extends SaveTarget> main, String... arguments) throws IOException {
        return start(name, java(System.getProperty("java.class.path"), main.getSimpleName()), arguments);
    }

    SaveProcess start(String name, List<String> command, String... arguments) throws IOException {
        SaveProcess process = SaveProcess.start(
                name, WorkFolder.apart(work, name), command, List.of(arguments), BenchServer.environment(), record);
        started.push(process::close);
        return process;
    }

    /** A server that some of the systems need. */
    BenchServer serve(ErpConfig program, String name) throws IOException, InterruptedException {
        BenchServer server = BenchServer.start(program, work.resolve(name + ".log"));
        started.push(server::close);
        return server;
    }

    /** The command that runs a main class of this package. */
    List<String> java(String classPath, String main) {
        return ChildProcess.java(javaHome, classPath, SaveRounds.class.getPackageName() + "." + main);
    }

    /**
     * Loads all in turn, round by round: each yardstick by one client; each system by one client, and by many on one branch
     * and on several. Round 0 warms up, and does not count.
     *
     * @param progress is told what is done now
     */
    void run(
            int rounds,
            Map<String, SaveProcess> yardsticks,
            Map<String, SaveProcess> systems,
            Clients spread,
            Consumer<String> progress)
            throws Exception {
        for (int round = 0; round <= rounds; round++) {
            progress.accept("saves: " + (round == 0 ? "warming up" : "round " + round + " of " + rounds));
            measure(yardsticks, Clients.ONE, round);
            for (Clients clients : List.of(Clients.ONE, Clients.ON_ONE_BRANCH, spread)) {
                measure(systems, clients, round);
            }
        }
    }

    private void measure(Map<String, SaveProcess> processes, Clients clients, int round) throws Exception {
        for (Map.Entry<String, SaveProcess> each : processes.entrySet()) {
            ChildProcess.syncDisk(work);
            SaveLoad.Round took = each.getValue()
                    .measure(clients.count(), clients.branches(), round == 0 ? milliseconds * WARM_UP : milliseconds);
            if (round > 0) {
                measured.computeIfAbsent(label(each.getKey(), clients), any -> new ArrayList<>())
                        .add(took);
            }
        }
    }

    void printTable() {
        System.out.println("| saves | p50 | p99 | a second |");
        System.out.println("|---|---|---|---|");
        measured.forEach((label, all) -> System.out.printf(
                "| %s | %.2f ms | %.2f ms | %,.0f |%n",
                label,
                median(label, SaveLoad.Round::p50) / 1000,
                median(label, SaveLoad.Round::p99) / 1000,
                median(label, SaveLoad.Round::perSecond)));
        System.out.println();
    }

    /** The median in milliseconds. */
    double p50(String name, Clients clients) {
        return median(label(name, clients), SaveLoad.Round::p50) / 1000;
    }

    double perSecond(String name, Clients clients) {
        return median(label(name, clients), SaveLoad.Round::perSecond);
    }

    private static String label(String name, Clients clients) {
        return name + ": " + clients;
    }

    private double median(String label, ToDoubleFunction<SaveLoad.Round> figure) {
        return Load.median(
                measured.get(label).stream().map(figure::applyAsDouble).toList());
    }

    /** Ends what was started. */
    void end() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } finally {
            Files.write(recordFile, record);
        }
    }
}
