package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time of {@code tree?recursive} in pages of 100, from first to last, beside the whole list in one answer; and the
 * memory that eight clients take that ask for the whole list, or page through it, at once. Over HTTP, one request after
 * the other on each connection. The time of as many of the least requests that a token can send says how much of it is
 * paging. Prints a report in Markdown.
 *
 * <p>Arguments: the repository's root, how many files, rounds, and the Java home.
 */
public final class TreePages {

    private static final String OWNER = "bench";
    private static final int AT_ONCE = 8;
    private static final Pattern NEXT = Pattern.compile("<http://[^/]*(/[^>]*)>; rel=\"next\"");

    private final int files;
    private final int rounds;
    private final Path work;
    private final ErpConfig program;

    private TreePages(int files, int rounds, Path work, ErpConfig program) {
        this.files = files;
        this.rounds = rounds;
        this.work = work;
        this.program = program;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = WorkFolder.make(root, "trees-")) {
            ErpConfig program = ErpConfig.onFolder(root, args[3], WorkFolder.apart(work.path(), "data"));
            new TreePages(Integer.parseInt(args[1]), Integer.parseInt(args[2]), work.path(), program).report();
        }
    }

    private void report() throws Exception {
        System.out.println("# Trees in pages\n");
        System.out.printf(
                "`tree?recursive` of %,d files in pages of 100, first to last; %d rounds after one to warm up, medians.%n%n",
                files, rounds);
        System.out.println("| branch | whole | by number | ratio | by key | ratio | aim | as many of the least |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        List<String> memory = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            memory.add(report(shape));
        }
        System.out.printf("%n| %d at once | resident before | at most | more | aim |%n", AT_ONCE);
        System.out.println("|---|---|---|---|---|");
        memory.forEach(System.out::println);
    }

    /** The shape in which files are spread. */
    private enum Shape {
        FOLDERS("1,000 a folder"),
        NESTED("10 a folder, 10 folders a folder"),
        FLAT("in one folder");

        private final String label;

        Shape(String label) {
            this.label = label;
        }

        private String path(int file) {
            return switch (this) {
                case FOLDERS -> "d%03d/f%06d.json".formatted(file / 1000, file);
                case NESTED ->
                    "%d/%d/%d/%d/f%06d.json"
                            .formatted(file / 10_000 % 10, file / 1000 % 10, file / 100 % 10, file / 10 % 10, file);
                case FLAT -> "all/f%06d.json".formatted(file);
            };
        }
    }

    /** Prints a line of the first table and returns one of the second. */
    private String report(Shape shape) throws Exception {
        System.err.println("… a branch with " + shape.label);
        String repo = shape.name().toLowerCase(java.util.Locale.ROOT) + ".erp-config";
        importFiles(shape, repo);
        String token = program.run("token", "issue", "--owner", OWNER, "--name", "benchmark");
        int port = ChildProcess.freePort();
        String tree = ProjectReads.repository(repo) + "/tree?recursive=1";
        try (ChildProcess server = program.serve(work.resolve("server.log"), port)) {
            Client client = new Client(port, token);
            client.awaitHealth(server);
            List<Double> whole = new ArrayList<>();
            List<Double> byNumber = new ArrayList<>();
            List<Double> byKey = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int i = 0; i <= rounds; i++) {
                Pages all = client.page(tree);
                Pages numbered = client.page(tree + "&per_page=100");
                Pages keyed = client.page(tree + "&per_page=100&pagination=keyset");
                double least = client.repeat(HttpTarget.API + "/erp-config/version", numbered.count());
                if (i > 0) {
                    whole.add(all.seconds());
                    byNumber.add(numbered.seconds());
                    byKey.add(keyed.seconds());
                    bare.add(least);
                }
            }
            double one = Load.median(whole);
            System.out.printf(
                    "| %s | %.2f s | %.2f s | %.1f | %.2f s | %.1f | 3 | %.2f s |%n",
                    shape.label,
                    one,
                    Load.median(byNumber),
                    Load.median(byNumber) / one,
                    Load.median(byKey),
                    Load.median(byKey) / one,
                    Load.median(bare));
            int before = server.residentMegabytes()[0];
            int most = before;
            ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
            try {
                for (String target : List.of(tree, tree + "&per_page=100")) {
                    List<Callable<Pages>> clients = new ArrayList<>();
                    for (int i = 0; i < AT_ONCE; i++) {
                        clients.add(() -> new Client(port, token).page(target));
                    }
                    List<Future<Pages>> asking = new ArrayList<>();
                    clients.forEach(each -> asking.add(threads.submit(each)));
                    while (asking.stream().anyMatch(each -> !each.isDone())) {
                        most = Math.max(most, server.residentMegabytes()[0]);
                        Thread.sleep(5);
                    }
                    for (Future<Pages> each : asking) {
                        each.get();
                    }
                }
            } finally {
                threads.shutdown();
            }
            server.requireAlive();
            return "| %s | %d MB | %d MB | %d MB | 50 MB |".formatted(shape.label, before, most, most - before);
        }
    }

    /** How many pages a list had, and how long all of them took together. */
    private record Pages(int count, double seconds) {}

    /** Asks for lists, and holds none of them. */
    private record Client(int port, String token) {

        /** Asks for a list, page by page if it has some. */
        Pages page(String first) throws IOException {
            long start = System.nanoTime();
            int count = 0;
            try (HttpConnection connection = new HttpConnection(port)) {
                for (String target = first; !target.isEmpty(); count++) {
                    Matcher next = NEXT.matcher(get(connection, target).header("Link"));
                    target = next.find() ? next.group(1) : "";
                }
            }
            return new Pages(count, (System.nanoTime() - start) / 1e9);
        }

        /** Asks for the same again and again; gives the seconds that it takes. */
        double repeat(String target, int times) throws IOException {
            long start = System.nanoTime();
            try (HttpConnection connection = new HttpConnection(port)) {
                for (int i = 0; i < times; i++) {
                    get(connection, target);
                }
            }
            return (System.nanoTime() - start) / 1e9;
        }

        private HttpConnection.Answer get(HttpConnection connection, String target) throws IOException {
            return HttpTarget.require(200, connection.send("GET", target, "PRIVATE-TOKEN: " + token + "\r\n", ""));
        }

        void awaitHealth(ChildProcess server) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (true) {
                try (HttpConnection connection = new HttpConnection(port)) {
                    connection.send("GET", HttpTarget.API + "/erp-config/health", "", "");
                    return;
                } catch (IOException e) {
                    server.requireAlive();
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("the server does not answer within 60 s");
                }
                Thread.sleep(20);
            }
        }
    }

    private void importFiles(Shape shape, String repo) throws Exception {
        Path folder = work.resolve("import");
        Path made = folder;
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve(shape.path(i));
            if (!file.getParent().equals(made)) {
                made = Files.createDirectories(file.getParent());
            }
            Files.writeString(file, "{\"part\": " + i + ", \"rate\": 1.25}\n");
        }
        program.run("import", folder.toString(), "--owner", OWNER, "--project", repo);
        WorkFolder.delete(folder);
    }
}
