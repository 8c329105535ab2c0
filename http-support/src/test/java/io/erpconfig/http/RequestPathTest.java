package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @Test
    void isSplitBeforeAnythingIsDecoded() {
        assertThat(RequestPath.parse("/files/a%2Fb/raw").segments()).containsExactly("files", "a/b", "raw");
    }

    @Test
    void isDecodedOnceAndAPlusStaysAPlus() {
        assertThat(RequestPath.parse("/a%252F+%2B%20%C3%A9%2E").segments()).containsExactly("a%2F++ é.");
    }

    @Test
    void severalSlashesCountAsOneAndAreRemembered() {
        assertThat(RequestPath.parse("//a///b/").segments()).containsExactly("a", "b");
        assertThat(RequestPath.parse("//a///b/c").doubled()).containsExactlyInAnyOrder(0, 1);
        assertThat(RequestPath.parse("/api//a///b")
                        .behind(RequestPath.parse("/api"))
                        .doubled())
                .containsExactlyInAnyOrder(0, 1);
        assertThat(RequestPath.parse("//a///b/").trailingSlash()).isTrue();
        assertThat(RequestPath.parse("/").segments()).isEmpty();
    }

    @Test
    void encodedItHasTheSameParts() {
        RequestPath path = RequestPath.parse("/a%2Fb/%25/%22%3E;é/+");

        assertThat(RequestPath.parse(path.encoded())).isEqualTo(path);
        assertThat(path.encoded()).matches("[A-Za-z0-9%/._~-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%", "%a", "%zz", "a%4", "%FF", "%C0%AF", "%ED%A0%80", "%C3", "%C3/%A9", "%+1", "%F5%80%80%80"})
    void whatIsNotPercentEncodedUtf8IsRefused(String path) {
        assertThatThrownBy(() -> RequestPath.parse(path))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ApiErrorCode.BAD_REQUEST));
    }

    @Test
    void aPrefixIsOneOfWholeParts() {
        RequestPath prefix = RequestPath.parse("/api/v4");

        assertThat(RequestPath.parse("/api/v4/projects").startsWith(prefix)).isTrue();
        assertThat(RequestPath.parse("/api/v4").behind(prefix).segments()).isEmpty();
        assertThat(RequestPath.parse("/api/v42").startsWith(prefix)).isFalse();
        assertThat(RequestPath.parse("/api").startsWith(prefix)).isFalse();
    }
}
