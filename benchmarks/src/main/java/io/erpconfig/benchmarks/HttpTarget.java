package io.erpconfig.benchmarks;

import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A running server's admin API, with a signed-in session and a connection for each client. */
final class HttpTarget implements SaveTarget {

    static final String API = "/site-builder/api";
    static final String PASSWORD_VARIABLE = "ERP_CONFIG_ADMIN_PASSWORD";

    /** Less than the server closes a connection after. */
    private static final long LONGEST_IDLE_NANOS = 10_000_000_000L;

    private final int port;
    private final String cookie;
    private final String headers;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

    /** A connection that nobody uses, and since when. */
    private record Idle(HttpConnection connection, long since) {}

    private HttpTarget(int port, String cookie) {
        this.port = port;
        this.cookie = cookie;
        this.headers = "Cookie: " + cookie + "\r\nContent-Type: text/plain\r\n";
    }

    /** A server's projects, as {@code admin} saves to them. */
    static HttpTarget signedIn(int port, String password) throws IOException {
        return new HttpTarget(port, signIn(port, password));
    }

    /** Arguments: a folder, which is not used, how many projects, the port; the admin's password in the environment. */
    public static void main(String[] args) throws Exception {
        HttpTarget target = signedIn(Integer.parseInt(args[2]), System.getenv(PASSWORD_VARIABLE));
        SaveLoad load = new SaveLoad(target);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            target.makeProject(i);
        }
        load.answerRounds();
    }

    /** Makes a project whose second snapshot has all files, with {@link #firstContent}. */
    void makeProject(int project) throws IOException {
        String json = "Cookie: " + cookie + "\r\nContent-Type: application/json\r\n";
        try (HttpConnection connection = new HttpConnection(port)) {
            require(
                    201,
                    connection.send(
                            "POST",
                            API + "/projects",
                            json,
                            "{\"name\": \"p" + project + "\", \"type\": \"erp-config\"}"));
            String actions = IntStream.range(0, SaveLoad.FILES)
                    .mapToObj(file -> "{\"action\": \"create\", \"path\": \"" + SaveLoad.path(file)
                            + "\", \"content\": \"" + firstContent(file) + "\"}")
                    .collect(Collectors.joining(", "));
            require(
                    201,
                    connection.send(
                            "POST",
                            API + "/projects/" + repo(project) + "/branches/master/commits",
                            json,
                            "{\"message\": \"files\", \"actions\": [" + actions + "]}"));
        }
    }

    static String firstContent(int file) {
        return "file " + file;
    }

    /** Signs in as {@code admin} and gives the cookie for later requests. */
    static String signIn(int port, String password) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            HttpConnection.Answer answer = require(
                    200,
                    connection.send(
                            "POST",
                            "/user/login",
                            "Content-Type: application/json\r\n",
                            "{\"username\": \"admin\", \"password\": \"" + password + "\"}"));
            return answer.header("Set-Cookie").split(";")[0];
        }
    }

    static String repo(int project) {
        return "p" + project + ".erp-config";
    }

    @Override
    public void save(int project, String path, String content) throws IOException {
        HttpConnection connection = connect();
        String target = API + "/projects/" + repo(project) + "/branches/master/files/" + path;
        require(200, connection.send("PUT", target, headers, content));
        // In turn, so that none is idle for longer than the others.
        idle.addLast(new Idle(connection, System.nanoTime()));
    }

    private HttpConnection connect() throws IOException {
        for (Idle found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
            if (System.nanoTime() - found.since() < LONGEST_IDLE_NANOS) {
                return found.connection();
            }
            found.connection().close();
        }
        return new HttpConnection(port);
    }

    static HttpConnection.Answer require(int status, HttpConnection.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException(answer.status() + " instead of " + status + ": " + answer.body());
        }
        return answer;
    }
}
