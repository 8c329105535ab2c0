package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiErrorCodeTest {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorOfTheCoreHasAWordWithAStatusOfItsKind(ErrorCode code) {
        int status = ApiErrorCode.of(code).status();

        assertThat(status >= 500)
                .isEqualTo(code.category() == ErrorCategory.STORAGE || code.category() == ErrorCategory.PLATFORM);
    }

    @ParameterizedTest
    @EnumSource(ApiErrorCode.class)
    void aMessageNamesTheStatusOrIsTheCode(ApiErrorCode code) {
        code.message()
                .filter(message -> code != ApiErrorCode.TOO_MANY_REQUESTS)
                .ifPresent(message -> assertThat(message.equals(code.name()) || message.startsWith(code.status() + " "))
                        .as(message)
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 413, 414, 415, 416, 417, 429, 431, 500, 503})
    void whatTheServerFindsHasAWordOfThatStatus(int status) {
        assertThat(ApiErrorCode.ofStatus(status).status()).isEqualTo(status);
    }
}
