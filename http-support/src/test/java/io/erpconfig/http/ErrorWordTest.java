package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.Blame;
import io.erpconfig.core.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorWordTest {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorOfTheCoreHasAWordWithAStatusOfItsKind(ErrorCode code) {
        int status = ErrorWord.of(code).status();

        assertThat(status >= 500).isEqualTo(code.blame() == Blame.STORAGE || code.blame() == Blame.PLATFORM);
    }

    @ParameterizedTest
    @EnumSource(ErrorWord.class)
    void aMessageNamesTheStatusOrIsTheWord(ErrorWord word) {
        word.message()
                .filter(message -> word != ErrorWord.TOO_MANY_REQUESTS)
                .ifPresent(message -> assertThat(message.equals(word.name()) || message.startsWith(word.status() + " "))
                        .as(message)
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 413, 414, 415, 416, 417, 429, 431, 500, 503})
    void whatTheServerFindsHasAWordOfThatStatus(int status) {
        assertThat(ErrorWord.ofStatus(status).status()).isEqualTo(status);
    }
}
