package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final List<Integer> SEVEN = List.of(1, 2, 3, 4, 5, 6, 7);

    private static Page.Sliced<Integer> slice(List<Integer> all, String query) {
        Query parsed = Query.parse(query);
        return Page.slice(all, parsed, new Links("http://x", RequestPath.parse("/l%2Fist"), parsed));
    }

    private static String header(Page.Sliced<?> page, String name) {
        return page.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Answer.Header::value)
                .collect(Collectors.joining());
    }

    @Test
    void withoutParametersTheListIsWholeAndSaysSo() {
        Page.Sliced<Integer> whole = slice(SEVEN, "x=1");

        assertThat(whole.items()).isEqualTo(SEVEN);
        assertThat(header(whole, "X-Page")).isEqualTo("1");
        assertThat(header(whole, "X-Per-Page")).isEqualTo("20");
        assertThat(header(whole, "X-Total")).isEqualTo("7");
        assertThat(header(whole, "X-Total-Pages")).isEqualTo("1");
        assertThat(whole.headers())
                .contains(new Answer.Header("X-Next-Page", ""), new Answer.Header("X-Prev-Page", ""));
        assertThat(header(whole, "Link"))
                .isEqualTo("<http://x/l%2Fist?x=1>; rel=\"first\", <http://x/l%2Fist?x=1>; rel=\"last\"");
        assertThat(header(slice(SEVEN, ""), "Link")).startsWith("<http://x/l%2Fist>; rel=\"first\"");
    }

    @Test
    void aWholeListIsOnePageHoweverLongItIs() {
        List<Integer> many = IntStream.range(0, 150).boxed().toList();

        assertThat(slice(many, "").items()).hasSize(150);
        assertThat(header(slice(many, ""), "X-Per-Page")).isEqualTo("150");
        assertThat(header(slice(List.of(), ""), "X-Per-Page")).isEqualTo("20");
    }

    @Test
    void aWholeListWhoseLinkWouldBeTooLongHasNone() {
        assertThat(header(slice(SEVEN, "x=" + "y".repeat(4_000)), "Link")).isEmpty();
    }

    @Test
    void eitherParameterMakesAPage() {
        assertThat(slice(SEVEN, "per_page=3").items()).containsExactly(1, 2, 3);
        assertThat(slice(SEVEN, "per_page=3&page=3").items()).containsExactly(7);
        assertThat(slice(SEVEN, "page=1").items()).hasSize(7);
        assertThat(header(slice(SEVEN, "page=1"), "X-Per-Page")).isEqualTo("20");
    }

    @Test
    void anEmptyListHasOnePage() {
        Page.Sliced<Integer> page = slice(List.of(), "page=1");

        assertThat(header(page, "X-Total")).isEqualTo("0");
        assertThat(header(page, "X-Total-Pages")).isEqualTo("1");
        assertThat(header(page, "X-Next-Page")).isEmpty();
    }

    @Test
    void linksRepeatTheQueryButNotTheToken() {
        Page.Sliced<Integer> page = slice(SEVEN, "private_token=secret&q=a+b%26&per_page=4");

        assertThat(header(page, "Link"))
                .startsWith("<http://x/l%2Fist?q=a%20b%26&page=2&per_page=4>; rel=\"next\"")
                .doesNotContain("secret");
    }

    @Test
    void farPagesAreEmpty() {
        assertThat(slice(SEVEN, "page=2147483647&per_page=100").items()).isEmpty();
    }
}
