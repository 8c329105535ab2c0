package io.erpconfig.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator's script on the admin API: signed in, over real HTTP. Safe for any number of threads. */
public final class AdminClient {

    public static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String API = "/site-builder/api/";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String server;
    private final String cookie;

    private AdminClient(String server, String user, String password) throws IOException {
        this.server = server;
        byte[] body = JSON.writeValueAsBytes(
                JSON.createObjectNode().put("username", user).put("password", password));
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(server + "/user/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
        if (answer.statusCode() != 200) {
            throw new AssertionError("sign-in answers " + answer.statusCode() + " " + text(answer));
        }
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        this.cookie = set.substring(0, set.indexOf(';'));
    }

    /** @param server its URL, without a slash at the end */
    public static AdminClient signIn(String server, String user, String password) throws IOException {
        return new AdminClient(server, user, password);
    }

    /** Another server's client with this one's session. */
    private AdminClient(String server, AdminClient other) {
        this.server = server;
        this.cookie = other.cookie;
    }

    /** The same session on another server of the same store, or on the same one after a restart. */
    public AdminClient at(String other) {
        return new AdminClient(other, this);
    }

    /** The session's value, to search for where it must not be. */
    public String sessionValue() {
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /**
     * Sends a request and returns its answer, whatever that is.
     *
     * @param path    behind the API's prefix, encoded
     * @param headers names and values in turn
     * @throws IOException if the server can't be reached or goes away
     */
    public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + API + path))
                .timeout(Duration.ofSeconds(60))
                .header("Cookie", cookie)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    public HttpResponse<byte[]> get(String path, String... headers) throws IOException {
        return send("GET", path, new byte[0], headers);
    }

    /** Sends JSON and returns the JSON of the expected answer. */
    public JsonNode json(int status, String method, String path, JsonNode body) throws IOException {
        HttpResponse<byte[]> answer =
                send(method, path, JSON.writeValueAsBytes(body), "Content-Type", "application/json");
        return expect(status, answer);
    }

    /** The JSON of a 200. */
    public JsonNode json(String path) throws IOException {
        return expect(200, get(path));
    }

    public static JsonNode expect(int status, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + " answers " + answer.statusCode()
                    + ": " + text(answer));
        }
        return answer.body().length == 0 ? JSON.nullNode() : JSON.readTree(answer.body());
    }

    public static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** A part of a path or query, encoded. */
    public static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
