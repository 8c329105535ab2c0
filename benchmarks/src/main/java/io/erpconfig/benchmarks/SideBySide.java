package io.erpconfig.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The same 2 KB file from this server, with its full check of the token, and from nginx, in turn, in one run; and this
 * server on a branch of 100,000 files against itself on one of 10. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, seconds a round, rounds, files of the large branch, then the Java homes to
 * measure.
 */
public final class SideBySide {

    private static final String OWNER = "bench";
    private static final String SMALL = "small.erp-config";
    private static final String LARGE = "large.erp-config";
    private static final String FLAT = "flat.erp-config";
    private static final String SMALL_FILE = "operations.config.json";
    private static final int STARTS = 5;

    private final Path root;
    private final int seconds;
    private final int rounds;
    private final int files;
    private final Path work;
    private final byte[] twoKilobytes = text(2048);

    private SideBySide(Path root, int seconds, int rounds, int files, Path work) {
        this.root = root;
        this.seconds = seconds;
        this.rounds = rounds;
        this.files = files;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = WorkFolder.make(root, "run-")) {
            new SideBySide(
                            root,
                            Integer.parseInt(args[1]),
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            work.path())
                    .report(Arrays.asList(args).subList(4, args.length));
        }
    }

    private void report(List<String> javaHomes) throws Exception {
        progress("preparing: a branch of 10 files, two of " + files);
        Path data = WorkFolder.apart(work, "data");
        ErpConfig newest = ErpConfig.onFolder(root, javaHomes.get(javaHomes.size() - 1), data);
        importFiles(newest, SMALL, 10, 10);
        importFiles(newest, LARGE, files, 1000);
        importFiles(newest, FLAT, files, files);
        String token = newest.run("token", "issue", "--owner", OWNER, "--name", "benchmark");

        System.out.println("# Side by side with nginx\n");
        System.out.printf(
                "%d rounds of %d s each, alternating, wrk with 32 connections, %d cores, %s; medians of the rounds.%n%n",
                rounds, seconds, Runtime.getRuntime().availableProcessors(), fileSystem());
        try (Nginx nginx = Nginx.start(work, twoKilobytes)) {
            for (String javaHome : javaHomes) {
                measure(javaHome, data, token, nginx);
            }
        }
        saves(data);
    }

    private void measure(String javaHome, Path data, String token, Nginx nginx) throws Exception {
        ErpConfig program = ErpConfig.onFolder(root, javaHome, data);
        Path log = work.resolve("server.log");
        progress("start time on " + javaHome);
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < STARTS + 1; i++) {
            int port = ChildProcess.freePort();
            long begin = System.nanoTime();
            try (ChildProcess server = program.serve(log, port)) {
                awaitAnswer(server, reads(port, SMALL, token).rawUrl(SMALL_FILE), token);
                if (i > 0) { // the first start writes the archive of classes that later ones read
                    starts.add((System.nanoTime() - begin) / 1e9);
                }
            }
        }

        int port = ChildProcess.freePort();
        ProjectReads onSmall = reads(port, SMALL, token);
        ProjectReads onLarge = reads(port, LARGE, token);
        try (ChildProcess server = program.serve(log, port)) {
            awaitAnswer(server, onSmall.rawUrl(SMALL_FILE), token);
            String large = "d050/f050500.json";
            Load nginxRaw = new Load(nginx.url(), Map.of());
            Load nginxPoll = Load.unchanged(nginx.url(), Map.of());
            Load raw = onSmall.raw(SMALL_FILE);
            Load poll = onSmall.poll();
            Load largeRaw = onLarge.raw(files >= 100_000 ? large : firstLargeFile());
            Load largePoll = onLarge.poll();
            List<Load> loads = List.of(nginxRaw, raw, nginxPoll, poll, largeRaw, largePoll);
            progress("warming up");
            for (Load load : loads) {
                load.warmUp(Math.max(3, seconds));
            }
            for (int i = 1; i <= rounds; i++) {
                progress("round " + i + " of " + rounds);
                for (Load load : loads) {
                    load.measure(seconds);
                }
            }
            int[] resident = server.residentMegabytes();
            int afterLarge = sixteenMegabytes(server, onSmall);
            server.requireAlive();

            System.out.printf("## %s%n%n", javaVersion(javaHome));
            System.out.println(Load.HEADING);
            System.out.println(raw.beside("raw 2 KB file, nginx", nginxRaw));
            System.out.println(poll.beside("unchanged poll (304), nginx", nginxPoll));
            System.out.println(largeRaw.beside("raw on %,d files, on 10".formatted(files), raw));
            System.out.println(largePoll.beside("poll on %,d files, on 10".formatted(files), poll));
            System.out.printf(
                    "%nFirst answer after the start: %.2f s (median of %d). Resident under load: %d MB (at most %d MB);"
                            + " after a 16 MiB file: %d MB.%n%n",
                    Load.median(starts), STARTS, resident[0], resident[1], afterLarge);
        }
    }

    private void saves(Path data) {
        progress("saves");
        List<Double> medians = new SaveGrowth()
                .medians(
                        data,
                        OWNER,
                        List.of(SMALL, LARGE, FLAT),
                        List.of("d000/f000000.json", "d000/f000000.json", "d000/f000000.json"),
                        40);
        System.out.println("## One-file saves, durable, in process\n");
        System.out.println("| branch | median | slower than on 10 files by |");
        System.out.println("|---|---|---|");
        List<String> names = List.of(
                "10 files", "%,d files, 1,000 a folder".formatted(files), "%,d files in one folder".formatted(files));
        for (int i = 0; i < names.size(); i++) {
            System.out.printf(
                    "| %s | %.1f ms | %.1f ms |%n", names.get(i), medians.get(i), medians.get(i) - medians.get(0));
        }
    }

    /** Reads the 16 MiB file whole and gives the server's resident memory afterwards, in MB. */
    private static int sixteenMegabytes(ChildProcess server, ProjectReads reads) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(reads.rawUrl("large.bin")))
                .header("PRIVATE-TOKEN", reads.token())
                .build();
        int length = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body()
                .length;
        if (length != 16 << 20) {
            throw new IOException("the 16 MiB file came as " + length + " bytes");
        }
        return server.residentMegabytes()[0];
    }

    /** Asks until the first 200, over plain sockets: an HTTP client would take its share of the start it measures. */
    private static void awaitAnswer(ChildProcess server, String url, String token) throws Exception {
        URI uri = URI.create(url);
        byte[] request = ("GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "PRIVATE-TOKEN: " + token + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
                socket.getOutputStream().write(request);
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                if (answer.startsWith("HTTP/1.1 200 ")) {
                    return;
                }
            } catch (IOException e) {
                server.requireAlive();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("no answer within 30 s from " + url);
            }
            Thread.sleep(5);
        }
    }

    private void importFiles(ErpConfig program, String repo, int count, int perFolder) throws Exception {
        Path folder = work.resolve("import");
        Map<Integer, Path> folders = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int number = i / perFolder;
            Path in = folders.get(number);
            if (in == null) {
                in = Files.createDirectories(folder.resolve("d%03d".formatted(number)));
                folders.put(number, in);
            }
            Files.writeString(in.resolve("f%06d.json".formatted(i)), "{\"part\": " + i + ", \"rate\": 1.25}\n");
        }
        if (repo.equals(SMALL)) {
            Files.write(folder.resolve(SMALL_FILE), twoKilobytes);
            byte[] large = new byte[16 << 20];
            new Random(1).nextBytes(large);
            Files.write(folder.resolve("large.bin"), large);
        }
        program.run("import", folder.toString(), "--owner", OWNER, "--project", repo);
        WorkFolder.delete(folder);
    }

    private static ProjectReads reads(int port, String repo, String token) {
        return new ProjectReads("http://127.0.0.1:" + port, repo, token);
    }

    private static String firstLargeFile() {
        return "d000/f000000.json";
    }

    /** Lines of text of this size, in bytes. */
    static byte[] text(int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) (i % 64 == 63 ? '\n' : 'a' + i % 26);
        }
        return text;
    }

    private String fileSystem() throws IOException {
        FileStore store = Files.getFileStore(work);
        return System.getProperty("os.name") + ", " + store.type();
    }

    private static String javaVersion(String javaHome) throws IOException {
        for (String line : Files.readAllLines(Path.of(javaHome, "release"))) {
            if (line.startsWith("JAVA_VERSION=")) {
                return "Java " + line.replaceAll("[^0-9.]", "");
            }
        }
        return javaHome;
    }

    private static void progress(String step) {
        System.err.println("… " + step);
    }
}
