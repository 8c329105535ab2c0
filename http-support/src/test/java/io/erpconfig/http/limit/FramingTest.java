package io.erpconfig.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.ServerTuning;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends, over real sockets. A proxy in front may take another place for its end, and then what one of its
 * clients sends as a body would be the next one's request here.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {

    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";
    private static final String BEHIND = "GET /behind HTTP/1.1\r\nHost: h\r\n\r\n";

    private Javalin server = Javalin.create();

    @BeforeAll
    void start() {
        server = Javalin.create(config -> {
                    ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
                    config.routes.get("/", context -> context.result("here"));
                    config.routes.get("/behind", context -> context.result("behind"));
                    config.routes.post("/", context -> context.result("read: " + context.body()));
                })
                .start();
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    /** All that is answered to these bytes, up to the end of the connection. */
    private String answers(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is kept", e);
        }
    }

    private static String post(String version, String fields) {
        return "POST / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n" + CHUNKS + BEHIND;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: gzip\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked;q=1\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding:\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding:\r\n chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 20\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: -5\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : 5\r\n",
                "X: a\r\n folded\r\nContent-Length: 5\r\n",
                "Host: h\r\nContent-Length: 5\r\n"
            })
    void aBodyWhoseEndIsDoubtfulIsRefusedAndNothingBehindItIsARequest(String fields) throws IOException {
        assertThat(answers(post("1.1", fields)))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nConnection: close\r\n")
                .doesNotContain("read: ", "behind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n", "Expect: 100-continue\r\n", "Content-Length: 5\r\n"})
    void chunksOfAVersionThatHasNoneAreRefused(String fields) throws IOException {
        assertThat(answers(post("1.0", fields + "Transfer-Encoding: chunked\r\n")))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("read: ", "behind");
    }

    @Test
    void whatIsReadInChunksIsReadWhateverCaseTheyAreNamedIn() throws IOException {
        String last = BEHIND.replace("Host", "Connection: close\r\nHost");

        assertThat(answers(post("1.1", "Transfer-Encoding: Chunked\r\n").replace(BEHIND, last)))
                .contains("read: hello", "behind");
    }

    @Test
    void anUpgradeIsNotMadeAndRequestsBehindOneAnotherAreAnsweredInTheirOrder() throws IOException {
        String requests = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
                + BEHIND
                + "GET /behind HTTP/1.0\r\n\r\n";

        assertThat(answers(requests)).doesNotContain("HTTP/1.1 101").matches("(?s).*here.*behind.*behind");
    }

    @Test
    void aKeptConnectionOfAnEarlierVersionIsKeptOnlyWhereTheAnswersEndIsTold() throws IOException {
        String kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

        assertThat(answers(kept + "GET /behind HTTP/1.0\r\n\r\n"))
                .contains("\r\nConnection: keep-alive\r\n", "\r\nContent-Length: 4\r\n", "here", "behind");
    }
}
