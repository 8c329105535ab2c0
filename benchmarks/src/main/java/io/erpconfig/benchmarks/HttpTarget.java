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

    private final int port;
    private final String headers;
    private final Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();

    private HttpTarget(int port, String cookie) {
        this.port = port;
        this.headers = "Cookie: " + cookie + "\r\nContent-Type: text/plain\r\n";
    }

    /** Arguments: a folder, which is not used, how many projects, the port; the admin's password in the environment. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[2]);
        String cookie = signIn(port, System.getenv(PASSWORD_VARIABLE));
        HttpTarget target = new HttpTarget(port, cookie);
        SaveLoad load = new SaveLoad(target);
        String json = "Cookie: " + cookie + "\r\nContent-Type: application/json\r\n";
        try (HttpConnection connection = new HttpConnection(port)) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                require(
                        201,
                        connection.send(
                                "POST",
                                API + "/projects",
                                json,
                                "{\"name\": \"p" + i + "\", \"type\": \"erp-config\"}"));
                String actions = IntStream.range(0, SaveLoad.FILES)
                        .mapToObj(file -> "{\"action\": \"create\", \"path\": \"" + SaveLoad.path(file)
                                + "\", \"content\": \"file " + file + "\"}")
                        .collect(Collectors.joining(", "));
                require(
                        201,
                        connection.send(
                                "POST",
                                API + "/projects/" + repo(i) + "/branches/master/commits",
                                json,
                                "{\"message\": \"files\", \"actions\": [" + actions + "]}"));
            }
        }
        load.answerRounds();
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
        HttpConnection connection = idle.pollFirst();
        if (connection == null) {
            connection = new HttpConnection(port);
        }
        String target = API + "/projects/" + repo(project) + "/branches/master/files/" + path;
        require(200, connection.send("PUT", target, headers, content));
        // In turn, so that none is idle for so long that the server closes it.
        idle.addLast(connection);
    }

    static HttpConnection.Answer require(int status, HttpConnection.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException(answer.status() + " instead of " + status + ": " + answer.body());
        }
        return answer;
    }
}
