package io.erpconfig.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.spi.Storage;
import io.erpconfig.http.Release;
import io.erpconfig.server.observe.Observation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of the health of a server whose store says nothing. */
@Timeout(60)
class HealthOfSilentStoreTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final ConfigStore store =
            InMemoryStore.create().with(ports -> ports.withStorage(new Silent(ports.storage())));

    private final class Silent implements Storage {
        private final Storage storage;

        Silent(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void checkReachable() {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            storage.checkReachable();
        }

        @Override
        public void close() {
            storage.close();
        }
    }

    @Test
    void isToldWithinTwoSecondsAndIsWellAgainWithTheStore() throws Exception {
        try (ConfigServer server = ConfigServer.start(
                new Backend(store, false, name -> {}, Clock.systemUTC(), new SecureRandom(), Runnable::run),
                ServerSettings.onThisMachine(),
                Observation.NONE,
                Release.NONE)) {
            long began = System.nanoTime();
            HttpResponse<String> silent = health(server);
            assertThat(silent.statusCode()).isEqualTo(503);
            assertThat(silent.headers().firstValue("Retry-After")).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

            answer.countDown();
            assertThat(health(server).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> health(ConfigServer server) throws Exception {
        URI health = URI.create(server.url() + "/site-builder/api/erp-config/health");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(health)
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
