package io.erpconfig.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Clients that save files of 4 KB, each one after the other, and how long each save took. The same code loads every
 * target, each in a process of its own, so that what is compared differs in the target alone.
 */
final class SaveLoad {

    /** Files of a branch. */
    static final int FILES = 20;

    /** Bytes, and as it is ASCII characters, of a file. */
    static final int SIZE = 4096;

    private static final int HEAD = 64;
    private static final String BODY = body();

    private final SaveTarget target;
    private final AtomicInteger contents = new AtomicInteger();

    SaveLoad(SaveTarget target) {
        this.target = target;
    }

    /**
     * A while of saves.
     *
     * @param perSecond saves answered a second
     * @param p50       median latency, in microseconds
     * @param p99       latency that one save in a hundred exceeds, in microseconds
     */
    record Round(double perSecond, double p50, double p99) {

        /** @param nanos how long each of them took */
        static Round of(LongStream nanos, double seconds) {
            long[] sorted = nanos.sorted().toArray();
            return new Round(sorted.length / seconds, percentile(sorted, 50), percentile(sorted, 99));
        }

        static Round parse(String line) {
            double[] values = new double[3];
            for (String part : line.split(" ")) {
                String[] pair = part.split("=");
                switch (pair[0]) {
                    case "per_second" -> values[0] = Double.parseDouble(pair[1]);
                    case "p50_us" -> values[1] = Double.parseDouble(pair[1]);
                    case "p99_us" -> values[2] = Double.parseDouble(pair[1]);
                    default -> {
                        // which round it was; who asked for it knows
                    }
                }
            }
            return new Round(values[0], values[1], values[2]);
        }
    }

    static String path(int file) {
        return "f%02d.txt".formatted(file);
    }

    /** A text of {@link #SIZE} characters that is like no other of this process, and of another process no more. */
    String nextContent() {
        String head = "\"change\": \"" + contents.incrementAndGet() + "\", \"at\": \"" + System.nanoTime() + "\"";
        return head + " ".repeat(HEAD - head.length()) + BODY;
    }

    /**
     * Answers each line of standard input, {@code CLIENTS PROJECTS MILLISECONDS PER_SECOND}, with a line on standard
     * output, until there is none. A {@code PER_SECOND} of 0 is as fast as it goes.
     */
    void answerRounds() throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            int clients = Integer.parseInt(words[0]);
            int projects = Integer.parseInt(words[1]);
            Round round = run(clients, projects, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            System.out.printf(
                    "round clients=%d projects=%d per_second=%.1f p50_us=%.1f p99_us=%.1f%n",
                    clients, projects, round.perSecond(), round.p50(), round.p99());
        }
    }

    /** Runs clients for a while, spread over the first projects. */
    Round run(int clients, int projects, int milliseconds, int perSecond) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long start = System.nanoTime();
            long end = start + milliseconds * 1_000_000L;
            long pause = perSecond == 0 ? 0 : 1_000_000_000L * clients / perSecond;
            List<Future<long[]>> runs = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                // Clients with a pause begin apart, so that their saves are spread evenly.
                long first = start + pause * client / clients;
                runs.add(threads.submit(() -> client(client, client % projects, first, end, pause)));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> run : runs) {
                all.add(run.get());
            }
            double took = (System.nanoTime() - start) / 1e9;
            return Round.of(all.stream().flatMapToLong(Arrays::stream), took);
        } catch (ExecutionException e) {
            throw new IOException("a save failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] client(int client, int project, long first, long end, long pause) throws Exception {
        long[] nanos = new long[1024];
        int count = 0;
        long due = first;
        while (true) {
            if (pause > 0) {
                for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
                    LockSupport.parkNanos(ahead);
                }
                due += pause;
            }
            String content = nextContent();
            String path = path((client + count) % FILES);
            long start = System.nanoTime();
            if (start >= end) {
                return Arrays.copyOf(nanos, count);
            }
            target.save(project, path, content);
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = System.nanoTime() - start;
        }
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e3;
    }

    private static String body() {
        Random random = new Random(1);
        StringBuilder body = new StringBuilder("\n");
        while (body.length() < SIZE - HEAD) {
            body.append("\"rate-%03d\": %d,\n".formatted(random.nextInt(1000), random.nextInt(1_000_000)));
        }
        return body.substring(0, SIZE - HEAD - 1) + "\n";
    }
}
