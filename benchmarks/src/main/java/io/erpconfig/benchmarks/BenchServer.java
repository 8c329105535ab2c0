package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as it is shipped, with an account to save with. */
final class BenchServer implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("\"tokenString\"\\s*:\\s*\"([0-9a-f]{64})\"");

    /** Guards nothing but the accounts of a server that ends with the run. */
    private static final String PASSWORD = "benchmarks only, 127.0.0.1";

    private static final int POLL_MILLIS = 5;

    private final ChildProcess process;
    private final int port;

    private BenchServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Serves a store, and returns when it answers. */
    static BenchServer start(ErpConfig program, Path log) throws IOException, InterruptedException {
        int port = ChildProcess.freePort();
        ChildProcess process =
                program.with(HttpTarget.PASSWORD_VARIABLE, PASSWORD).serve(log, port);
        BenchServer server = new BenchServer(process, port);
        try {
            server.awaitHealth();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** The projects of the one who saves. */
    HttpTarget target() throws IOException {
        return HttpTarget.signedIn(port, PASSWORD);
    }

    private void awaitHealth() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try (HttpConnection connection = new HttpConnection(port)) {
                if (connection
                                .send("GET", HttpTarget.API + "/erp-config/health", "", "")
                                .status()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                process.requireAlive();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the server does not answer within 60 s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    int port() {
        return port;
    }

    /** The environment that the child processes need to sign in. */
    static Map<String, String> environment() {
        return Map.of(HttpTarget.PASSWORD_VARIABLE, PASSWORD);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The read API's path of one of the projects that are saved to. */
    static String repository(int project) {
        return ProjectReads.repository(HttpTarget.repo(project));
    }

    /** New tokens of the one who saves, each for all projects. */
    List<String> tokens(int count) throws IOException {
        String cookie = HttpTarget.signIn(port, PASSWORD);
        List<String> tokens = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(port)) {
            for (int i = 0; i < count; i++) {
                HttpConnection.Answer answer = HttpTarget.require(
                        201,
                        connection.send(
                                "POST",
                                HttpTarget.API + "/tokens",
                                "Cookie: " + cookie + "\r\nContent-Type: application/json\r\n",
                                "{\"name\": \"reads " + i + "\", \"repos\": []}"));
                Matcher token = TOKEN.matcher(answer.body());
                if (!token.find()) {
                    throw new IOException("no tokenString in the answer to POST tokens");
                }
                tokens.add(token.group(1));
            }
        }
        return tokens;
    }

    /** Reads of one file of a project, each with the full check of a token. */
    Load reads(int project, String token) {
        return new ProjectReads(url(), HttpTarget.repo(project), token).raw(SaveLoad.path(0));
    }

    int residentMegabytes() throws IOException {
        return process.residentMegabytes()[0];
    }

    /** The processor time that the server has taken so far. */
    double processorSeconds() {
        return process.processorTime().toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.close();
    }
}
