package io.erpconfig.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The bytes and files that many small saves take on the disk, made over HTTP, beside git's of the same history without
 * deltas. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, how many saves, the Java home.
 */
public final class SizeBesideGit {

    private static final int PROJECTS = 8;

    private final int snapshots;
    private final Path work;

    private SizeBesideGit(int saves, Path work) {
        this.snapshots = saves / PROJECTS + 2;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = WorkFolder.make(root, "size-")) {
            ErpConfig program = ErpConfig.onFolder(root, args[2], work.path().resolve("data"));
            new SizeBesideGit(Integer.parseInt(args[1]), work.path()).report(program);
        }
    }

    /** What a folder takes: the lengths of its files, what they take of the disk, and their number. */
    private record Size(long bytes, long onDisk, long files) {

        static Size of(Path folder) throws IOException, InterruptedException {
            try (Stream<Path> all = Files.walk(folder)) {
                return new Size(
                        du(folder, "--apparent-size"),
                        du(folder),
                        all.filter(Files::isRegularFile).count());
            }
        }

        private static long du(Path folder, String... options) throws IOException, InterruptedException {
            List<String> command = Stream.concat(
                            Stream.of("du", "-s", "--block-size=1"),
                            Stream.concat(Stream.of(options), Stream.of(folder.toString())))
                    .toList();
            return Long.parseLong(ChildProcess.run(Map.of(), command).split("\\s")[0]);
        }

        void print(String what, Size git, int saves) {
            System.out.printf(
                    "| %s | %,d | %.1f | %,d | %.2f | %.2f | %s |%n",
                    what,
                    files,
                    bytes / 1e6,
                    bytes / saves,
                    (double) bytes / git.bytes,
                    (double) onDisk / git.onDisk,
                    bytes <= 2 * git.bytes && files < 1000 ? "met" : "not met");
        }
    }

    private void report(ErpConfig program) throws Exception {
        int saves = (snapshots - 2) * PROJECTS;
        progress("%,d saves".formatted(saves));
        try (BenchServer server = BenchServer.start(program, work.resolve("server.log"))) {
            SmallSaves.make(server.target(), Collections.nCopies(PROJECTS, snapshots));
        }
        Size made = Size.of(work.resolve("data"));
        progress("gc");
        program.run("gc");
        Size swept = Size.of(work.resolve("data"));
        progress("the same in git");
        Size git = Size.of(inGit());
        System.out.println("# Size of many small saves\n");
        System.out.printf(
                "%,d saves of one of %d files over HTTP, in %d projects; git by `fast-import --depth=0` and"
                        + " `repack -a -d --window=0`, no deltas.%n%n",
                saves, SaveLoad.FILES, PROJECTS);
        System.out.println("| store | files | MB | bytes a save | bytes, git = 1 | on the disk, git = 1 |"
                + " aim: at most 2, under 1,000 files |");
        System.out.println("|---|---|---|---|---|---|---|");
        git.print("git", git, saves);
        made.print("this one, as the server left it", git, saves);
        swept.print("after `gc`", git, saves);
        System.out.println();
    }

    private Path inGit() throws Exception {
        Path repository = work.resolve("git");
        Git.run("init", "--quiet", "--bare", repository.toString());
        Process process = Git.process("-C", repository.toString(), "fast-import", "--quiet", "--depth=0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16)) {
            for (int project = 0; project < PROJECTS; project++) {
                writeHistory(out, project);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("git fast-import ended with " + process.exitValue());
        }
        Git.run("-C", repository.toString(), "repack", "--quiet", "-a", "-d", "--window=0");
        return repository;
    }

    private void writeHistory(OutputStream out, int project) throws IOException {
        commit(out, project, 1, "Create branch");
        commit(out, project, 2, "files");
        for (int file = 0; file < SaveLoad.FILES; file++) {
            put(out, SaveLoad.path(file), HttpTarget.firstContent(file));
        }
        for (int snapshot = 3; snapshot <= snapshots; snapshot++) {
            String path = SmallSaves.path(snapshot);
            commit(out, project, snapshot, "Save " + path);
            put(out, path, SmallSaves.content(project, snapshot));
        }
    }

    private static void commit(OutputStream out, int project, int snapshot, String message) throws IOException {
        write(
                out,
                "commit refs/heads/p" + project + "\ncommitter admin <admin@users.invalid> "
                        + (1_796_000_000 + snapshot / 20) + " +0000\n");
        data(out, message);
    }

    private static void put(OutputStream out, String path, String content) throws IOException {
        write(out, "M 100644 inline " + path + "\n");
        data(out, content);
    }

    private static void data(OutputStream out, String text) throws IOException {
        write(out, "data " + text.getBytes(StandardCharsets.UTF_8).length + "\n" + text + "\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void progress(String step) {
        System.err.println("… size: " + step);
    }
}
