package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.assertError;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | projects | {'name':'x','type':''}",
                "POST | projects | {'name':''}",
                "POST | projects | {'name':'x','name':'y'}",
                "POST | projects/b2b-cnc.erp-config/branches | {'name':'x','from':''}",
                "POST | projects/b2b-cnc.erp-config/branches | {'name':'','from':'master'}",
                "POST | projects/b2b-cnc.erp-config/branches | {'name':'x','from':'master','from':'master@v0002'}",
                "POST | tokens | {'name':''}",
                "POST | tokens | {'name':'x','repos':['']}",
                "POST | tokens | {'name':'x','repos':['b2b-cnc.erp-config','']}",
                "POST | tokens | {'name':'x','repos':null}",
                "POST | tokens | {'name':'x','expires_at':''}",
                "POST | tokens | {'name':'x','expires_at':' '}",
                "POST | tokens | {'name':'x','fingerprint_required':''}",
                "POST | tokens | {'name':'x','repos':['b2b-cnc.erp-config'],'repos':[]}",
                "POST | tokens | {'name':'x','expires_at':'2030-01-01','\\u0065xpires_at':null}",
                "PATCH | tokens/{token} | {'name':''}",
                "PATCH | tokens/{token} | {'repos':['']}",
                "PATCH | tokens/{token} | {'repos':[]}",
                "PATCH | tokens/{token} | {'expires_at':''}",
                "PATCH | tokens/{token} | {'fingerprint_bound':null}",
                "POST | account/password | {'current':'','new':''}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','message':'x','actions':[{'action':'delete','path':'a'}]}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','actions':[{'action':'delete','path':'a','path':'b'}]}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','actions':[{'action':'delete','path':''}]}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','actions':[{'action':'create','path':'c','content':'','encoding':''}]}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','actions':[{'action':'create','path':'c','previous_path':'','content':''}]}",
                "POST | projects/b2b-cnc.erp-config/branches/master/commits"
                        + " | {'message':'','actions':[{'action':'move','path':'c','previous_path':''}]}",
            })
    void bodiesAreReadAsStrictly(String method, String path, String body) {
        JsonNode token = json(server.post("tokens", "{\"name\":\"erp\",\"repos\":[\"b2b-cnc.erp-config\"]}"));
        String target = path.replace("{token}", token.get("id").asString());

        HttpResponse<byte[]> answer =
                server.send("alice", method, target, BodyPublishers.ofString(body.replace('\'', '"')));

        assertThat(answer.statusCode()).as(AdminServer.text(answer)).isEqualTo(400);
        assertThat(json(server.get("tokens"))).hasSize(1);
        assertThat(json(server.get("projects"))).hasSize(1);
        assertThat(json(server.get(shop("branches")))).hasSize(1);
        assertThat(server.live()).isEqualTo("v0005");
    }

    @Test
    void aMisspeltParameterOfAWriteIsNotPassedOver() {
        for (HttpResponse<byte[]> answer : List.of(
                server.post(master("rollback?to=v0003&paht=a"), ""),
                server.put(master("files/a?paht=x"), "3"),
                server.delete(master("files/a?message=x&paht=x")))) {
            assertError(answer, 400, "INVALID_PARAMETER");
            assertThat(AdminServer.text(answer)).contains("'paht'");
        }

        assertThat(server.live()).isEqualTo("v0005");
        assertThat(server.read("a") + server.read("b")).isEqualTo("22");
    }

    @Test
    void whatNobodyReadsMayBeAnythingWhereNothingIsChanged() {
        assertThat(server.get(shop("branches?x=&x=1&y")).statusCode()).isEqualTo(200);
    }
}
