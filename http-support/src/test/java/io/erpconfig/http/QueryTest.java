package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @Test
    void aPlusIsASpaceAndTheRestIsDecodedOnce() {
        assertThat(Query.parse("a=x+y%2Bz%252F&b%20c=1").text("a")).contains("x y+z%2F");
        assertThat(Query.parse("a=x&b%20c=1").text("b c")).contains("1");
        assertThat(Query.parse("a=b=c").text("a")).contains("b=c");
    }

    @Test
    void aParameterWithoutAValueCountsAsLeftOut() {
        Query query = Query.parse("a=&b&&=x");

        assertThat(query.text("a")).isEmpty();
        assertThat(query.text("b")).isEmpty();
        assertThat(query.flag("b")).isFalse();
        assertThat(query.positive("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "1"})
    void aFlagIsOn(String on) {
        assertThat(Query.parse("x=" + on).flag("x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "0"})
    void aFlagIsOff(String off) {
        assertThat(Query.parse("x=" + off).flag("x")).isFalse();
    }

    @Test
    void whatCantBeReadIsRefused() {
        assertThatThrownBy(() -> Query.parse("x=yes").flag("x")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Query.parse("x=0").positive("x")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Query.parse("x=%FF")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Query.parse("%=x")).isInstanceOf(Refusal.class);
    }
}
