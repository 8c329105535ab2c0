package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.headOf;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.PercentEncoding;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs in bytes that should have been percent-encoded: they mean themselves if they are UTF-8, and are a 400 if not. */
class RawBytesTest {

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends a target with these bytes in it, and what is sent to it. */
    private String send(String method, String target, byte[] name, String body) {
        byte[] head = headOf(
                method,
                target.replace("{}", new String(name, ISO_8859_1)),
                "Connection: close",
                "Content-Length: " + body.length());
        return server.raw(head, body.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9", "\u20ac", "\ud83d\ude00", "x\ud83d\ude00y\u00e9", "\udbff\udfff", "\ufffc"})
    void whatIsUtf8IsTakenAsItIs(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        String file = master("files/" + PercentEncoding.encode(name));

        assertThat(send("PUT", master("files/{}?message={}"), utf8, "1")).startsWith("HTTP/1.1 201");
        assertThat(new String(server.get(file).body(), UTF_8)).isEqualTo("1");
        assertThat(json(server.get(master("tree"))).get(0).get("path").asString())
                .isEqualTo(name);
        assertThat(json(server.get(master("history"))).get(0).get("message").asString())
                .isEqualTo(name);
        server.put(file, "2");
        assertThat(send("POST", master("rollback?to=v2&path={}"), utf8, "")).startsWith("HTTP/1.1 200");
        assertThat(new String(server.get(file).body(), UTF_8)).isEqualTo("1");
        assertThat(send("GET", master("files/{}"), utf8, "")).endsWith("\r\n\r\n1");
        assertThat(send("DELETE", master("files/{}"), utf8, "")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "80",
                "e9",
                "c0af",
                "e282",
                "e28278",
                "f09f98",
                "f09f9878",
                "eda080",
                "edb080",
                "eda0bdedb880",
                "f4908080",
                "f8888080",
                "c3",
                "efbfbd"
            })
    void whatIsNotIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(send("PUT", master("files/{}"), bytes, "1")).startsWith("HTTP/1.1 400");
        assertThat(send("PUT", master("files/a{}b"), bytes, "1")).startsWith("HTTP/1.1 400");
        assertThat(send("PUT", master("files/a?message={}"), bytes, "1")).startsWith("HTTP/1.1 400");
        assertThat(send("POST", master("rollback?to=v1&path={}"), bytes, "")).startsWith("HTTP/1.1 400");
        assertThat(send("POST", master("rollback?to=v1&x={}"), bytes, "")).startsWith("HTTP/1.1 400");
        assertThat(server.live()).isEqualTo("v0001");
    }
}
