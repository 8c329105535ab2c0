package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads beside saves, all over HTTP and in one run: the reads alone, the saves alone as fast as they go, and the same
 * reads while saves go on at half of that. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, seconds a round, rounds, the Java home to measure.
 */
public final class ReadsBesideSaves {

    private static final int CLIENTS = 32;

    /** Read with several tokens, as several ERPs do. */
    private static final int TOKENS = 4;

    /**
     * Length of the rounds that warm up, as a multiple of the others: until the server's code is compiled they measure
     * the compiler, which takes the processors too. What a save runs is more than what a read does.
     */
    private static final double WARM_UP = 1.5;

    private static final int SAVES_WARM_UP = 3;

    private final BenchServer server;
    private final SaveProcess saves;
    private final Path work;
    private final int seconds;
    private final int rounds;
    private final List<Reads> reads;
    private final List<Double> most = new ArrayList<>();
    private final List<Double> busy = new ArrayList<>();
    private final List<Double> perSave = new ArrayList<>();

    /** One kind of reads, and the saves that went on beside. */
    private record Reads(String name, Load alone, Load beside, List<Double> saves) {

        static Reads of(String name, Load load) {
            return new Reads(name, load, load.again(), new ArrayList<>());
        }

        double kept() {
            return beside.median().perSecond() / alone.median().perSecond();
        }
    }

    private ReadsBesideSaves(BenchServer server, SaveProcess saves, int seconds, int rounds, Path work)
            throws IOException {
        this.server = server;
        this.saves = saves;
        this.work = work;
        this.seconds = seconds;
        this.rounds = rounds;
        List<String> tokens = server.tokens(TOKENS);
        this.reads = List.of(
                Reads.of("polls and raw reads, on the branch that is saved to", mixed(work, 0, tokens)),
                Reads.of("polls and raw reads, on another branch", mixed(work, 1, tokens)),
                Reads.of("raw reads of one file, on the branch that is saved to", server.reads(0, tokens.get(0))));
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        List<String> save =
                ChildProcess.java(args[3], System.getProperty("java.class.path"), HttpTarget.class.getName());
        try (WorkFolder folder = WorkFolder.make(root, "beside-")) {
            Path work = folder.path();
            ErpConfig program = ErpConfig.onFolder(root, args[3], WorkFolder.apart(work, "server"));
            try (BenchServer server = BenchServer.start(program, work.resolve("server.log"));
                    SaveProcess saves = SaveProcess.start(
                            "http",
                            WorkFolder.apart(work, "http"),
                            save,
                            List.of("2", "" + server.port()),
                            BenchServer.environment(),
                            new ArrayList<>())) {
                ReadsBesideSaves run =
                        new ReadsBesideSaves(server, saves, Integer.parseInt(args[1]), Integer.parseInt(args[2]), work);
                run.measure();
                run.print(Path.of(args[3]).getFileName().toString());
            }
        }
    }

    private Load mixed(Path work, int project, List<String> tokens) throws IOException {
        List<String> targets = new ArrayList<>();
        for (int file = 0; file < SaveLoad.FILES; file++) {
            targets.add(BenchServer.repository(project) + "/branches/master");
            targets.add(ProjectReads.rawFile(HttpTarget.repo(project), SaveLoad.path(file)));
        }
        return Load.mixed(server.url(), work.resolve("mixed" + project + ".lua"), targets, tokens);
    }

    private void measure() throws Exception {
        progress("warming up");
        // Twice, as what is compiled depends on what has been seen.
        for (int i = 0; i < 2; i++) {
            saves.measure(CLIENTS, 1, seconds * SAVES_WARM_UP * 1000);
            int warmUp = (int) (seconds * WARM_UP);
            for (Reads each : reads) {
                saves.begin(CLIENTS, 1, warmUp * 1000, 200);
                each.alone().warmUp(warmUp);
                saves.awaitRound();
            }
        }
        for (int round = 1; round <= rounds; round++) {
            progress("round " + round + " of " + rounds);
            for (Reads each : reads) {
                ChildProcess.syncDisk(work);
                each.alone().measure(seconds);
            }
            double maximum = savesAlone();
            for (Reads each : reads) {
                // A little longer than wrk, which takes a moment to start.
                saves.begin(CLIENTS, 1, seconds * 1000 + 200, Math.max(1, (int) Math.round(maximum / 2)));
                each.beside().measure(seconds);
                each.saves().add(saves.awaitRound().perSecond());
            }
        }
    }

    private double savesAlone() throws IOException {
        Processors before = Processors.now();
        double serverBefore = server.processorSeconds();
        SaveLoad.Round maximum = saves.measure(CLIENTS, 1, seconds * 1000);
        double took = server.processorSeconds() - serverBefore;
        busy.add(Processors.now().busySince(before));
        perSave.add(took / (maximum.perSecond() * seconds) * 1000);
        most.add(maximum.perSecond());
        return maximum.perSecond();
    }

    private void print(String java) {
        System.out.println("# Reads while saves go on\n");
        System.out.printf(
                "All over HTTP; %d rounds of %d s each, alternating; %d connections read with %d tokens, %d clients save; %s;"
                        + " medians.%n%n",
                rounds, seconds, CLIENTS, TOKENS, CLIENTS, java);
        System.out.printf(
                "Saves alone: %,.0f a second at most. Each took %.2f ms of the server's processor time; all that ran then kept"
                        + " the processors %.0f %% busy, so half as many leave about %.2f of them.%n%n",
                Load.median(most), Load.median(perSave), 100 * Load.median(busy), 1 - Load.median(busy) / 2);
        System.out.println("| reads | alone, a second | p99 | beside saves, a second | p99 | saves a second | kept |"
                + " aim: at least 0.8 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Reads each : reads) {
            System.out.printf(
                    "| %s | %,.0f | %.2f ms | %,.0f | %.2f ms | %,.0f | %.2f | %s |%n",
                    each.name(),
                    each.alone().median().perSecond(),
                    each.alone().median().p99(),
                    each.beside().median().perSecond(),
                    each.beside().median().p99(),
                    Load.median(each.saves()),
                    each.kept(),
                    each.kept() >= 0.8 ? "met" : "not met");
        }
        System.out.println();
    }

    private static void progress(String step) {
        System.err.println("… reads beside saves: " + step);
    }
}
