package io.erpconfig.cetec.upstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The stand-in for an ERP of the examples, as people start it. Its requests are counted. */
public final class ExampleUpstream implements AutoCloseable {

    /** The token that it wants. */
    public static final String TOKEN = "try-it-out";

    private final Process process;
    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();

    private ExampleUpstream(Process process, int port) {
        this.process = process;
        this.url = URI.create("http://127.0.0.1:" + port);
    }

    /** Starts one with some customers. */
    public static ExampleUpstream start(int customers) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "../docs/examples/cetec-upstream/CetecUpstream.java",
                        "0",
                        "" + customers)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = out.readLine();
        if (port == null) {
            throw new IOException("the example does not start");
        }
        return new ExampleUpstream(process, Integer.parseInt(port));
    }

    /** The URL of one that has a fault, or of a sound one. */
    public URI url(String fault) {
        return fault.isEmpty() ? url : url.resolve("/" + fault);
    }

    /** Number of requests for customers until now. */
    public int requests() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url.resolve("/requests")).build();
            return Integer.parseInt(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
