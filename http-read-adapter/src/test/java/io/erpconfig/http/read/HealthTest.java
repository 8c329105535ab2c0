package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.http.BaseUrl;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {P, P + "/api/v4", "/api/v4"})
    void isTheTimeUnderEveryPrefixWithoutAToken(String prefix) {
        HttpResponse<byte[]> health = server.send("GET", prefix + "/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(json(health).get("status").asString()).isEqualTo("ok");
        assertThat(json(health).get("time").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
    }

    @Test
    void namesTheVersionAndCommitOfTheProgram() {
        try (TestServer named = TestServer.startBesideConsole(BaseUrl.ofRequest(List.of()), "/console")) {
            HttpResponse<byte[]> health = named.send("GET", P + "/health");

            assertThat(json(health).get("version").asString()).isEqualTo("1.2.3");
            assertThat(json(health).get("commit").asString()).isEqualTo("0123456789ab");
        }
    }

    @Test
    void isA503WithATimeToComeBackWhileTheStorageCantBeReached() {
        server.faults.fail(ErrorCode.STORAGE_UNAVAILABLE);

        HttpResponse<byte[]> health = server.send("GET", P + "/health");

        assertError(health, 503, "STORAGE_UNAVAILABLE", "503 Storage Unavailable");
        assertThat(header(health, "retry-after")).matches("[0-9]+");
    }
}
