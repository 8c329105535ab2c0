package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {

    private final TrustedProxies proxies =
            new TrustedProxies(List.of(Cidr.parse("127.0.0.1"), Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

    private String clientOf(String peer, String... forwarded) {
        return proxies.clientOf(peer, Collections.enumeration(List.of(forwarded)));
    }

    @Test
    void whatAnyoneElseForwardsDoesNotCount() {
        assertThat(clientOf("192.0.2.7", "198.51.100.1")).isEqualTo("192.0.2.7");
        assertThat(new TrustedProxies(List.of())
                        .clientOf("127.0.0.1", Collections.enumeration(List.of("198.51.100.1"))))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void theClientIsTheLastOneThatIsNoTrustedProxy() {
        assertThat(clientOf("127.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(clientOf("127.0.0.1", "203.0.113.9, 198.51.100.1, 10.1.2.3")).isEqualTo("198.51.100.1");
        assertThat(clientOf("127.0.0.1", "203.0.113.9", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(clientOf("127.0.0.1", "10.0.0.1, 10.0.0.2")).isEqualTo("10.0.0.1");
    }

    @Test
    void whatIsNoAddressEndsTheChain() {
        assertThat(clientOf("127.0.0.1", "198.51.100.1, unknown")).isEqualTo("127.0.0.1");
        assertThat(clientOf("127.0.0.1", "198.51.100.1, , 10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(clientOf("127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void aPortIsNoPartOfTheAddress() {
        assertThat(clientOf("127.0.0.1", "198.51.100.1:5678")).isEqualTo("198.51.100.1");
        assertThat(clientOf("127.0.0.1", "[2001:db8::7]:5678")).isEqualTo("2001:db8::7");
    }

    @Test
    void whatOnlyLooksLikeAnAddressIsNotLookedUp() {
        assertThat(Cidr.isAddress("999.1.1.1")).isFalse();
        assertThat(Cidr.isAddress("255.255.255.255")).isTrue();
        assertThat(clientOf("127.0.0.1", "999.1.1.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void anIpv6AddressIsWrittenWithoutBracketsAndZone() {
        assertThat(clientOf("[2001:db8::7]")).isEqualTo("2001:db8::7");
        assertThat(clientOf("[fe80::7%2]")).isEqualTo("fe80::7");
        assertThat(clientOf("[fd00::1]", "[2001:db8::7]")).isEqualTo("2001:db8::7");
        assertThat(clientOf("[fd00::1]", "2001:db8::7, fd00::2")).isEqualTo("2001:db8::7");
    }
}
