package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.headOf;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are too long, too short, too slow, or not at all what their headers say. */
@Timeout(60)
class BodiesTest {

    private static final String FILE = master("files/a");
    private static final byte[] CHUNK = " ".repeat(64 * 1024).getBytes(StandardCharsets.ISO_8859_1);

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFileOfTheLargestSizeIsSavedAndOneByteMoreIsNot() {
        assertThat(server.put(FILE, new byte[AdminServer.MAX_FILE]).statusCode())
                .isEqualTo(201);
        assertError(server.put(FILE, new byte[AdminServer.MAX_FILE + 1]), 413, "FILE_TOO_LARGE");
        assertThat(server.live()).isEqualTo("v0002");
    }

    @Test
    void aFileOfUnknownLengthIsSavedFromMemoryOrDisk() {
        for (int size : new int[] {0, 1, 64 * 1024, 64 * 1024 + 1, AdminServer.MAX_FILE}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            HttpResponse<byte[]> answer = server.send(
                    "alice", "PUT", FILE, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

            assertThat(json(answer).get("size").asInt()).isEqualTo(size);
            assertThat(server.get(FILE).body()).isEqualTo(bytes);
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    private static Stream<Path> temporaryFiles() {
        try {
            return Files.list(Path.of(System.getProperty("java.io.tmpdir")))
                    .filter(path -> path.getFileName().toString().startsWith("erp-config-"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Sends without end, and reads what it is told meanwhile. */
    private String flood(byte[] head, byte[] piece) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head);
            Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        out.write(piece);
                    }
                } catch (IOException e) {
                    // That is how it ends.
                }
            });
            sender.start();
            StringBuilder answer = new StringBuilder();
            try {
                InputStream in = socket.getInputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    answer.append((char) b);
                }
            } catch (IOException e) {
                // Reset after the answer, since it is still sending.
            }
            join(sender);
            return answer.toString();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 99999999999", "Transfer-Encoding: chunked"})
    void whoSendsGigabytesIsToldAndCutOff(String length) throws IOException {
        byte[] piece = length.startsWith("C")
                ? CHUNK
                : bytes("10000\r\n" + new String(CHUNK, StandardCharsets.ISO_8859_1) + "\r\n");
        assertThat(flood(headOf("PUT", FILE, length), piece))
                .startsWith("HTTP/1.1 413")
                .contains("FILE_TOO_LARGE");
        assertThat(flood(headOf("POST", "projects", length), piece))
                .startsWith("HTTP/1.1 413")
                .contains("BODY_TOO_LARGE");
        assertThat(flood(headOf("POST", master("commits"), length), piece))
                .startsWith("HTTP/1.1 413")
                .contains("BODY_TOO_LARGE");
        assertThat(server.live()).isEqualTo("v0001");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void aClientThatSendsMuchTooMuchReadsWhy() {
        byte[] much = new byte[64 << 20];
        assertError(server.put(FILE, much), 413, "FILE_TOO_LARGE");
        HttpResponse<byte[]> chunked =
                server.send("alice", "PUT", FILE, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(much)));
        assertError(chunked, 413, "FILE_TOO_LARGE");
    }

    @Test
    void whoWaitsForPermissionGetsItOrIsRefusedAtOnce() {
        byte[] body = bytes("1");
        assertThat(server.raw(
                        headOf("PUT", FILE, "Content-Length: 1", "Expect: 100-continue", "Connection: close"), body))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201");
        assertThat(server.raw(headOf("PUT", FILE, "Content-Length: 99999999999", "Expect: 100-continue")))
                .startsWith("HTTP/1.1 413");
        assertThat(server.raw(
                        headOf("PUT", shop("branches/nope/files/a"), "Content-Length: 5", "Expect: 100-continue")))
                .startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT files/a", "POST commits", "POST ../../../projects"})
    void whoBreaksOffHasChangedNothing(String route) throws IOException {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.endsWith("projects") ? "projects" : master(route.substring(route.indexOf(' ') + 1));
        for (String length : new String[] {"Content-Length: 100", "Transfer-Encoding: chunked"}) {
            byte[] part = length.startsWith("C") ? bytes("{\"name\":") : bytes("9\r\n{\"name\":\r\n");
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(headOf(method, path, length));
                socket.getOutputStream().write(part);
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).as(length).startsWith("HTTP/1.1 400");
            }
            // And one who is gone altogether.
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(headOf(method, path, length));
                socket.getOutputStream().write(part);
            }
        }
        assertThat(server.live()).isEqualTo("v0001");
        assertThat(json(server.get("projects")).size()).isEqualTo(1);
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void whatFollowsTheAnnouncedLengthIsNoPartOfTheFile() {
        String answer = server.raw(headOf("PUT", FILE, "Content-Length: 1"), bytes("12345\r\n\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 201").contains("HTTP/1.1 400");
        assertThat(server.read("a")).isEqualTo("1");
    }

    @Test
    void aSlowClientHoldsUpNobody() throws IOException {
        try (Socket slow = new Socket("127.0.0.1", server.port())) {
            slow.setSoTimeout(20_000);
            OutputStream out = slow.getOutputStream();
            out.write(headOf("PUT", FILE, "Content-Length: 2", "Connection: close"));
            out.write('1');
            out.flush();
            assertThat(server.put(FILE, "fast").statusCode()).isEqualTo(201);
            out.write('2');
            assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(server.read("a")).isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "{\"name\":}",
                "{\"name\":1}",
                "{\"name\":null}",
                "{\"name\":[\"x\"]}",
                "{\"name\":{\"a\":{}}}",
                "{\"type\":\"x\"}",
                "{\"name\":\"x\",\"type\":true}",
                "{\"name\":\"x\",\"name\":\"y\"}",
                "{\"name\":\"x\",\"nmae\":\"y\"}",
                "{\"name\":\"x\",\"\\ud800\":\"y\"}",
                "{\"name\":\"x\"} {}",
                "{\"name\":\"x\"},",
                "{\"name\":\"\\ud800\"}",
                "{'name':'x'}",
                "{name:\"x\"}",
                "{\"name\":\"x\",}",
                "{\"name\":\"x\" /* */}",
                "{\"name\":NaN}",
                "\uFEFF{\"name\":\"x\"}",
                "name=x"
            })
    void whatIsNotTheWantedObjectIsRefused(String body) {
        assertError(server.post("projects", body), 400, "INVALID_BODY");
        assertThat(json(server.get("projects")).size()).isEqualTo(1);
    }

    @Test
    void whatIsNotUtf8OrTooDeepIsRefused() {
        for (byte[] bad : new byte[][] {
            bytes("{\"name\":\"\u00ff\"}"),
            bytes("{\"name\":\"\u00ed\u00a0\u0080\"}"),
            bytes("{\"name\":\"\u00c0\u00af\"}"),
            "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_16),
            bytes("[".repeat(3_000)),
            bytes("{\"a\":".repeat(3_000)),
            bytes("{\"" + "n".repeat(3_000) + "\":1}"),
            bytes("{\"name\":" + "1".repeat(3_000) + "}")
        }) {
            HttpResponse<byte[]> answer = server.send("alice", "POST", "projects", BodyPublishers.ofByteArray(bad));
            assertError(answer, 400, "INVALID_BODY");
        }
    }

    @Test
    void theMistakeIsNamed() {
        assertThat(json(server.post("projects", "{\"nmae\":1}")).get("message").asString())
                .isEqualTo("unknown field 'nmae'");
        assertThat(json(server.post("projects", "{}")).get("message").asString())
                .isEqualTo("'name' is missing");
        assertThat(json(server.post("projects", "{\"name\": true}"))
                        .get("message")
                        .asString())
                .isEqualTo("'name' must be a text");
        assertThat(json(server.post("projects", "{\n x}")).get("message").asString())
                .startsWith("the body is not JSON from line 2, column ")
                .doesNotContain("x", "Jackson");
    }

    @Test
    void anOrdinaryBodyIsAtMostSixteenKibibytes() {
        String name = "{\"name\":\"x\"" + " ".repeat((16 << 10) - 12) + "}";
        assertThat(name).hasSize(16 << 10);
        assertThat(server.post("projects", name).statusCode()).isEqualTo(201);
        assertError(server.post("projects", ' ' + name), 413, "BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/json; charset = utf-8"
            })
    void jsonInUtf8IsTaken(String type) {
        assertThat(server.post("projects", "{\"name\":\"x\"}", "Content-Type", type)
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=iso-8859-1",
                "application/jsonp",
                "json",
                "text/json"
            })
    void anythingElseIsNot(String type) {
        assertError(server.post("projects", "{\"name\":\"x\"}", "Content-Type", type), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertError(
                server.post(master("commits"), "{\"message\":\"\",\"actions\":[]}", "Content-Type", type),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }
}
