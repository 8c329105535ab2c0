package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The import of a folder of many files beside {@code git add} and {@code git commit} with every file synced, and its export
 * beside {@code git checkout}: commands, from their start to their end, in turn. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, how many files, rounds, the Java home.
 */
public final class FoldersBesideGit {

    private static final String SYNCED = "core.fsync=all";
    private static final String[] PROJECT = {"--owner", "bench", "--project", "folder.erp-config"};

    private final Path root;
    private final int files;
    private final int rounds;
    private final String javaHome;
    private final Path work;
    private final List<Double> imports = new ArrayList<>();
    private final List<Double> commits = new ArrayList<>();
    private final List<Double> exports = new ArrayList<>();
    private final List<Double> checkouts = new ArrayList<>();

    private FoldersBesideGit(Path root, int files, int rounds, String javaHome, Path work) {
        this.root = root;
        this.files = files;
        this.rounds = rounds;
        this.javaHome = javaHome;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = WorkFolder.make(root, "folders-")) {
            new FoldersBesideGit(root, Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3], work.path())
                    .report();
        }
    }

    private void report() throws Exception {
        Path folder = WorkFolder.apart(work, "files");
        fill(folder);
        for (int round = 1; round <= rounds; round++) {
            System.err.println("… folders: round " + round + " of " + rounds);
            // Each of them first in every second round.
            if (round % 2 == 1) {
                store(folder);
                git(folder);
            } else {
                git(folder);
                store(folder);
            }
        }
        System.out.println("# Folders\n");
        System.out.printf(
                "%,d files of about 40 bytes, 1,000 a folder; %d rounds, alternating; whole commands; medians.%n%n",
                files, rounds);
        System.out.println("| this | seconds | git | seconds | ratio | aim: at most 1.2 |");
        System.out.println("|---|---|---|---|---|---|");
        print("import into a new store", imports, "`git add` and `git commit`, `" + SYNCED + "`", commits);
        print("export into a new folder", exports, "`git checkout` into a new folder", checkouts);
        System.out.println();
    }

    private static void print(String what, List<Double> took, String git, List<Double> yardstick) {
        double ratio = Load.median(took) / Load.median(yardstick);
        System.out.printf(
                "| %s | %.2f | %s | %.2f | %.2f | %s |%n",
                what, Load.median(took), git, Load.median(yardstick), ratio, ratio <= 1.2 ? "met" : "not met");
    }

    private void fill(Path folder) throws IOException {
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve("d%03d/f%06d.json".formatted(i / 1000, i));
            if (i % 1000 == 0) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, "{\"part\": " + i + ", \"rate\": 1.25}\n");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What was left unsynced before is not paid for here. */
    private double seconds(Work what) throws Exception {
        ChildProcess.syncDisk(work);
        long start = System.nanoTime();
        what.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void store(Path folder) throws Exception {
        Path data = WorkFolder.apart(work, "data");
        Path out = WorkFolder.apart(work, "exported").resolve("files");
        ErpConfig program = ErpConfig.onFolder(root, javaHome, data);
        imports.add(seconds(() -> program.run(arguments("import", folder))));
        exports.add(seconds(() -> program.run(arguments("export", out))));
        requireSame(folder, out);
        WorkFolder.delete(out);
        WorkFolder.delete(data);
    }

    private static String[] arguments(String command, Path folder) {
        List<String> arguments = new ArrayList<>(List.of(command, folder.toString()));
        arguments.addAll(List.of(PROJECT));
        return arguments.toArray(String[]::new);
    }

    private void git(Path folder) throws Exception {
        String repository = WorkFolder.apart(work, "git").toString();
        Path out = WorkFolder.apart(work, "checked-out");
        Git.run("init", "--quiet", "--bare", repository);
        String from = "--work-tree=" + folder;
        commits.add(seconds(() -> {
            Git.run("-c", SYNCED, "-c", "core.bare=false", "--git-dir", repository, from, "add", "-A");
            Git.run("-c", SYNCED, "-c", "core.bare=false", "--git-dir", repository, from, "commit", "-qm", "import");
        }));
        String to = "--work-tree=" + out;
        // Without an index, as a clone that has checked nothing out yet.
        Files.delete(Path.of(repository, "index"));
        checkouts.add(seconds(() ->
                Git.run("-c", "core.bare=false", "--git-dir", repository, to, "checkout", "--quiet", "-f", "master")));
        requireSame(folder, out);
        WorkFolder.delete(out);
        WorkFolder.delete(Path.of(repository));
    }

    private static void requireSame(Path folder, Path copy) throws IOException, InterruptedException {
        ChildProcess.run(Map.of(), List.of("diff", "-rq", folder.toString(), copy.toString()));
    }
}
