package io.erpconfig.benchmarks;

import com.mongodb.MongoException;
import io.erpconfig.benchmarks.SaveRounds.Clients;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.MongoAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The store in a database: what its node has in memory beside the same from a server on a directory; what it reads for
 * the first time, and what it saves, beside the least calls of the driver that will do. In turn and in one run. Prints a
 * report in Markdown, and writes every single round of saves to {@code benchmarks/target/gridfs-saves.txt}.
 *
 * <p>Arguments: the repository's root, seconds a round of reads, their rounds, files that are read for the first time in
 * each way, milliseconds a round of saves, their rounds, branches to spread clients over, the Java home to measure.
 */
public final class GridFsBesideFolder {

    private static final String OWNER = "bench";
    private static final String SMALL = "small.erp-config";
    private static final String MANY = "many.erp-config";
    private static final String FILE = "operations.config.json";

    /** Rounds that measure the compiler, until the servers' code is compiled. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final String DRIVER = "the driver's calls";
    private static final String AUDITED = "the driver's calls, with an audit entry";
    private static final String STORE = "this store, in process";
    private static final String HTTP = "this server, over HTTP";

    private final Path root;
    private final Path work;
    private final String javaHome;
    private final BenchDatabase database;

    private GridFsBesideFolder(Path root, Path work, String javaHome, BenchDatabase database) {
        this.root = root;
        this.work = work;
        this.javaHome = javaHome;
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        String javaHome = args[7];
        System.out.println("# GridFS\n");
        try (WorkFolder work = WorkFolder.make(root, "gridfs-")) {
            BenchDatabase database;
            try {
                database = BenchDatabase.start(root, work.path(), javaHome);
            } catch (IOException | MongoException e) {
                System.out.println("Skipped: there is no database. " + e.getMessage() + "\n");
                return;
            }
            try (database) {
                System.out.printf(
                        "On %s; %s, %s.%n%n",
                        database.name(),
                        Path.of(javaHome).getFileName(),
                        Files.getFileStore(work.path()).type());
                GridFsBesideFolder run = new GridFsBesideFolder(root, work.path(), javaHome, database);
                run.reads(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
                run.saves(Integer.parseInt(args[4]), Integer.parseInt(args[5]), Integer.parseInt(args[6]));
            }
        }
    }

    private void reads(int seconds, int rounds, int files) throws Exception {
        progress("importing the same into a directory and a database");
        FirstReads first = new FirstReads(SideBySide.text(2048), files);
        first.write(work.resolve("many"));
        Files.write(Files.createDirectories(work.resolve("small")).resolve(FILE), SideBySide.text(2048));
        String uri = database.newDatabase();
        ErpConfig onFolder = ErpConfig.onFolder(root, javaHome, WorkFolder.apart(work, "data"));
        ErpConfig onDatabase = ErpConfig.onDatabase(root, javaHome, uri);
        for (ErpConfig each : List.of(onFolder, onDatabase)) {
            each.run("import", work.resolve("small").toString(), "--owner", OWNER, "--project", SMALL);
            each.run("import", work.resolve("many").toString(), "--owner", OWNER, "--project", MANY);
        }
        try (BenchServer node = BenchServer.start(onDatabase, work.resolve("node.log"))) {
            String token = token(onDatabase);
            try (BenchServer server = BenchServer.start(onFolder, work.resolve("server.log"))) {
                cached(
                        new ProjectReads(node.url(), SMALL, token),
                        new ProjectReads(server.url(), SMALL, token(onFolder)),
                        seconds,
                        rounds);
            }
            first(first, uri, node, new ProjectReads(node.url(), MANY, token));
        }
    }

    private static String token(ErpConfig program) throws Exception {
        return program.run("token", "issue", "--owner", OWNER, "--name", "benchmark");
    }

    /** A node's answers from memory, beside those of a server on a directory. */
    private static void cached(ProjectReads node, ProjectReads server, int seconds, int rounds) throws Exception {
        Load raw = node.raw(FILE);
        Load poll = node.poll();
        Load rawOnFolder = server.raw(FILE);
        Load pollOnFolder = server.poll();
        List<Load> loads = List.of(rawOnFolder, raw, pollOnFolder, poll);
        progress("warming up");
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (Load load : loads) {
                load.warmUp(seconds);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            progress("reads from memory, round " + round + " of " + rounds);
            for (Load load : loads) {
                load.measure(seconds);
            }
        }
        System.out.println("## What is in memory, beside a server on a directory\n");
        System.out.printf(
                "%d rounds of %d s each, alternating, wrk with 32 connections; medians of the rounds.%n%n",
                rounds, seconds);
        System.out.println(Load.HEADING);
        System.out.println(raw.beside("raw 2 KB file", rawOnFolder));
        System.out.println(poll.beside("unchanged poll (304)", pollOnFolder));
        System.out.println("\n| ratio, on a directory = 1 | measured | aim |");
        System.out.println("|---|---|---|");
        aim("raw read", raw, rawOnFolder);
        aim("unchanged poll", poll, pollOnFolder);
        System.out.println();
    }

