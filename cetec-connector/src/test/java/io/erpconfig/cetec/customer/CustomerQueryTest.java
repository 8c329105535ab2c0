package io.erpconfig.cetec.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerQueryTest {

    private static CustomerQuery of(List<String> columns) {
        return new CustomerQuery(Optional.empty(), Optional.empty(), Optional.empty(), columns);
    }

    @Test
    void theErpIsAskedForWhatTheRulesNeedToo() {
        assertThat(of(List.of("priority_support")).wanted())
                .containsExactly(
                        "domain", "id", "itar_hosting_bc", "ok_to_bill", "priority_support", "resident_hosting");
        assertThat(of(CustomerQuery.DEFAULT_COLUMNS).wanted())
                .containsExactlyInAnyOrderElementsOf(CustomerQuery.DEFAULT_COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a&preshared_token=x",
                "1st",
                "TECHX_PASSWORD",
                "preshared_token",
                "api_secret",
                "Passwd"
            })
    void suchAColumnIsRefused(String column) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(List.of(column)));
    }

    @Test
    void aQueryIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> of(List.of("id", "id")));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> of(IntStream.range(0, 51).mapToObj(i -> "c" + i).toList()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CustomerQuery(
                        Optional.empty(), Optional.of("x".repeat(201)), Optional.empty(), List.of("id")));
    }
}
