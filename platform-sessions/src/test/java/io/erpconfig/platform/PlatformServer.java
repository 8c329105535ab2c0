package io.erpconfig.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A platform with sessions, on a free port of this machine. */
public final class PlatformServer implements AutoCloseable {

    /** Answers a request. */
    @FunctionalInterface
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** The {@code Cookie} of each request; what has none says so. */
    public final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;
    private volatile Reply reply = json("{}");
    private HttpServer server;

    public PlatformServer() {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    private HttpServer listen(int at) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), at), 0);
            listening.createContext("/", this::answer);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> cookies = exchange.getRequestHeaders().get("Cookie");
            asked.add(cookies == null ? "none" : String.join(" | ", cookies));
            reply.to(exchange);
        }
    }

    public static Reply json(String body) {
        return status(200, body);
    }

    /** The user as the platform's session has them. */
    public static Reply user(String id) {
        return json(
                "{\"ok\": true, \"session\": {\"data\": [1, {\"_id\": \"no\"}], \"user\": {\"name\": \"A\", \"_id\": \""
                        + id + "\"}}, \"more\": 1}");
    }

    public static Reply status(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public void replies(Reply with) {
        reply = with;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/session");
    }

    public void goDown() {
        server.stop(0);
    }

    public void comeUp() {
        server = listen(port);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
