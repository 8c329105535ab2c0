package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that are empty or come twice: a request that says less than its sender meant is not taken for another. */
class ParametersTest {

    private final AdminServer server = AdminServer.startWithProject();

    @BeforeEach
    void save() {
        server.save("a", "1");
        server.save("b", "1");
        server.save("a", "2");
        server.save("b", "2");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRollbackOfAFileWithoutItsPathDoesNotRollBackTheBranch() {
        assertError(server.post(master("rollback?to=v0003&path="), ""), 400, "INVALID_PARAMETER");
        assertError(server.post(master("rollback?to=v0003&path"), ""), 400, "INVALID_PARAMETER");

        assertThat(server.live()).isEqualTo("v0005");
        assertThat(server.read("a") + server.read("b")).isEqualTo("22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollback?to=",
                "rollback?to=v0003&to=v0002",
                "rollback?to=v0003&to=v0003",
                "rollback?to=v0003&path=a&path=b",
                "rollback?to=v0003&path=a&path=",
                "rollback?to=v0003&message=",
                "rollback?to=v0003&message=x&message=y",
            })
    void aRollbackThatSaysNothingOrTwoThingsIsRefused(String rollback) {
        assertError(server.post(master(rollback), ""), 400, "INVALID_PARAMETER");

        assertThat(server.live()).isEqualTo("v0005");
    }

    @Test
    void aSaveOrDeletionWithAnEmptyMessageOrTwoIsRefused() {
        for (String parameters : List.of("?message=", "?message", "?message=x&message=y")) {
            assertError(server.put(master("files/a" + parameters), "3"), 400, "INVALID_PARAMETER");
            assertError(server.delete(master("files/a" + parameters)), 400, "INVALID_PARAMETER");
        }

        assertThat(server.live()).isEqualTo("v0005");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "branches/master/tree?path=",
                "branches/master/tree?recursive=",
                "branches/master/tree?path=a&path=b",
                "branches/master/history?path=",
                "branches/master/history?page=",
                "branches/master/history?per_page=2&per_page=3",
                "archive.zip?ref=",
                "archive.zip?path=",
                "archive.zip?ref=master&ref=master",
                "compare?from=&to=master",
                "compare?from=master&to=",
                "compare?from=master&to=master&to=master@v0002",
            })
    void whatIsReadIsNotGuessedEither(String read) {
        assertError(server.get(shop(read)), 400, "INVALID_PARAMETER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"projects?page=", "tokens?per_page=", "audit?since=", "audit?since=2026-01-01&since=2026-01-02"})
    void norAreLists(String list) {
        assertError(server.get(list), 400, "INVALID_PARAMETER");
    }

    @Test
    void whatNobodyReadsMayBeAnything() {
        assertThat(server.get(shop("branches?x=&x=1&y")).statusCode()).isEqualTo(200);
    }
}
