package io.erpconfig.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A save, and how long it takes until the last of many clients that wait for it is told: requests with {@code Prefer: wait},
 * and streams of events, on a server with its default flags. Prints a report in Markdown; ends with an error if an aim is
 * missed.
 *
 * <p>Arguments: the repository's root, how many requests wait, how many streams there are, how many rounds, the Java home.
 */
public final class ManyWatchers {

    /** How many clients of one token may wait. */
    private static final int OF_TOKEN = 200;

    private static final int WARM_UP = 3;
    private static final int IDLE_SECONDS = 10;
    private static final int LONGEST_MILLIS = 100;
    private static final int MOST_MEGABYTES = 120;
    private static final double MOST_OF_A_CORE = 0.02;

    private static final Pattern TAG = Pattern.compile("(?i)\r\nETag: (\"[^\"]*\")");

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private final List<Client> waiters = new ArrayList<>();
    private final List<Client> streams = new ArrayList<>();
    private final int port;

    /** Number of clients that are to be told and have not been. */
    private int untold;

    private ManyWatchers(int port) throws IOException {
        this.port = port;
    }

    /** A connection that waits. */
    private static final class Client {
        private final SocketChannel channel;
        private final String token;
        private final boolean stream;
        private String tag = "";
        private boolean told = true;
        private int answers;

        Client(SocketChannel channel, String token, boolean stream) {
            this.channel = channel;
            this.token = token;
            this.stream = stream;
        }
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int waiting = Integer.parseInt(args[1]);
        int streaming = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        List<String> failures = new ArrayList<>();
        try (WorkFolder work = WorkFolder.make(root, "watchers-")) {
            ErpConfig program = ErpConfig.onFolder(root, args[4], WorkFolder.apart(work.path(), "data"));
            try (BenchServer server = BenchServer.start(program, work.path().resolve("log"))) {
                HttpTarget target = server.target();
                target.makeProject(0);
                List<String> tokens = server.tokens((waiting + streaming + OF_TOKEN - 1) / OF_TOKEN);
                int before = server.residentMegabytes();
                ManyWatchers watchers = new ManyWatchers(server.port());
                System.err.println("… connecting " + waiting + " that wait and " + streaming + " streams");
                watchers.connect(waiting, streaming, tokens);
                double[] millis = watchers.rounds(target, rounds);
                int resident = server.residentMegabytes();
                watchers.send();
                watchers.settle();
                double used = -server.processorSeconds();
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                used = (used + server.processorSeconds()) / IDLE_SECONDS;
                double median = millis[millis.length / 2];
                System.out.printf("# %,d requests that wait and %,d streams%n%n", waiting, streaming);
                System.out.println("| from a save's answer until the last is told, median of " + rounds
                        + " rounds | at most | resident, above idle | of a core, while nothing happens |");
                System.out.println("|---|---|---|---|");
                System.out.printf(
                        "| %.0f ms | %.0f ms | %d MB (%d MB idle) | %.1f %% |%n",
                        median, millis[millis.length - 1], resident - before, before, 100 * used);
                fail(failures, median > LONGEST_MILLIS, "the last was told after " + (int) median + " ms");
                fail(failures, resident - before > MOST_MEGABYTES, "it took " + (resident - before) + " MB more");
                fail(failures, used > MOST_OF_A_CORE, "%.1f %% of a core while nothing happens".formatted(100 * used));
            }
        }
        if (!failures.isEmpty()) {
            System.err.println("FAILED: " + String.join("; ", failures));
            System.exit(1);
        }
    }

    private static void fail(List<String> failures, boolean failed, String why) {
        if (failed) {
            failures.add(why);
        }
    }

    private void connect(int waiting, int streaming, List<String> tokens) throws IOException {
        for (int i = 0; i < waiting + streaming; i++) {
            int group = i / OF_TOKEN;
            SocketChannel channel = SocketChannel.open();
            // As many clients of one address would be too many.
            channel.bind(new InetSocketAddress("127.0." + (1 + group / 250) + "." + (1 + group % 250), 0));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.configureBlocking(false);
            Client client = new Client(channel, tokens.get(group), i >= waiting);
            channel.register(selector, SelectionKey.OP_READ, client);
            // At once: a connection without a request is not kept for long.
            if (client.stream) {
                streams.add(client);
                write(client, BenchServer.repository(0).replace("/repository", "/events/stream"), "");
            } else {
                waiters.add(client);
                ask(client);
            }
        }
    }

    /** Sends each round's requests, saves, and returns how long it took until the last client was told, sorted. */
    private double[] rounds(HttpTarget target, int rounds) throws Exception {
        // Without a tag they are answered at once.
        awaitTold();
        double[] millis = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            send();
            streams.forEach(this::expect);
            settle();
            int number = round;
            CompletableFuture<Long> saved = CompletableFuture.supplyAsync(() -> {
                try {
                    target.save(0, SaveLoad.path(0), "round " + number);
                    return System.nanoTime();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            long last = awaitTold();
            if (round >= 0) {
                millis[round] = Math.max(0, last - saved.get()) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private void send() throws IOException {
        for (Client each : waiters) {
            ask(each);
        }
    }

    private void ask(Client client) throws IOException {
        expect(client);
        write(
                client,
                BenchServer.repository(0) + "/branches/master",
                client.tag.isEmpty() ? "" : "If-None-Match: " + client.tag + "\r\nPrefer: wait=120\r\n");
    }

    private void expect(Client client) {
        if (client.told) {
            client.told = false;
            untold++;
        }
    }

    private void tell(Client client) {
        if (!client.told) {
            client.told = true;
            untold--;
        }
    }

    private static void write(Client client, String path, String headers) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(
                ("GET " + path + " HTTP/1.1\r\nHost: h\r\nPRIVATE-TOKEN: " + client.token + "\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        while (request.hasRemaining()) {
            client.channel.write(request);
        }
    }

    /** Reads what comes until nothing does for a second: by then all of them wait. */
    private void settle() throws IOException {
        long quiet = System.nanoTime();
        while (System.nanoTime() - quiet < TimeUnit.SECONDS.toNanos(1)) {
            if (read(100)) {
                quiet = System.nanoTime();
            }
        }
        if (waiters.stream().anyMatch(each -> each.told)) {
            throw new IOException("a request was answered that should wait");
        }
    }

    /** Reads until all of them are told; returns when the last was. */
    private long awaitTold() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (untold > 0) {
            read(100);
            if (System.nanoTime() > end) {
                throw new IOException("after a minute not all are told");
            }
        }
        return System.nanoTime();
    }

    private boolean read(int millis) throws IOException {
        selector.select(millis);
        boolean any = !selector.selectedKeys().isEmpty();
        for (SelectionKey key : selector.selectedKeys()) {
            Client client = (Client) key.attachment();
            buffer.clear();
            if (client.channel.read(buffer) < 0) {
                throw new IOException("the server has closed a "
                        + (client.stream ? "stream" : "connection after " + client.answers + " answers"));
            }
            String text = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
            if (client.stream) {
                if (text.contains("event: snapshot.created")) {
                    tell(client);
                }
            } else if (text.startsWith("HTTP/1.1 200 ")) {
                Matcher tag = TAG.matcher(text);
                if (!tag.find()) {
                    throw new IOException("an answer without a tag: " + text);
                }
                client.tag = tag.group(1);
                tell(client);
                client.answers++;
            } else if (text.startsWith("HTTP/")) {
                throw new IOException("refused: " + text);
            }
        }
        selector.selectedKeys().clear();
        return any;
    }
}
