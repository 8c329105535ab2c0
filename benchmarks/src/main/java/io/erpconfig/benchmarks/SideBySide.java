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
import java.util.LinkedHashMap;
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
    private static final String API = "/site-builder/api/erp-config/projects/";
    private static final String SMALL_FILE = "operations.config.json";
    private static final int STARTS = 5;

    private final Path root;
    private final int seconds;
    private final int rounds;
    private final int files;
    private final Path work;
    private final HttpClient http = HttpClient.newHttpClient();
    private final byte[] twoKilobytes = text(2048);

    private SideBySide(Path root, int seconds, int rounds, int files) throws IOException {
        this.root = root;
        this.seconds = seconds;
        this.rounds = rounds;
        this.files = files;
        Path target = Files.createDirectories(root.resolve("benchmarks/target"));
        this.work = Files.createTempDirectory(target, "run-");
    }

    public static void main(String[] args) throws Exception {
        SideBySide run = new SideBySide(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        try {
            run.report(Arrays.asList(args).subList(4, args.length));
        } finally {
            deleteTree(run.work);
        }
    }

    private void report(List<String> javaHomes) throws Exception {
        progress("preparing: a branch of 10 files, two of " + files);
        Path data = work.resolve("data");
        Map<String, String> env = Map.of("JAVA_HOME", javaHomes.get(javaHomes.size() - 1));
        importFiles(env, data, SMALL, 10, 10);
        importFiles(env, data, LARGE, files, 1000);
        importFiles(env, data, FLAT, files, files);
        String token = erpConfig(env, data, "token", "issue", "--owner", OWNER, "--name", "benchmark");

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
        Map<String, String> env = Map.of("JAVA_HOME", javaHome);
        progress("start time on " + javaHome);
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < STARTS + 1; i++) {
            int port = Child.freePort();
            long begin = System.nanoTime();
            try (Child server = serve(env, data, port)) {
                awaitAnswer(server, rawUrl(port, SMALL, SMALL_FILE), token);
                if (i > 0) { // the first start writes the archive of classes that later ones read
                    starts.add((System.nanoTime() - begin) / 1e9);
                }
            }
        }

        int port = Child.freePort();
        try (Child server = serve(env, data, port)) {
            awaitAnswer(server, rawUrl(port, SMALL, SMALL_FILE), token);
            Map<String, String> auth = Map.of("PRIVATE-TOKEN", token);
            String large = "d050/f050500.json";
            Load nginxRaw = new Load(nginx.url(), Map.of());
            Load nginxPoll = new Load(nginx.url(), Map.of("If-None-Match", etag(nginx.url(), Map.of())));
            Load raw = new Load(rawUrl(port, SMALL, SMALL_FILE), auth);
            Load poll = poll(port, SMALL, token);
            Load largeRaw = new Load(rawUrl(port, LARGE, files >= 100_000 ? large : firstLargeFile()), auth);
            Load largePoll = poll(port, LARGE, token);
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
            int afterLarge = sixteenMegabytes(server, port, token);
            server.requireAlive();

            System.out.printf("## %s%n%n", javaVersion(javaHome));
            System.out.println("| request | this server | p50 | p99 | yardstick | p50 | p99 | ratio | p99 ratio |");
            System.out.println("|---|---|---|---|---|---|---|---|---|");
            row("raw 2 KB file, nginx", raw, nginxRaw);
            row("unchanged poll (304), nginx", poll, nginxPoll);
            row("raw on %,d files, on 10".formatted(files), largeRaw, raw);
            row("poll on %,d files, on 10".formatted(files), largePoll, poll);
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

    private static void row(String what, Load ours, Load yardstick) {
        Load.Round a = ours.median();
        Load.Round b = yardstick.median();
        System.out.printf(
                "| %s | %,.0f/s | %.2f ms | %.2f ms | %,.0f/s | %.2f ms | %.2f ms | %.2f | %.2f |%n",
                what,
                a.perSecond(),
                a.p50(),
                a.p99(),
                b.perSecond(),
                b.p50(),
                b.p99(),
                a.perSecond() / b.perSecond(),
                a.p99() / b.p99());
    }

    private Load poll(int port, String repo, String token) throws Exception {
        String url = base(port, repo) + "/branches/master";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("PRIVATE-TOKEN", token);
        headers.put("If-None-Match", etag(url, headers));
        return new Load(url, headers);
    }

    private String etag(String url, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        HttpResponse<Void> answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode());
        }
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    /** Reads the 16 MiB file whole and gives the server's resident memory afterwards, in MB. */
    private int sixteenMegabytes(Child server, int port, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(rawUrl(port, SMALL, "large.bin")))
                .header("PRIVATE-TOKEN", token)
                .build();
        int length = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;
        if (length != 16 << 20) {
            throw new IOException("the 16 MiB file came as " + length + " bytes");
        }
        return server.residentMegabytes()[0];
    }

    private Child serve(Map<String, String> env, Path data, int port) throws IOException {
        return Child.start(
                work.resolve("server.log"),
                env,
                List.of(script(), "serve", "--port", "" + port, "--data-dir", data.toString()));
    }

    /** Asks until the first 200, over plain sockets: an HTTP client would take its share of the start it measures. */
    private static void awaitAnswer(Child server, String url, String token) throws Exception {
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

    private void importFiles(Map<String, String> env, Path data, String repo, int count, int perFolder)
            throws Exception {
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
        erpConfig(env, data, "import", folder.toString(), "--owner", OWNER, "--project", repo);
        deleteTree(folder);
    }

    private String erpConfig(Map<String, String> env, Path data, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", data.toString()));
        return Child.run(env, command);
    }

    private String script() {
        return root.resolve("bin/erp-config").toString();
    }

    private static String base(int port, String repo) {
        return "http://127.0.0.1:" + port + API + repo + "/repository";
    }

    private static String rawUrl(int port, String repo, String path) {
        return base(port, repo) + "/files/" + path.replace("/", "%2F") + "/raw?ref=master";
    }

    private static String firstLargeFile() {
        return "d000/f000000.json";
    }

    private static byte[] text(int size) {
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

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(root)) {
            all = new ArrayList<>(walk.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.delete(all.get(i));
        }
    }
}
