package io.erpconfig.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One project read with nothing but the JDK's HTTP client, in the way an ERP polls it. */
public record ReadApi(URI server, String token, String project) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    JsonNode branch(String name) throws InterruptedException {
        for (JsonNode branch : json("repository/branches")) {
            if (branch.get("name").asString().equals(name)) {
                return branch;
            }
        }
        throw new AssertionError("no branch " + name);
    }

    public String shortId(String branch) throws InterruptedException {
        return branch(branch).get("commit").get("short_id").asString();
    }

    JsonNode tree(String ref) throws InterruptedException {
        return json("repository/tree?ref=" + encode(ref) + "&recursive=1");
    }

    /** Every file of the ref, each fetched by a request of its own. */
    public SortedMap<String, byte[]> files(String ref) throws InterruptedException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (JsonNode entry : tree(ref)) {
            if (entry.get("type").asString().equals("blob")) {
                String path = entry.get("path").asString();
                files.put(path, get("repository/files/" + encode(path) + "/raw?ref=" + encode(ref)));
            }
        }
        return files;
    }

    public List<JsonNode> commits(String ref) throws InterruptedException {
        return json("repository/commits?ref_name=" + encode(ref)).valueStream().toList();
    }

    public JsonNode compare(String from, String to) throws InterruptedException {
        return json("repository/compare?from=" + encode(from) + "&to=" + encode(to));
    }

    private JsonNode json(String route) throws InterruptedException {
        return JSON.readTree(get(route));
    }

    private byte[] get(String route) throws InterruptedException {
        URI uri = server.resolve("/site-builder/api/erp-config/projects/" + encode(project) + "/" + route);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("PRIVATE-TOKEN", token)
                .timeout(Duration.ofMinutes(1))
                .build();
        try {
            HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new AssertionError(uri + " answered " + response.statusCode() + ": "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Encodes like JavaScript's encodeURIComponent, as far as it matters: a space is no plus. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
