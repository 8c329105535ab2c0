package io.erpconfig.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailersTest {

    @ParameterizedTest
    @CsvSource({
        "'Title|||Fixes: #1|', {Fixes=[#1]}",
        "'Title||Text: no trailer|and text||A: 1|b-C : 2 |A: 3|  and on', '{A=[1, 3 and on], b-C=[2]}'",
        "'Title||A: 1|no trailer', {}",
        "'Title|| begins with a blank|A: 1', {}",
        "'A: 1', {}",
        "'A: 1|B: 2', {}",
        "'', {}",
        "'Title||Text', {}",
        "'Title||A:', {A=[]}"
    })
    void areTheLastParagraphIfItHasNothingElse(String message, String trailers) {
        assertThat(Trailers.of(message.replace('|', '\n')).toString()).isEqualTo(trailers);
    }
}
