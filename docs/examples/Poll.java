import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Keeps a copy of a branch: one cheap request a round, and its files, one by one, when it has changed. Needs Java 17
 * and nothing else: {@code java Poll.java}. How to run it, and what it promises: docs/clients.md.
 */
public final class Poll {

    /** A round that may go well the next time. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        final String retryAfter;

        Failed(String reason, String retryAfter) {
            super(reason);
            this.retryAfter = retryAfter;
        }
    }

    /** What trying again won't change. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        Stopped(String reason) {
            super(reason);
        }
    }

    private static final class Server {
        private final HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        private final String repository;
        private final String token;
        private final Optional<String> instanceId;

        Server(String url, String token, String project, Optional<String> instanceId) {
            this.repository = url.replaceFirst("/+$", "") + "/projects/" + encoded(project) + "/repository";
            this.token = token;
            this.instanceId = instanceId;
        }

        /** A 200 or 304. */
        HttpResponse<byte[]> get(String path, Optional<String> knownTag) throws Failed, Stopped {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(repository + path)).header("PRIVATE-TOKEN", token);
            instanceId.ifPresent(id -> request.header("X-Instance-Id", id));
            knownTag.ifPresent(tag -> request.header("If-None-Match", tag));
            HttpResponse<byte[]> response;
            try {
                response = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                        .get(120, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new Failed("no answer", "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped("interrupted");
            }
            int status = response.statusCode();
            if (status == 200 || status == 304) {
                return response;
            }
            String label = (status + " " + code(response.body())).strip();
            if (status == 429 || status >= 500) {
                throw new Failed(
                        label, response.headers().firstValue("Retry-After").orElse(""));
            }
            throw new Stopped(label + ": " + remedy(status, label));
        }

        private static String code(byte[] body) {
            try {
                return Json.parse(body) instanceof Map<?, ?> error && error.get("code") instanceof String code
                        ? code
                        : "";
            } catch (Json.Malformed e) {
                return "";
            }
        }

        private static String remedy(int status, String label) {
            return switch (status) {
                case 401 ->
                    label.endsWith("FINGERPRINT_MISMATCH")
                            ? "the token is bound to another machine"
                            : "issue a new token";
                case 403 -> "let the token cover the project";
                case 404 -> "check the project and the branch";
                default -> "the request is wrong";
            };
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The folder: one folder a state; {@code current} names the last good one, {@code etag} holds its tag. */
    private record Copy(Path folder) {

        Optional<String> last() throws IOException {
            return read("current").map(String::strip).filter(name -> Files.isDirectory(folder.resolve(name)));
        }

        Optional<String> tag() throws IOException {
            String prefix = last().orElse("") + ' ';
            return read("etag")
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip());
        }

        private Optional<String> read(String name) throws IOException {
            Path file = folder.resolve(name);
            return Files.exists(file)
                    ? Optional.of(Files.readString(file)).filter(text -> !text.isBlank())
                    : Optional.empty();
        }

        void replace(String name, String text) throws IOException {
            Path fresh = Files.writeString(folder.resolve(name + ".new"), text + "\n");
            Files.move(
                    fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        /** An empty folder to download into. */
        Path begin() throws IOException {
            Path fresh = folder.resolve(".new");
            delete(fresh);
            return Files.createDirectory(fresh);
        }

        /** Makes what was downloaded the current state; nobody ever sees some of the files without the others. */
        void switchTo(String shortId, String tag) throws IOException {
            String last = last().orElse("");
            delete(folder.resolve(shortId));
            Files.move(folder.resolve(".new"), folder.resolve(shortId), StandardCopyOption.ATOMIC_MOVE);
            replace("current", shortId);
            replace("etag", shortId + " " + tag);
            // The folder before stays for programs that still read it.
            try (Stream<Path> all = Files.list(folder)) {
                for (Path old : all.toList()) {
                    String name = old.getFileName().toString();
                    if (name.matches("[0-9a-f]{8}") && !name.equals(shortId) && !name.equals(last)) {
                        delete(old);
                    }
                }
            }
        }

        private static void delete(Path folder) throws IOException {
            if (Files.exists(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        }
    }

    /** Downloads every file of a commit. By commit id: whatever is saved meanwhile, this is one state of the branch. */
    private static int download(Server server, String commit, Path into)
            throws Failed, Stopped, IOException, Json.Malformed {
        Object tree = Json.parse(server.get("/tree?ref=" + commit + "&recursive=true", Optional.empty())
                .body());
        int count = 0;
        for (Object listed : Json.array(tree)) {
            if (!Json.text(listed, "type").equals("blob")) {
                continue;
            }
            String path = Json.text(listed, "path");
            if (path.contains("\\") || Stream.of(path.split("/", -1)).anyMatch(List.of("", ".", "..")::contains)) {
                throw new Json.Malformed();
            }
            byte[] content = server.get("/files/" + encoded(path) + "/raw?ref=" + commit, Optional.empty())
                    .body();
            if (!gitId(content).equals(Json.text(listed, "id"))) {
                throw new Json.Malformed();
            }
            Path file = into.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            count++;
        }
        return count;
    }

    private static String gitId(byte[] content) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + content.length + '\0').getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(content));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }

    /** One round. Where it fails, the copy is as it was. */
    private static String poll(Server server, String branch, Copy copy) throws Failed, Stopped {
        try {
            Optional<String> last = copy.last();
            HttpResponse<byte[]> answer = server.get("/branches/" + encoded(branch), copy.tag());
            if (answer.statusCode() == 304) {
                return "unchanged " + last.orElse("");
            }
            Object commit = Json.parse(answer.body()) instanceof Map<?, ?> found ? found.get("commit") : null;
            String shortId = Json.text(commit, "short_id");
            if (!shortId.matches("[0-9a-f]{8}")) {
                throw new Json.Malformed();
            }
            String tag = answer.headers().firstValue("ETag").orElse("");
            if (last.equals(Optional.of(shortId))) {
                copy.replace("etag", shortId + " " + tag);
                return "unchanged " + shortId;
            }
            int count = download(server, Json.text(commit, "id"), copy.begin());
            copy.switchTo(shortId, tag);
            return "updated " + shortId + ": " + count + " files";
        } catch (Json.Malformed e) {
            throw new Failed("damaged answer", "");
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            throw new Failed("cannot write the files", "");
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean once = arguments.length > 0 && arguments[0].equals("--once");
        Optional<String> url = environment("URL");
        Optional<String> token = environment("TOKEN");
        Optional<String> project = environment("PROJECT");
        if (arguments.length != (once ? 2 : 1) || url.isEmpty() || token.isEmpty() || project.isEmpty()) {
            System.err.println("usage: java Poll.java [--once] FOLDER, with ERP_CONFIG_URL, ERP_CONFIG_TOKEN and"
                    + " ERP_CONFIG_PROJECT set");
            System.exit(2);
        }
        Server server = new Server(url.get(), token.get(), project.get(), environment("INSTANCE_ID"));
        String branch = environment("REF").orElse("master");
        long interval =
                Math.round(1000 * Double.parseDouble(environment("INTERVAL").orElse("60")));
        Copy copy = new Copy(Files.createDirectories(Path.of(arguments[arguments.length - 1])));
        long backoff = 1;
        while (true) {
            long pause = interval;
            try {
                System.out.println(poll(server, branch, copy));
                backoff = 1;
                if (once) {
                    System.exit(0);
                }
            } catch (Stopped e) {
                System.err.println("stopped: " + e.getMessage());
                System.exit(3);
            } catch (Failed e) {
                String keeping = "keeping " + copy.last().orElse("nothing") + ": " + e.getMessage();
                if (once) {
                    System.err.println(keeping);
                    System.exit(1);
                }
                long seconds = e.retryAfter.matches("[0-9]{1,6}") ? Long.parseLong(e.retryAfter) : backoff;
                System.err.println(keeping + "; next try in " + seconds + " s");
                backoff = backoff < 32 ? backoff * 2 : 60;
                pause = seconds * 1000;
            }
            Thread.sleep(pause);
        }
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv("ERP_CONFIG_" + name)).filter(value -> !value.isEmpty());
    }

    /** As much of a JSON parser as the answers need: the JDK has none. */
    private static final class Json {

        static final class Malformed extends Exception {
            private static final long serialVersionUID = 1;
        }

        private static final int DEEPEST = 32;

        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object parse(byte[] body) throws Malformed {
            Json json = new Json(new String(body, StandardCharsets.UTF_8));
            Object value = json.value(0);
            if (json.peek() != 0) {
                throw new Malformed();
            }
            return value;
        }

        static List<?> array(Object value) throws Malformed {
            if (value instanceof List<?> list) {
                return list;
            }
            throw new Malformed();
        }

        static String text(Object object, String name) throws Malformed {
            if (object instanceof Map<?, ?> fields && fields.get(name) instanceof String found) {
                return found;
            }
            throw new Malformed();
        }

        /** The next character that is not blank; 0 at the end. */
        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) throws Malformed {
            if (peek() != c) {
                throw new Malformed();
            }
            at++;
        }

        private Object value(int depth) throws Malformed {
            if (depth > DEEPEST) {
                throw new Malformed();
            }
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> list(depth);
                case '"' -> string();
                default -> word();
            };
        }

        private Map<String, Object> object(int depth) throws Malformed {
            Map<String, Object> fields = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                if (!fields.isEmpty()) {
                    expect(',');
                    peek();
                }
                String name = string();
                expect(':');
                fields.put(name, value(depth + 1));
            }
            expect('}');
            return fields;
        }

        private List<Object> list(int depth) throws Malformed {
            List<Object> items = new ArrayList<>();
            expect('[');
            while (peek() != ']') {
                if (!items.isEmpty()) {
                    expect(',');
                }
                items.add(value(depth + 1));
            }
            expect(']');
            return items;
        }

        private String string() throws Malformed {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped() : c);
            }
            expect('"');
            return string.toString();
        }

        private char escaped() throws Malformed {
            char c = at < text.length() ? text.charAt(at++) : 0;
            if (c == 'u' && at + 4 <= text.length()) {
                at += 4;
                try {
                    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
                } catch (NumberFormatException e) {
                    throw new Malformed();
                }
            }
            int which = "\"\\/bfnrt".indexOf(c);
            if (which < 0) {
                throw new Malformed();
            }
            return "\"\\/\b\f\n\r\t".charAt(which);
        }

        /** A number, true, false or null: of no interest here, and kept as it is written. */
        private String word() throws Malformed {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            if (at == from) {
                throw new Malformed();
            }
            return text.substring(from, at);
        }
    }
}
