package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters that are empty, which GitLab's clients send, or come twice, which none of them does. */
class ParametersTest {

    private final TestServer server = TestServer.start();

    @BeforeEach
    void save() {
        server.save(server.project(), "a/b.json", "{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "branches, search=&regex=&page=&per_page=",
        "tree, ref=&path=&recursive=&page_token=&pagination=",
        "files/a%2Fb.json, ref=",
        "files/a%2Fb.json/raw, ref",
        "archive.tar, sha=&path=",
        "commits, ref_name=&path=&since=&until=",
    })
    void anEmptyOneIsAsGoodAsNone(String route, String empty) {
        assertThat(server.get(repository(route + '?' + empty)).body())
                .isEqualTo(server.get(repository(route)).body());
    }

    @ParameterizedTest
    @CsvSource({
        "branches, search=a&search=b",
        "branches, page=1&page=2",
        "tree, ref=master&ref=master@v0001",
        "tree, path=a&path=",
        "files/a%2Fb.json, ref=master&ref=master",
        "files/a%2Fb.json/raw, ref=&ref=master",
        "archive.tar, sha=master&%73ha=master",
        "commits, ref_name=master&ref_name=x",
        "compare, from=master&from=x&to=master",
    })
    void oneThatComesTwiceIsRefused(String route, String twice) {
        String parameter = twice.substring(0, twice.indexOf('='));

        assertError(
                server.get(repository(route + '?' + twice)), 400, "INVALID_PARAMETER", parameter + " is there twice");
    }
}
