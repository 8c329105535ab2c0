package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads beside saves, all over HTTP and in one run: the reads alone, the saves alone as fast as they go, and the same
 * reads while saves go on at half of that; of an earlier build too, in turn. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, seconds a round, rounds, the Java home to measure; and where an earlier build is
 * installed, if there is one.
 */
public final class ReadsBesideSaves implements AutoCloseable {

    private static final int CLIENTS = 32;

    /** Read with several tokens, as several ERPs do. */
    private static final int TOKENS = 4;

    /**
     * Length of the rounds that warm up, as a multiple of the others: until the server's code is compiled they measure
     * the compiler, which takes the processors too. What a save runs is more than what a read does.
     */
    private static final double WARM_UP = 1.5;

    private static final int SAVES_WARM_UP = 3;

    private final String name;
    private final BenchServer server;
    private final SaveProcess saves;
    private final Path work;
    private final int seconds;
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

        /** Prints a line of a table. */
        void print(String last) {
            System.out.printf(
                    "| %s | %,.0f | %.2f ms | %,.0f | %.2f ms | %,.0f | %.2f | %s |%n",
                    name,
                    alone.median().perSecond(),
                    alone.median().p99(),
                    beside.median().perSecond(),
                    beside.median().p99(),
                    Load.median(saves),
                    kept(),
                    last);
        }
    }

    private ReadsBesideSaves(String name, BenchServer server, SaveProcess saves, int seconds, Path work)
            throws IOException {
        this.name = name;
        this.server = server;
        this.saves = saves;
        this.work = work;
        this.seconds = seconds;
        List<String> tokens = server.tokens(TOKENS);
        this.reads = List.of(
                Reads.of("polls and raw reads, on the branch that is saved to", mixed(work, 0, tokens)),
                Reads.of("polls and raw reads, on another branch", mixed(work, 1, tokens)),
                Reads.of("raw reads of one file, on the branch that is saved to", server.reads(0, tokens.get(0))));
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int seconds = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        String javaHome = args[3];
        Optional<Path> earlier = ErpConfig.earlier(args, 4);
        try (WorkFolder work = WorkFolder.make(root, "beside-");
                ReadsBesideSaves now = start("server", root, javaHome, work.path(), seconds)) {
            if (earlier.isEmpty()) {
                measure(List.of(now), rounds);
                print(now, rounds, javaHome);
            } else {
                try (ReadsBesideSaves before = start("earlier", earlier.get(), javaHome, work.path(), seconds)) {
                    measure(List.of(now, before), rounds);
                    print(now, rounds, javaHome);
                    printBeside(now, before);
                }
            }
        }
    }

    private static ReadsBesideSaves start(String name, Path installed, String javaHome, Path work, int seconds)
            throws Exception {
        Path folder = WorkFolder.apart(work, name);
        ErpConfig program = ErpConfig.onFolder(installed, javaHome, WorkFolder.apart(work, name + "-data"));
        BenchServer server = BenchServer.start(program, work.resolve(name + ".log"));
        SaveProcess saves = null;
        try {
            List<String> save =
                    ChildProcess.java(javaHome, System.getProperty("java.class.path"), HttpTarget.class.getName());
            saves = SaveProcess.start(
                    name, folder, save, List.of("2", "" + server.port()), BenchServer.environment(), new ArrayList<>());
            return new ReadsBesideSaves(name, server, saves, seconds, folder);
        } catch (IOException e) {
            if (saves != null) {
                saves.close();
            }
            server.close();
            throw e;
        }
    }

    @Override
    public void close() {
        saves.close();
        server.close();
    }

    private Load mixed(Path work, int project, List<String> tokens) throws IOException {
        List<String> targets = new ArrayList<>();
        for (int file = 0; file < SaveLoad.FILES; file++) {
            targets.add(BenchServer.repository(project) + "/branches/master");
            targets.add(ProjectReads.rawFile(HttpTarget.repo(project), SaveLoad.path(file)));
        }
        return Load.mixed(server.url(), work.resolve("mixed" + project + ".lua"), targets, tokens);
    }

    private static void measure(List<ReadsBesideSaves> servers, int rounds) throws Exception {
        for (ReadsBesideSaves each : servers) {
            progress(each.name + ": warming up");
            each.warmUp();
        }
        for (int round = 1; round <= rounds; round++) {
            for (ReadsBesideSaves each : servers) {
                progress(each.name + ": round " + round + " of " + rounds);
                each.round();
            }
        }
    }

    private void warmUp() throws Exception {
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
    }

    private void round() throws Exception {
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

    private static void print(ReadsBesideSaves now, int rounds, String javaHome) {
        System.out.println("# Reads while saves go on\n");
        System.out.printf(
                "All over HTTP; %d rounds of %d s each, alternating; %d connections read with %d tokens, %d clients save; %s;"
                        + " medians.%n%n",
                rounds, now.seconds, CLIENTS, TOKENS, CLIENTS, Path.of(javaHome).getFileName());
        now.printSaves();
        System.out.println("| reads | alone, a second | p99 | beside saves, a second | p99 | saves a second | kept |"
                + " aim: at least 0.8 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Reads each : now.reads) {
            each.print(each.kept() >= 0.8 ? "met" : "not met");
        }
        System.out.println();
    }

    private static void printBeside(ReadsBesideSaves now, ReadsBesideSaves before) {
        System.out.print("The earlier build. ");
        before.printSaves();
        System.out.println("| reads | alone, a second | p99 | beside saves, a second | p99 | saves a second | kept |"
                + " this build keeps, the earlier = 1; aim: at least 1.3 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < before.reads.size(); i++) {
            double more = now.reads.get(i).kept() / before.reads.get(i).kept();
            before.reads.get(i).print("%.2f: %s".formatted(more, more >= 1.3 ? "met" : "not met"));
        }
        System.out.println();
    }

    private void printSaves() {
        System.out.printf(
                "Saves alone: %,.0f a second at most. Each took %.2f ms of the server's processor time; all that ran then kept"
                        + " the processors %.0f %% busy, so half as many leave about %.2f of them.%n%n",
                Load.median(most), Load.median(perSave), 100 * Load.median(busy), 1 - Load.median(busy) / 2);
    }

    private static void progress(String step) {
        System.err.println("… reads beside saves: " + step);
    }
}
