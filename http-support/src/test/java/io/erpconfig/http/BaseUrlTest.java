package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    private static final BaseUrl PROXIED = BaseUrl.ofRequest(List.of(Cidr.parse("10.0.0.0/8")));

    private static String of(BaseUrl base, String host, int port, Map<String, String> headers, String peer) {
        return base.of("http", host, port, name -> Optional.ofNullable(headers.get(name)), () -> peer);
    }

    @Test
    void isWhatTheRequestNames() {
        assertThat(of(PROXIED, "shop.example", 8080, Map.of(), "1.2.3.4")).isEqualTo("http://shop.example:8080");
        assertThat(of(PROXIED, "shop.example", 80, Map.of(), "1.2.3.4")).isEqualTo("http://shop.example");
        assertThat(of(PROXIED, "[::1]", 8080, Map.of(), "1.2.3.4")).isEqualTo("http://[::1]:8080");
    }

    @Test
    void isWhatATrustedProxySays() {
        Map<String, String> said = Map.of("X-Forwarded-Proto", "https", "X-Forwarded-Host", "a.example:444, b.example");

        assertThat(of(PROXIED, "inner", 80, said, "10.1.1.1")).isEqualTo("https://a.example:444");
        assertThat(of(PROXIED, "inner", 80, said, "11.1.1.1")).isEqualTo("http://inner");
        assertThat(of(PROXIED, "inner", 80, Map.of("X-Forwarded-Proto", "javascript"), "10.1.1.1"))
                .isEqualTo("http://inner");
    }

    @ParameterizedTest
    @CsvSource({
        // X-Forwarded-Proto, X-Forwarded-Host, Host, its port
        "HTTPS, config.example.com, inner, 80, https://config.example.com",
        "Https, config.example.com, inner, 80, https://config.example.com",
        "' https , http', config.example.com, inner, 80, https://config.example.com",
        "'HTTPS,HTTP', 'config.example.com, inner', inner, 80, https://config.example.com",
        "https, config.example.com:443, inner, 80, https://config.example.com",
        "https, config.example.com:80, inner, 80, https://config.example.com:80",
        "https, Config.Example.COM:8443, inner, 80, https://Config.Example.COM:8443",
        "https, '[2001:db8::1]:443', inner, 80, 'https://[2001:db8::1]'",
        "https, '[2001:db8::443]', inner, 80, 'https://[2001:db8::443]'",
        "HTTP, config.example.com:80, inner, 8080, http://config.example.com",
        "https, , config.example.com, 443, https://config.example.com",
        "https, , config.example.com, 8443, https://config.example.com:8443",
        "'', , inner, 8080, http://inner:8080",
        "wss, , inner, 8080, http://inner:8080",
    })
    void isWhatAProxyMeansHoweverItWritesIt(String proto, String forwarded, String host, int port, String url) {
        Map<String, String> said = new HashMap<>(Map.of("X-Forwarded-Proto", proto));
        Optional.ofNullable(forwarded).ifPresent(value -> said.put("X-Forwarded-Host", value));

        assertThat(of(PROXIED, host, port, said, "10.1.1.1")).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a>b", "a/b", "user@host", "", "a\"b"})
    void aHostThatIsNoneIsRefused(String host) {
        assertThatThrownBy(() -> of(PROXIED, host, 80, Map.of(), "1.2.3.4")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> of(PROXIED, "x", 80, Map.of("X-Forwarded-Host", host), "10.0.0.1"))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void isTheConfiguredOneWithoutItsLastSlash() {
        BaseUrl base = BaseUrl.configured("https://config.example.com/erp/");

        assertThat(of(base, "x", 80, Map.of(), "1.2.3.4")).isEqualTo("https://config.example.com/erp");
        assertThat(of(BaseUrl.configured("HTTPS://Config.example.com"), "x", 80, Map.of(), "1.2.3.4"))
                .isEqualTo("https://Config.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "config.example.com",
                "ftp://x",
                "http://",
                "https://u:p@x",
                "https://x?y",
                "https://x#y",
                "http://a b"
            })
    void whatIsNoUrlIsSaidToTheOperator(String url) {
        assertThatThrownBy(() -> BaseUrl.configured(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
