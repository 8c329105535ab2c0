package io.erpconfig.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A client that polls, reads a file and saves one, in turn and without haste, and notes how long each takes. */
final class QuietClient {

    /** The project that is its own. */
    static final int PROJECT = 0;

    private static final int PAUSE_MILLIS = 20;

    private final int port;
    private final HttpTarget target;
    private final String headers;
    private final Times polls = new Times("poll");
    private final Times reads = new Times("raw read");
    private final Times saves = new Times("save");
    private HttpConnection connection;
    private int saved;

    QuietClient(int port, HttpTarget target, String token) throws IOException {
        this.port = port;
        this.target = target;
        this.headers = "PRIVATE-TOKEN: " + token + "\r\n";
        this.connection = new HttpConnection(port);
    }

    /** Times that requests of one kind took. */
    static final class Times {

        private final String name;
        private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        private volatile int failed;

        private Times(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        int failed() {
            return failed;
        }

        /** Nanoseconds, at the 99th percentile. */
        long p99() {
            return at(0.99);
        }

        private long at(double share) {
            List<Long> sorted = new ArrayList<>(nanos);
            Collections.sort(sorted);
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
        }

        /** How many times as long these took as others. */
        double ratio(Times others) {
            return p99() / (double) Math.max(1, others.p99());
        }
    }

    /** One request. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** Asks until then, whatever comes of it. */
    void run(long end) {
        String repository = BenchServer.repository(PROJECT);
        String tag = "";
        while (System.nanoTime() < end) {
            String known = tag.isEmpty() ? "" : "If-None-Match: " + tag + "\r\n";
            String[] now = {""};
            time(
                    polls,
                    () -> now[0] = get(repository + "/branches/master", known).header("ETag"));
            tag = now[0];
            time(reads, () -> HttpTarget.require(200, get(repository + "/files/" + SaveLoad.path(1) + "/raw", "")));
            time(saves, () -> target.save(PROJECT, SaveLoad.path(0), "saved " + saved++));
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private HttpConnection.Answer get(String path, String more) throws IOException {
        return connection.send("GET", path, headers + more, "");
    }

    private void time(Times times, Action action) {
        long began = System.nanoTime();
        try {
            action.run();
        } catch (IOException e) {
            times.failed++;
            System.err.println("… a " + times.name + " failed: " + e.getMessage());
            reconnect();
        }
        times.nanos.add(System.nanoTime() - began);
    }

    private void reconnect() {
        try {
            connection.close();
            connection = new HttpConnection(port);
        } catch (IOException e) {
            // The next request fails too, and counts.
        }
    }

    /** Forgets what was noted. */
    void forget() {
        for (Times each : List.of(polls, reads, saves)) {
            each.nanos.clear();
            each.failed = 0;
        }
    }

    Times polls() {
        return polls;
    }

    Times reads() {
        return reads;
    }

    Times saves() {
        return saves;
    }

    int count() {
        return polls.nanos.size() + reads.nanos.size() + saves.nanos.size();
    }

    /** Nanoseconds that the longest request took. */
    long longest() {
        return Math.max(polls.at(1), Math.max(reads.at(1), saves.at(1)));
    }
}
