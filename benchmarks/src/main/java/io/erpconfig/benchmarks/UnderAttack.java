package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A quiet client's polls, raw reads and saves while 64 others do the heaviest and the rudest that the API lets them
 * ({@link Attacker}), with the server's default flags. Prints a report in Markdown; ends with an error if this build doesn't
 * live, takes too much memory, or keeps the quiet client waiting.
 *
 * <p>Arguments: the repository's root, how many files, how many snapshots, seconds, the Java home, and where an earlier build
 * is installed that is to be attacked likewise, if any.
 */
public final class UnderAttack {

    private static final int ATTACKERS = 64;
    private static final int TOKENS = 4;
    private static final String REPO = "large.erp-config";
    private static final int MOST_RESIDENT_MEGABYTES = 400;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final int BETTER = 20;

    private final int files;
    private final int snapshots;
    private final int seconds;
    private final Path work;

    private UnderAttack(int files, int snapshots, int seconds, Path work) {
        this.files = files;
        this.snapshots = snapshots;
        this.seconds = seconds;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Optional<Path> earlier = ErpConfig.earlier(args, 5);
        List<String> failures = new ArrayList<>();
        try (WorkFolder work = WorkFolder.make(root, "attack-")) {
            UnderAttack attack = new UnderAttack(
                    Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]), work.path());
            System.out.printf(
                    "# Under attack%n%n%d clients with %d tokens for %d s on %,d files and %,d snapshots; a quiet client beside"
                            + " them.%n%n",
                    ATTACKERS, TOKENS, attack.seconds, attack.files, attack.snapshots);
            System.out.println("| build | lives | resident, at most | poll p99 | raw read p99 | save p99 | longest"
                    + " | quiet requests | attackers' requests |");
            System.out.println("|---|---|---|---|---|---|---|---|---|");
            Outcome now = attack.attack(root, args[4], "this");
            now.judge(failures);
            if (earlier.isPresent()) {
                Outcome then = attack.attack(earlier.get(), args[4], "earlier");
                System.out.printf(
                        "%nOf the earlier build's 99th percentiles: %s (aim: %d times, or it ended).%n",
                        now.beside(then), BETTER);
            }
        }
        if (!failures.isEmpty()) {
            System.err.println("FAILED: " + String.join("; ", failures));
            System.exit(1);
        }
    }

    /**
     * What came of an attack.
     *
     * @param resident MB at most
     * @param saves    times in nanoseconds, as all three
     */
    private record Outcome(
            boolean alive, int resident, QuietClient.Times polls, QuietClient.Times reads, QuietClient.Times saves) {

        void judge(List<String> failures) {
            if (!alive) {
                failures.add("the server ended");
            }
            if (resident > MOST_RESIDENT_MEGABYTES) {
                failures.add("it took " + resident + " MB");
            }
            for (QuietClient.Times each : List.of(polls, reads, saves)) {
                if (each.failed() > 0) {
                    failures.add(each.failed() + " of the quiet client's requests failed: " + each.name());
                }
                if (each.p99() > LONGEST_WAIT.toNanos()) {
                    failures.add("a " + each.name() + " took " + each.p99() / 1_000_000 + " ms (p99)");
                }
            }
        }

        private String beside(Outcome earlier) {
            return earlier.alive
                    ? "%.0f, %.0f and %.0f times"
                            .formatted(
                                    earlier.polls.ratio(polls), earlier.reads.ratio(reads), earlier.saves.ratio(saves))
                    : "it ended";
        }
    }

    private Outcome attack(Path installed, String javaHome, String name) throws Exception {
        System.err.println("… filling a store for " + name);
        ErpConfig program = ErpConfig.onFolder(installed, javaHome, WorkFolder.apart(work, name));
        importFiles(program);
        Path log = work.resolve(name + ".log");
        try (BenchServer server = BenchServer.start(program, log)) {
            HttpTarget target = server.target();
            target.makeProject(QuietClient.PROJECT);
            target.makeProject(Attacker.LONG_HISTORY);
            for (int i = 0; i < snapshots; i++) {
                target.save(Attacker.LONG_HISTORY, SaveLoad.path(0), "snapshot " + i);
            }
            List<String> tokens = server.tokens(TOKENS + 1);
            QuietClient quiet = new QuietClient(server.port(), target, tokens.get(TOKENS));
            quiet.run(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
            quiet.forget();
            return attack(server, quiet, tokens, name, log);
        }
    }

    private Outcome attack(BenchServer server, QuietClient quiet, List<String> tokens, String name, Path log)
            throws Exception {
        System.err.println("… attacking " + name);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch over = new CountDownLatch(1);
        try {
            List<Attacker> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                Attacker attacker = new Attacker(server.port(), REPO, tokens.get(i % TOKENS), i);
                attackers.add(attacker);
                threads.execute(() -> attacker.run(end));
            }
            threads.execute(() -> {
                quiet.run(end);
                over.countDown();
            });
            int resident = 0;
            boolean alive = true;
            do {
                try {
                    resident = Math.max(resident, server.residentMegabytes());
                } catch (IOException e) {
                    alive = false;
                }
            } while (alive && !over.await(200, TimeUnit.MILLISECONDS));
            System.out.printf(
                    "| %s | %s | %d MB | %.1f ms | %.1f ms | %.1f ms | %.0f ms | %,d | %,d: %s; %,d lines of log |%n",
                    name,
                    alive ? "yes" : "**no**",
                    resident,
                    quiet.polls().p99() / 1e6,
                    quiet.reads().p99() / 1e6,
                    quiet.saves().p99() / 1e6,
                    quiet.longest() / 1e6,
                    quiet.count(),
                    Attacker.requests(attackers),
                    Attacker.statuses(attackers),
                    Files.readAllLines(log).size());
            return new Outcome(alive, resident, quiet.polls(), quiet.reads(), quiet.saves());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Imports as many files as told, in two snapshots that differ in each of them. */
    private void importFiles(ErpConfig program) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve("files"));
        for (int round = 0; round < 2; round++) {
            for (int file = 0; file < files; file++) {
                Path path = folder.resolve("d%03d/f%06d.json".formatted(file / 1000, file));
                Files.createDirectories(path.getParent());
                Files.writeString(path, "{\n  \"file\": %d,\n  \"round\": %d\n}\n".formatted(file, round));
            }
            program.run("import", folder.toString(), "--owner", "admin", "--project", REPO);
        }
        WorkFolder.delete(folder);
    }
}
