package io.erpconfig.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Requests of one kind, or of several in turn, sent by wrk over 32 connections, and what came of each round. */
final class Load {

    private static final Pattern LINE =
            Pattern.compile("(50%|99%|Requests/sec:|Non-2xx or 3xx responses:)\\s+([0-9.]+)(\\w*)");

    /** The heading above lines of {@link #beside}. */
    static final String HEADING = """
            | request | this | p50 | p99 | yardstick | p50 | p99 | ratio | p99 ratio |
            |---|---|---|---|---|---|---|---|---|""";

    private final String url;
    private final Map<String, String> headers;
    private final List<String> options;
    private final List<Round> rounds = new ArrayList<>();

    /**
     * One run of wrk.
     *
     * @param perSecond requests answered a second
     * @param p50       median latency in milliseconds
     * @param p99       latency that one in a hundred exceeds, in milliseconds
     */
    record Round(double perSecond, double p50, double p99) {}

    Load(String url, Map<String, String> headers) {
        this(url, headers, List.of());
    }

    private Load(String url, Map<String, String> headers, List<String> options) {
        this.url = url;
        this.headers = headers;
        this.options = options;
    }

    /** Requests for what has not changed since now, if a client says which version it has. */
    static Load unchanged(String url, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        HttpResponse<Void> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode());
        }
        Map<String, String> conditional = new HashMap<>(headers);
        conditional.put("If-None-Match", answer.headers().firstValue("ETag").orElseThrow());
        return new Load(url, conditional);
    }

    /**
     * All these requests with all these tokens, in turn.
     *
     * @param script where to write what wrk is to do
     */
    static Load mixed(String url, Path script, List<String> targets, List<String> tokens) throws IOException {
        String lua = """
                local targets = {%s}
                local tokens = {%s}
                local requests = {}
                local at = 0
                function init(args)
                  for _, target in ipairs(targets) do
                    for _, token in ipairs(tokens) do
                      requests[#requests + 1] = wrk.format("GET", target, {["PRIVATE-TOKEN"] = token})
                    end
                  end
                end
                function request()
                  at = at %% #requests + 1
                  return requests[at]
                end
                """.formatted(quoted(targets), quoted(tokens));
        Files.writeString(script, lua);
        return new Load(url, Map.of(), List.of("-s", script.toString()));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(", "));
    }

    /** The same requests, with rounds of their own. */
    Load again() {
        return new Load(url, headers, options);
    }

    /** Runs wrk and forgets what came of it. */
    void warmUp(int seconds) throws IOException, InterruptedException {
        wrk(seconds);
    }

    void measure(int seconds) throws IOException, InterruptedException {
        rounds.add(wrk(seconds));
    }

    Round median() {
        return new Round(
                median(rounds.stream().map(Round::perSecond).toList()),
                median(rounds.stream().map(Round::p50).toList()),
                median(rounds.stream().map(Round::p99).toList()));
    }

    /** A line of a table: this beside what it is measured by. */
    String beside(String what, Load yardstick) {
        Round a = median();
        Round b = yardstick.median();
        return "| %s | %,.0f/s | %.2f ms | %.2f ms | %,.0f/s | %.2f ms | %.2f ms | %.2f | %.2f |"
                .formatted(
                        what,
                        a.perSecond(),
                        a.p50(),
                        a.p99(),
                        b.perSecond(),
                        b.p50(),
                        b.p99(),
                        a.perSecond() / b.perSecond(),
                        a.p99() / b.p99());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private Round wrk(int seconds) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("wrk", "-t2", "-c32", "-d" + seconds + "s", "--timeout", "10s", "--latency"));
        headers.forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.addAll(options);
        command.add(url);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!wrk.waitFor(seconds + 30L, TimeUnit.SECONDS) || wrk.exitValue() != 0) {
            wrk.destroyForcibly();
            throw new IOException("wrk failed: " + output);
        }
        double perSecond = 0;
        double p50 = 0;
        double p99 = 0;
        Matcher line = LINE.matcher(output);
        while (line.find()) {
            double value = Double.parseDouble(line.group(2));
            switch (line.group(1)) {
                case "50%" -> p50 = value * milliseconds(line.group(3));
                case "99%" -> p99 = value * milliseconds(line.group(3));
                case "Requests/sec:" -> perSecond = value;
                default -> throw new IOException("wrk got errors from " + url + ": " + output);
            }
        }
        return new Round(perSecond, p50, p99);
    }

    private static double milliseconds(String unit) {
        return switch (unit) {
            case "us" -> 0.001;
            case "s" -> 1000;
            default -> 1;
        };
    }
}
