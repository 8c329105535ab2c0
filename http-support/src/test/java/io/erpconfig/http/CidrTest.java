package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3/8, 10.9.9.9",
        "192.168.128.0/17, 192.168.255.1",
        "0.0.0.0/0, 8.8.8.8",
        "::1, 0:0:0:0:0:0:0:1",
        "::1/128, [::1]",
        "fd00::/8, fdab::1",
        "fe80::/10, fe80::1%eth0",
        "127.0.0.1, ::ffff:127.0.0.1"
    })
    void contains(String range, String address) {
        assertThat(Cidr.parse(range).contains(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 11.0.0.1",
        "192.168.128.0/17, 192.168.127.255",
        "10.1.2.3, 10.1.2.4",
        "::1, 127.0.0.1",
        "0.0.0.0/0, ::1",
        "fd00::/8, fe00::1",
        "10.0.0.0/8, localhost",
        "10.0.0.0/8, 10",
        "10.0.0.0/8, ''"
    })
    void doesNotContain(String range, String address) {
        assertThat(Cidr.parse(range).contains(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.0.0.0/33",
                "::1/129",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "localhost",
                "10.0.0.0/8/8",
                "10.0.0.1-10.0.0.9",
                "256.0.0.1"
            })
    void whatIsNoRangeIsSaidToTheOperator(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
