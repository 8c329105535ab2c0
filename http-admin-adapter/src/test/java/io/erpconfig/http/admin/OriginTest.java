package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.SignInServer.A;
import static io.erpconfig.http.admin.SignInServer.ANNA;
import static io.erpconfig.http.admin.SignInServer.LOGIN;
import static io.erpconfig.http.admin.SignInServer.LOGOUT;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static io.erpconfig.http.admin.SignInServer.credentials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.http.ApiException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

    private static Optional<String> header(String value) {
        return value.equals("-") ? Optional.empty() : Optional.of(value);
    }

    @ParameterizedTest
    @CsvSource({
        // own URL, Origin, Sec-Fetch-Site
        "http://config.example.com, -, -",
        "http://config.example.com, -, same-origin",
        "http://config.example.com, -, none",
        "http://config.example.com, http://config.example.com, -",
        "http://config.example.com, http://CONFIG.example.com:80, same-origin",
        "HTTP://Config.Example.com:80, http://config.example.com, -",
        "https://config.example.com:443, HTTPS://config.example.com, -",
        "https://config.example.com, https://config.example.com:443, -",
        "https://config.example.com/tools/erp, https://config.example.com, -",
        "http://127.0.0.1:8080, http://127.0.0.1:8080, -",
        "http://[::1]:8080, http://[::1]:8080, -",
        "http://my_host:8080, http://my_host:8080, -",
        // A proxy in front that is not known, of which the browser knows more.
        "http://config.example.com, https://config.example.com, same-origin",
    })
    void whatComesFromTheOwnPagesPasses(String own, String origin, String site) {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThatCode(() -> OriginCheck.check(method, own, header(origin), header(site)))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://config.example.com, http://evil.example, -",
        "http://config.example.com, http://evil.example, none",
        "http://config.example.com, http://evil.example, same-origin",
        "http://config.example.com, http://evil.config.example.com, -",
        "http://config.example.com, http://config.example.com.evil.example, -",
        "http://config.example.com, http://config.example.com@evil.example, -",
        "http://config.example.com, http://config.example.com:8080, -",
        "http://config.example.com, http://config.example.com:8080, same-origin",
        "http://config.example.com, https://config.example.com, -",
        "https://config.example.com, http://config.example.com, -",
        "http://config.example.com, null, -",
        "http://config.example.com, null, same-origin",
        "http://config.example.com, null, none",
        "http://config.example.com, '', -",
        "http://config.example.com, config.example.com, -",
        "http://config.example.com, file://, -",
        "http://config.example.com, 'http://config.example.com, http://evil.example', -",
        "http://my_host, null, -",
        "http://my_host, http://other_host, -",
        "http://config.example.com, -, cross-site",
        "http://config.example.com, -, same-site",
        "http://config.example.com, -, ''",
        "http://config.example.com, -, nonsense",
        // A token of a structured field has one spelling.
        "http://config.example.com, -, Same-Origin",
        "http://config.example.com, -, CROSS-SITE",
        "http://config.example.com, http://config.example.com, cross-site",
        "http://config.example.com, http://config.example.com, same-site",
    })
    void whatAnotherSiteMakesABrowserSendIsRefused(String own, String origin, String site) {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "ANYTHING")) {
            assertThatExceptionOfType(ApiException.class)
                    .as(method)
                    .isThrownBy(() -> OriginCheck.check(method, own, header(origin), header(site)));
        }
        for (String method : List.of("GET", "HEAD", "OPTIONS")) {
            assertThatCode(() -> OriginCheck.check(method, own, header(origin), header(site)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anotherSiteCanNeitherSignInNorOutNorChangeAnything() {
        try (SignInServer server = SignInServer.start()) {
            String cookie = server.signIn(ANNA);
            for (String[] foreign : List.of(
                    new String[] {"Origin", "https://evil.example"}, new String[] {"Sec-Fetch-Site", "cross-site"})) {
                assertError(server.send("POST", LOGIN, credentials("anna", PASSWORD), foreign), 403, "FORBIDDEN");
                assertError(
                        server.send("POST", LOGOUT, "", "Cookie", cookie, foreign[0], foreign[1]), 403, "FORBIDDEN");
                assertError(server.as(cookie, "POST", "projects", "{\"name\": \"shop\"}", foreign), 403, "FORBIDDEN");
                assertError(server.as(cookie, "POST", "tokens", "{\"name\": \"erp\"}", foreign), 403, "FORBIDDEN");
                assertThat(server.get(cookie, "projects", foreign).statusCode()).isEqualTo(200);
            }
            assertThat(server.whoIs(cookie)).contains("anna");
            assertThat(AdminServer.text(server.get(cookie, "tokens"))).isEqualTo("[]");
            assertThat(AdminServer.text(server.get(cookie, "projects"))).isEqualTo("[]");
        }
    }

    @Test
    void theOwnPagesAreThoseOfTheAddressThatTheServerIsReachedUnder() {
        try (SignInServer server = SignInServer.start();
                SignInServer known = SignInServer.at("https://config.example.com");
                SignInServer proxied = SignInServer.behindProxy()) {
            String body = credentials("anna", PASSWORD);
            assertThat(server.send("POST", LOGIN, body, "Origin", server.url()).statusCode())
                    .isEqualTo(200);
            assertThat(known.send("POST", LOGIN, body, "Origin", "https://config.example.com")
                            .statusCode())
                    .isEqualTo(200);
            assertError(known.send("POST", LOGIN, body, "Origin", known.url()), 403, "FORBIDDEN");
            assertThat(proxied.send(
                                    "POST",
                                    LOGIN,
                                    body,
                                    "Origin",
                                    "https://config.example.com",
                                    "X-Forwarded-Host",
                                    "config.example.com",
                                    "X-Forwarded-Proto",
                                    "https")
                            .statusCode())
                    .isEqualTo(200);
            // What anyone but a trusted proxy forwards does not count.
            assertError(
                    server.send(
                            "POST",
                            LOGIN,
                            body,
                            "Origin",
                            "https://evil.example",
                            "X-Forwarded-Host",
                            "evil.example",
                            "X-Forwarded-Proto",
                            "https"),
                    403,
                    "FORBIDDEN");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS, config.example.com",
        "'https, http', 'config.example.com, inner'",
        "https, Config.Example.com:443",
    })
    void aProxyMayWriteTheAddressInAnyWay(String proto, String host) {
        try (SignInServer server = SignInServer.behindProxy();
                SignInServer known = SignInServer.at("HTTPS://Config.example.com")) {
            String body = credentials("anna", PASSWORD);
            HttpResponse<byte[]> forwarded = server.send(
                    "POST",
                    LOGIN,
                    body,
                    "Origin",
                    "https://config.example.com",
                    "X-Forwarded-Host",
                    host,
                    "X-Forwarded-Proto",
                    proto);

            for (HttpResponse<byte[]> in :
                    List.of(forwarded, known.send("POST", LOGIN, body, "Origin", "https://config.example.com"))) {
                assertThat(in.statusCode()).isEqualTo(200);
                assertThat(AdminServer.header(in, "set-cookie")).endsWith("; Secure");
            }
        }
    }

    @Test
    void aSecondOriginIsNotOverlooked() {
        try (SignInServer server = SignInServer.start()) {
            String own = server.url();
            for (String[] two : List.of(
                    new String[] {"Origin", own, "Origin", "https://evil.example"},
                    new String[] {"Origin", own, "Origin", own},
                    new String[] {"Origin", own, "Origin", ""},
                    new String[] {"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"},
                    new String[] {"Sec-Fetch-Site", ""})) {
                assertError(server.send("POST", LOGIN, credentials("anna", PASSWORD), two), 403, "FORBIDDEN");
            }
        }
    }

    @Test
    void whatIsRefusedForItsOriginIsRefusedWithOrWithoutASession() {
        try (SignInServer server = SignInServer.start()) {
            assertError(server.send("POST", A + "/projects", "{}", "Origin", "https://evil.example"), 403, "FORBIDDEN");
        }
    }
}
