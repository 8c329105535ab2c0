import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small stand-in for a CETEC ERP, for trying out the ERP proxy without one:
 *
 *   java CetecUpstream.java PORT CUSTOMERS
 *
 * and then serve with --cetec-url http://127.0.0.1:PORT and ERP_CONFIG_CETEC_TOKEN=try-it-out. It listens on this machine
 * alone; port 0 is any free one, which it prints. Behind a path it has the faults of real ones, so that
 * --cetec-url http://127.0.0.1:PORT/slow shows how they look: /html, /object, /401, /500, /slow, /reset, /huge, /redirect,
 * /duplicates, /strange. GET /requests is how many requests for customers there were.
 */
final class CetecUpstream {

    private static final String TOKEN = "try-it-out";

    private final int customers;
    private final AtomicInteger requests = new AtomicInteger();

    private CetecUpstream(int customers) {
        this.customers = customers;
    }

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9090;
        int customers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 25;
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", new CetecUpstream(customers)::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/requests")) {
                answer(exchange, 200, "application/json", "" + requests.get());
                return;
            }
            if (!path.endsWith("/api/customer")) {
                answer(exchange, 404, "text/plain", "no such page");
                return;
            }
            requests.incrementAndGet();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            answer(exchange, path.substring(1, Math.max(1, path.indexOf("/api/"))), query);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String fault, Map<String, String> query)
            throws IOException, InterruptedException {
        switch (fault) {
            case "html" -> answer(exchange, 200, "text/html", "<html>Please sign in</html>");
            case "object" -> answer(exchange, 200, "application/json", "{\"error\": \"no\"}");
            case "401" -> answer(exchange, 401, "text/plain", "who are you?");
            case "500" -> answer(exchange, 500, "text/plain", "oops");
            case "reset" -> {
                // Closed without an answer.
            }
            case "redirect" -> {
                exchange.getResponseHeaders().set("Location", "/api/customer");
                answer(exchange, 302, "text/plain", "");
            }
            case "slow" -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 600; i++) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(200);
                }
            }
            case "huge" -> {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 1 << 16; i++) {
                    out.write(blanks);
                }
            }
            default -> {
                if (!TOKEN.equals(query.get("preshared_token"))) {
                    answer(exchange, 401, "text/plain", "who are you?");
                    return;
                }
                answer(exchange, 200, "application/json", rows(fault, query));
            }
        }
    }

    private String rows(String fault, Map<String, String> query) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i <= customers; i++) {
            rows.add(row(i));
        }
        if (fault.equals("duplicates")) {
            rows.add(row(1));
        } else if (fault.equals("strange")) {
            // A row for each kind of switch; of these 1, "1" and true are billed.
            List<String> switches = List.of("1", "\"1\"", "true", "0", "\"\"", "null", "false", "2", "\"yes\"", "[1]");
            for (int i = 0; i < switches.size(); i++) {
                Map<String, String> row = row(9000 + i);
                row.put("ok_to_bill", switches.get(i));
                rows.add(row);
            }
            Map<String, String> nameless = row(9100);
            nameless.remove("domain");
            rows.add(nameless);
        }
        List<String> columns = List.of(query.getOrDefault("columns", "id,name").split(","));
        return rows.stream()
                .filter(row -> fits(row, query, "id") && fits(row, query, "name"))
                .map(row -> row.entrySet().stream()
                        .filter(column -> columns.contains(column.getKey()))
                        .map(column -> '"' + column.getKey() + "\":" + column.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining(",\n", "[", "]\n"));
    }

    private static boolean fits(Map<String, String> row, Map<String, String> query, String column) {
        return !query.containsKey(column) || row.get(column).contains(query.get(column));
    }

    /** Values are JSON. */
    private static Map<String, String> row(int id) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("id", "" + id);
        row.put("name", "\"Customer " + id + "\"");
        row.put("domain", "\"customer-" + id + "\"");
        row.put("ok_to_bill", "1");
        row.put("priority_support", id % 3 == 0 ? "\"Enterprise\"" : "\"\"");
        row.put("resident_hosting", id % 10 == 4 ? "1" : "0");
        row.put("test_environment", "\"Update Nightly\"");
        row.put("itar_hosting_bc", id % 10 == 7 ? "\"1\"" : "null");
        row.put("num_prod_users", "" + id * 7 % 200);
        row.put("num_full_users", "" + id * 3 % 50);
        row.put("techx_password", "\"secret of " + id + "\"");
        return row;
    }

    private static Map<String, String> query(String raw) {
        return Stream.of((raw == null ? "" : raw).split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> decode(pair[0]), pair -> decode(pair[1]), (first, second) -> first));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
