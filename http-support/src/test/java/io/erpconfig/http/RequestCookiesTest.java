package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCookiesTest {

    private static List<String> values(String header) {
        return new RequestCookies(header).values("session");
    }

    @Test
    void aCookieIsFoundAmongOthersWhateverIsBetweenThem() {
        assertThat(values("session=a")).containsExactly("a");
        assertThat(values("x=1; session=a; y=2")).containsExactly("a");
        assertThat(values("x=1;session=a;y=2")).containsExactly("a");
        assertThat(values("  session = a  ;")).containsExactly("a");
        assertThat(values("session=\"a\"")).containsExactly("a");
        assertThat(values("session=a=b==")).containsExactly("a=b==");
        assertThat(values("session=")).containsExactly("");
        assertThat(values("session=\"")).containsExactly("\"");
        assertThat(values("x=\"; session=a")).containsExactly("a");
    }

    @Test
    void allCookiesOfANameAreReturnedInTheirOrder() {
        assertThat(values("session=a; x=1; session=b; session=a")).containsExactly("a", "b", "a");
    }

    @Test
    void whatIsNoCookieOfThatNameIsPassedOver() {
        for (String header : List.of(
                "",
                ";",
                "=",
                "session",
                "=session",
                "xsession=a",
                "session2=a",
                "Session=a",
                "x=session=a",
                "; ;=;=a;")) {
            assertThat(values(header)).as(header).isEmpty();
        }
    }

    @Test
    void ofManyCookiesOfANameTheFirst32Count() {
        String others = "other=1; session=x; ".repeat(31);
        assertThat(new RequestCookies(others + "session=ours").values("session"))
                .hasSize(32)
                .endsWith("ours");
        assertThat(new RequestCookies(others + "session=x; session=ours").values("session"))
                .hasSize(32)
                .doesNotContain("ours");
    }

    @Test
    void cookiesDoNotTellWhatIsInThem() {
        assertThat(new RequestCookies("session=" + "0123").toString()).isEqualTo("RequestCookies");
    }
}
