package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as it is shipped, on a new data directory. */
final class BenchServer implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("\"tokenString\"\\s*:\\s*\"([0-9a-f]{64})\"");

    /** Guards nothing but the accounts of a server that ends with the run. */
    private static final String PASSWORD = "benchmarks only, 127.0.0.1";

    private final Child process;
    private final int port;

    private BenchServer(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    static BenchServer start(Path root, Path work, String javaHome) throws IOException, InterruptedException {
        int port = Child.freePort();
        Child process = Child.start(
                work.resolve("server.log"),
                Map.of("JAVA_HOME", javaHome, HttpTarget.PASSWORD_VARIABLE, PASSWORD),
                List.of(
                        root.resolve("bin/erp-config").toString(),
                        "serve",
                        "--port",
                        "" + port,
                        "--data-dir",
                        work.resolve("server").toString()));
        BenchServer server = new BenchServer(process, port);
        try {
            server.awaitHealth();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
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
            Thread.sleep(20);
        }
    }

    int port() {
        return port;
    }

    /** What the children need to sign in. */
    static Map<String, String> environment() {
        return Map.of(HttpTarget.PASSWORD_VARIABLE, PASSWORD);
    }

    /** Whether operators can sign in: what saves over HTTP need. */
    boolean hasAdminApi() throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            int status =
                    connection.send("GET", HttpTarget.API + "/session", "", "").status();
            return status == 200;
        }
    }

    /** Reads of a file in the branch that one-project loads save to, each with the full check of a token. */
    Load reads() throws IOException {
        String cookie = HttpTarget.signIn(port, PASSWORD);
        try (HttpConnection connection = new HttpConnection(port)) {
            HttpConnection.Answer answer = HttpTarget.require(
                    201,
                    connection.send(
                            "POST",
                            HttpTarget.API + "/tokens",
                            "Cookie: " + cookie + "\r\nContent-Type: application/json\r\n",
                            "{\"name\": \"reads\", \"repos\": []}"));
            Matcher token = TOKEN.matcher(answer.body());
            if (!token.find()) {
                throw new IOException("no tokenString in the answer to POST tokens");
            }
            return new Load(
                    "http://127.0.0.1:" + port + HttpTarget.API + "/erp-config/projects/" + HttpTarget.repo(0)
                            + "/repository/files/" + SaveLoad.path(0) + "/raw?ref=master",
                    Map.of("PRIVATE-TOKEN", token.group(1)));
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
