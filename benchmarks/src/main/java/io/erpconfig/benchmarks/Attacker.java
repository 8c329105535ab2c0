package io.erpconfig.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that asks for the heaviest that there is, in a random order from a fixed seed, and reads the answer, reads it
 * slowly, or goes away in the middle; or sends half of a body or head, or wrong passwords. It has an address of its own.
 */
final class Attacker {

    /** The project with many snapshots. */
    static final int LONG_HISTORY = 1;

    private static final int SLOW_MILLIS = 3_000;
    private static final int ENOUGH = 64 << 20;

    /** What each asks for of the large project, on the read API. */
    private static final List<String> LARGE = List.of(
            "tree?recursive=true",
            "tree?recursive=true&ref=master@v0002",
            "archive.zip",
            "archive.tar.gz",
            "archive.tar.bz2",
            "compare?from=master@v0002&to=master",
            "commits?path=d000/f000001.json",
            "commits?with_stats=true",
            "branches?regex=%28a%7Cb%29%7B1%2C500%7D",
            "files/d000%2Ff000001.json",
            "blobs/0123456789012345678901234567890123456789");

    /** And of the one with many snapshots. */
    private static final List<String> LONG = List.of(
            "commits",
            "commits?all=true&with_stats=true",
            "commits?path=" + SaveLoad.path(1),
            "commits?author=nobody",
            "commits?ref_name=master@v0002..master",
            "compare?from=master@v0002&to=master",
            "tree?ref=deadbeef",
            "contributors");

    private final int port;
    private final InetAddress from;
    private final String large;
    private final String token;
    private final Random random;
    private final Map<String, AtomicLong> counts = new TreeMap<>();
    private final byte[] buffer = new byte[64 * 1024];

    Attacker(int port, String repo, String token, int number) throws IOException {
        this.port = port;
        this.from = InetAddress.getByName("127.0.1." + (1 + number));
        this.large = ProjectReads.repository(repo) + "/";
        this.token = "PRIVATE-TOKEN: " + token + "\r\n";
        this.random = new Random(number);
    }

    void run(long end) {
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, from, 0)) {
                socket.setSoTimeout(30_000);
                attack(socket);
            } catch (IOException e) {
                count("cut off");
                pause(10);
            }
        }
    }

    private void attack(Socket socket) throws IOException {
        int kind = random.nextInt(20);
        if (kind < 8) {
            send(socket, "GET", heavy(), token, "");
            count(read(socket, ENOUGH));
        } else if (kind < 11) {
            send(socket, "GET", heavy(), token, "");
            count(read(socket, random.nextInt(1 << 20)));
        } else if (kind < 14) {
            socket.setReceiveBufferSize(4096);
            send(socket, "GET", heavy(), token, "");
            pause(random.nextInt(SLOW_MILLIS));
            count(read(socket, random.nextInt(256 * 1024)));
        } else if (kind < 16) {
            send(
                    socket,
                    "POST",
                    random.nextBoolean()
                            ? "/user/login"
                            : HttpTarget.API + "/projects/x.erp-config/branches/master/commits",
                    "Content-Type: application/json\r\nContent-Length: " + (1 + random.nextInt(1 << 20)) + "\r\n",
                    "{\"username\": \"" + "x".repeat(random.nextInt(12_000)));
            pause(random.nextInt(SLOW_MILLIS));
            count("half a body");
        } else if (kind == 16) {
            write(socket, "GET /api/v4/projects HTTP/1.1\r\nHost: h\r\nX-Half: ");
            pause(random.nextInt(SLOW_MILLIS));
            count("half a head");
        } else {
            String body = "{\"username\": \"" + (random.nextBoolean() ? "admin" : "nobody" + random.nextInt(50))
                    + "\", \"password\": \"wrong " + random.nextInt() + "\"}";
            send(
                    socket,
                    "POST",
                    "/user/login",
                    "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n",
                    body);
            count(read(socket, ENOUGH));
        }
    }

    private String heavy() {
        return random.nextInt(3) == 0
                ? BenchServer.repository(LONG_HISTORY) + "/" + LONG.get(random.nextInt(LONG.size()))
                : large + LARGE.get(random.nextInt(LARGE.size()));
    }

    private static void send(Socket socket, String method, String target, String headers, String body)
            throws IOException {
        write(
                socket,
                method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n" + body);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status of the answer, of which so many bytes are read. */
    private String read(Socket socket, int most) throws IOException {
        InputStream in = socket.getInputStream();
        String status = "";
        int read = 0;
        for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
            if (read == 0) {
                status = some > 12 ? new String(buffer, 9, 3, StandardCharsets.US_ASCII) : "?";
            }
            read += some;
            if (read > most) {
                break;
            }
        }
        return status.isEmpty() ? "no answer" : status;
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(String what) {
        synchronized (counts) {
            counts.computeIfAbsent(what, none -> new AtomicLong()).incrementAndGet();
        }
    }

    private Map<String, AtomicLong> counts() {
        synchronized (counts) {
            return new TreeMap<>(counts);
        }
    }

    /** How many requests were sent in all. */
    static long requests(Collection<Attacker> attackers) {
        return attackers.stream()
                .flatMap(each -> each.counts().values().stream())
                .mapToLong(AtomicLong::get)
                .sum();
    }

    /** What came of them, and how often. */
    static String statuses(Collection<Attacker> attackers) {
        Map<String, Long> all = new TreeMap<>();
        attackers.forEach(each -> each.counts().forEach((what, count) -> all.merge(what, count.get(), Long::sum)));
        return String.join(
                ", ",
                all.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .toList());
    }
}
