package io.erpconfig.cetec.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.cetec.customer.CustomerQuery;
import io.erpconfig.cetec.customer.UpstreamException;
import io.erpconfig.cetec.customer.UpstreamException.Kind;
import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CetecUpstreamTest {

    private static final CustomerQuery ALL = query(Optional.empty());

    private static ExampleUpstream erp;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-01T12:00:00Z"));

    @BeforeAll
    static void start() throws IOException {
        erp = ExampleUpstream.start(25);
    }

    @AfterAll
    static void stop() {
        erp.close();
    }

    private static CustomerQuery query(Optional<String> id) {
        return new CustomerQuery(id, Optional.empty(), Optional.empty(), CustomerQuery.DEFAULT_COLUMNS);
    }

    private CetecUpstream upstream(URI url, Duration timeout) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        return new CetecUpstream(
                new UpstreamSettings(url, ExampleUpstream.TOKEN, timeout), clock, IntervalFunction.of(1));
    }

    private CetecUpstream upstream(String fault) {
        return upstream(erp.url(fault), UpstreamSettings.DEFAULT_TIMEOUT);
    }

    private static Kind failure(CetecUpstream upstream) {
        try {
            upstream.fetch(ALL);
        } catch (UpstreamException e) {
            assertThat(e.toString()).doesNotContain(ExampleUpstream.TOKEN);
            return e.kind();
        }
        throw new AssertionError("it answers");
    }

    @Test
    void customersComeAsTheErpHasThem() {
        try (CetecUpstream upstream = upstream("")) {
            assertThat(upstream.fetch(ALL))
                    .hasSize(25)
                    .first()
                    .satisfies(row -> assertThat(row)
                            .containsOnlyKeys(CustomerQuery.DEFAULT_COLUMNS)
                            .containsEntry("id", 1)
                            .containsEntry("itar_hosting_bc", null)
                            .containsEntry("techx_password", "secret of 1"));
            assertThat(upstream.fetch(query(Optional.of("25")))).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"html, 1", "object, 1", "401, 1", "redirect, 1", "huge, 1", "500, 3", "reset, 3"})
    void aFaultIsTriedAgainOnlyWhereThatMayHelp(String fault, int tries) {
        try (CetecUpstream upstream = upstream(fault)) {
            int before = erp.requests();
            assertThat(failure(upstream)).isEqualTo(Kind.FAILED);
            assertThat(erp.requests() - before).isEqualTo(tries);
        }
    }

    @Test
    void anAnswerThatComesTooSlowlyIsGivenUp() {
        try (CetecUpstream upstream = upstream(erp.url("slow"), Duration.ofMillis(300))) {
            int before = erp.requests();
            assertThat(failure(upstream)).isEqualTo(Kind.TIMED_OUT);
            assertThat(erp.requests() - before).isEqualTo(1);
        }
    }

    @Test
    void anErpThatIsNotThereHasFailed() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (CetecUpstream upstream =
                upstream(URI.create("http://127.0.0.1:" + port), UpstreamSettings.DEFAULT_TIMEOUT)) {
            assertThat(failure(upstream)).isEqualTo(Kind.FAILED);
        }
    }

    @Test
    void anErpThatFailsTooOftenIsLeftAloneForAWhile() {
        try (CetecUpstream upstream = upstream("500")) {
            assertThat(failure(upstream)).isEqualTo(Kind.FAILED);
            assertThat(failure(upstream)).isEqualTo(Kind.FAILED);
            int before = erp.requests();
            now.updateAndGet(time -> time.plusSeconds(10));
            assertThatExceptionOfType(UpstreamException.class)
                    .isThrownBy(() -> upstream.fetch(ALL))
                    .satisfies(e -> {
                        assertThat(e.kind()).isEqualTo(Kind.OPEN);
                        assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(20));
                    });
            assertThat(erp.requests()).isEqualTo(before);

            now.updateAndGet(time -> time.plusSeconds(21));
            assertThat(failure(upstream)).isNotEqualTo(Kind.TIMED_OUT);
            assertThat(erp.requests())
                    .as("one try finds out whether it answers")
                    .isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://erp.example.com",
                "https://user:secret@erp.example.com",
                "https://erp.example.com?preshared_token=secret",
                "https:///x",
                "erp.example.com"
            })
    void anErpIsNotAskedThere(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpstreamSettings.url(url))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void theTokenIsInNoText() {
        assertThat(new UpstreamSettings(URI.create("https://erp.example.com"), "s3cret", Duration.ofSeconds(1)))
                .hasToString("UpstreamSettings[erp.example.com]");
        assertThat(List.of("", " "))
                .allSatisfy(token -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> new UpstreamSettings(
                                URI.create("https://erp.example.com"), token, Duration.ofSeconds(1))));
    }
}