    private static void aim(String what, Load load, Load yardstick) {
        double ratio = load.median().perSecond() / yardstick.median().perSecond();
        DurableSaves.ratio(what, ratio, "at least 0.95", ratio >= 0.95);
    }

    private static void first(FirstReads files, String uri, BenchServer node, ProjectReads reads) throws Exception {
        progress("first reads");
        Map<String, SaveLoad.Round> rounds;
        try (DriverTarget driver = new DriverTarget(uri, false);
                ConfigStore store = GridFsStore.open(new MongoAddress(uri), Clock.systemUTC(), Runnable::run)
                        .store();
                HttpConnection connection = new HttpConnection(node.port())) {
            Map<String, FirstReads.Way> ways = new LinkedHashMap<>();
            ways.put(DRIVER, files.byDriver(driver));
            ways.put(STORE, files.byStore(store.blobs()));
            ways.put(HTTP, files.overHttp(connection, reads));
            rounds = files.measure(ways);
        }
        System.out.println("## First reads\n");
        System.out.printf("%,d files of 2 KB each way, each read once, by one client, in turn.%n%n", files.counted());
        System.out.println("| first read of a file | p50 | p99 | p50, the driver's calls = 1 | p99 |");
        System.out.println("|---|---|---|---|---|");
        SaveLoad.Round least = rounds.get(DRIVER);
        rounds.forEach((way, round) -> System.out.printf(
                "| %s | %.2f ms | %.2f ms | %.2f | %.2f |%n",
                way, round.p50() / 1000, round.p99() / 1000, round.p50() / least.p50(), round.p99() / least.p99()));
        System.out.println();
    }

    private void saves(int milliseconds, int rounds, int branches) throws Exception {
        Path record = root.resolve("benchmarks/target/gridfs-saves.txt");
        try (SaveRounds saves = new SaveRounds(work, javaHome, milliseconds, record)) {
            progress("saves: preparing " + branches + " branches in each store");
            ErpConfig program = ErpConfig.onDatabase(root, javaHome, database.newDatabase());
            BenchServer node = saves.serve(program, "saving-node");
            Map<String, SaveProcess> yardsticks = new LinkedHashMap<>();
            yardsticks.put(DRIVER, saves.start("driver", DriverTarget.class, database.newDatabase(), "plain"));
            yardsticks.put(
                    AUDITED, saves.start("driver-audited", DriverTarget.class, database.newDatabase(), "audited"));
            Map<String, SaveProcess> systems = new LinkedHashMap<>();
            systems.put(STORE, saves.start("store", StoreTarget.class, "" + branches, database.newDatabase()));
            systems.put(HTTP, saves.start("http", HttpTarget.class, "" + branches, "" + node.port()));
            saves.run(rounds, yardsticks, systems, Clients.spread(branches), GridFsBesideFolder::progress);
            print(saves, milliseconds, rounds);
        }
    }

    private static void print(SaveRounds saves, int milliseconds, int rounds) {
        System.out.println("## Saves\n");
        System.out.printf(
                "%d rounds of %.1f s each, alternating; files of %,d bytes, %d in a branch; medians.%n%n",
                rounds, milliseconds / 1000.0, SaveLoad.SIZE, SaveLoad.FILES);
        saves.printTable();
        System.out.println("| ratio, p50 of 1 client, the driver's calls = 1 | measured |");
        System.out.println("|---|---|");
        System.out.printf("| in process | %.2f |%n", saves.p50(STORE, Clients.ONE) / saves.p50(DRIVER, Clients.ONE));
        System.out.printf(
                "| over HTTP, which enters each in the audit trail | %.2f |%n%n",
                saves.p50(HTTP, Clients.ONE) / saves.p50(AUDITED, Clients.ONE));
    }

    private static void progress(String step) {
        System.err.println("… gridfs: " + step);
    }
}
