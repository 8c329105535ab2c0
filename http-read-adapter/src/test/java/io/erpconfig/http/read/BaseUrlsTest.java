package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaseUrlsTest {

    private static String webUrl(TestServer server, String... headers) {
        return TestServer.json(server.get(P + "/projects/" + SHOP, headers))
                .get("web_url")
                .asString();
    }

    @Test
    void theConfiguredUrlCountsWhateverTheRequestSays() {
        try (TestServer server = TestServer.start(BaseUrl.configured("https://config.example.com/"))) {
            server.project();

            assertThat(webUrl(server, "X-Forwarded-Host", "evil.example"))
                    .isEqualTo("https://config.example.com" + P + "/alice/" + SHOP);
        }
    }

    @Test
    void forwardedHeadersCountFromATrustedProxy() {
        try (TestServer server = TestServer.start(BaseUrl.ofRequest(List.of(Cidr.parse("127.0.0.0/8"))))) {
            server.project();

            assertThat(webUrl(server, "X-Forwarded-Host", "config.example.com", "X-Forwarded-Proto", "https"))
                    .isEqualTo("https://config.example.com" + P + "/alice/" + SHOP);
            assertThat(webUrl(server)).startsWith(server.origin());
        }
    }

    @Test
    void forwardedHeadersOfAnyoneElseDoNot() {
        try (TestServer server = TestServer.start(BaseUrl.ofRequest(List.of(Cidr.parse("10.0.0.0/8"))))) {
            server.project();

            assertThat(webUrl(server, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https"))
                    .startsWith(server.origin());
        }
    }
}
