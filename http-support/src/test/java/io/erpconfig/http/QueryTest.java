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

    @ParameterizedTest
    @ValueSource(strings = {"a=", "a", "a=&b=1", "%61="})
    void anEmptyValueIsNotTheSameAsNone(String raw) {
        Query query = Query.parse(raw);

        assertThatThrownBy(() -> query.text("a"))
                .isInstanceOf(ApiException.class)
                .hasMessage("a is empty; leave it out, or give it a value");
        assertThatThrownBy(() -> query.flag("a")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> query.positive("a")).isInstanceOf(ApiException.class);
        assertThat(query.text("c")).isEmpty();
    }

    @Test
    void toGitLabAnEmptyValueIsTheSameAsNone() {
        Query query = Query.parseAsGitLab("a=&b&&=x");

        assertThat(query.text("a")).isEmpty();
        assertThat(query.text("b")).isEmpty();
        assertThat(query.flag("b")).isFalse();
        assertThat(query.positive("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=2", "a=1&b=3&a=1", "a=1&%61=2", "a=&a=1", "a=1&a=", "a&a"})
    void whatMayComeOnceIsRefusedIfItComesTwice(String raw) {
        assertThatThrownBy(() -> Query.parse(raw).text("a"))
                .isInstanceOf(ApiException.class)
                .hasMessage("a is there twice");
        assertThatThrownBy(() -> Query.parseAsGitLab(raw).text("a"))
                .isInstanceOf(ApiException.class)
                .hasMessage("a is there twice");
        assertThat(Query.parse(raw + "&c=1").text("c")).contains("1");
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
    void aListIsWrittenInEitherWay() {
        assertThat(Query.parse("x=a,b,c").list("x")).containsExactly("a", "b", "c");
        assertThat(Query.parse("x[]=a,b&x%5B%5D=c").list("x")).containsExactly("a,b", "c");
        assertThat(Query.parseAsGitLab("x=a,,b,&x[]=").list("x")).containsExactly("a", "b");
        assertThat(Query.parse("y=a").list("x")).isEmpty();
        assertThatThrownBy(() -> Query.parse("x=a&x=b").list("x")).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=a,,b", "x=a,", "x=,a", "x=", "x[]=", "x[]=a&x[]="})
    void anEmptyPartOfAListIsNotTheSameAsNone(String raw) {
        assertThatThrownBy(() -> Query.parse(raw).list("x"))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("x ");
    }

    @Test
    void whatCantBeReadIsRefused() {
        assertThatThrownBy(() -> Query.parse("x=yes").flag("x")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> Query.parse("x=0").positive("x")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> Query.parse("x=%FF")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> Query.parse("%=x")).isInstanceOf(ApiException.class);
    }
}
