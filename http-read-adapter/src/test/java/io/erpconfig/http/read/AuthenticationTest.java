package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Expiry;
import io.erpconfig.core.token.TokenChange;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {

    private static final String BRANCHES = repository("branches");

    private final TestServer server = TestServer.start();
    private Project project;

    @BeforeEach
    void store() {
        project = server.project();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenComesInItsOwnHeader() {
        assertThat(server.send("GET", BRANCHES, "PRIVATE-TOKEN", server.token).statusCode())
                .isEqualTo(200);
        assertThat(server.send("GET", BRANCHES, "private-token", server.token).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER "})
    void aTokenComesAsABearer(String scheme) {
        assertThat(server.send("GET", BRANCHES, "Authorization", scheme + server.token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenComesInTheQueryAndIsNotRepeatedInALink() {
        HttpResponse<byte[]> page =
                server.send("GET", BRANCHES + "?per_page=1&private_token=" + server.token + "&search=ma");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(page, "link"))
                .contains("search=ma&page=1&per_page=1")
                .doesNotContain(server.token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "0123456789abcdef", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})
    void anUnknownOrMalformedTokenIsUnauthorized(String token) {
        assertError(server.send("GET", BRANCHES, "PRIVATE-TOKEN", token), 401, "UNAUTHORIZED", "401 Unauthorized");
    }

    @Test
    void noTokenIsUnauthorizedWhateverIsAsked() {
        assertError(server.send("GET", BRANCHES), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertError(server.send("GET", P + "/projects/nope"), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertError(server.send("GET", P + "/version"), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertError(server.send("GET", BRANCHES, "PRIVATE-TOKEN", ""), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertError(server.send("GET", BRANCHES, "Authorization", "Bearer "), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertError(server.send("GET", BRANCHES + "?private_token="), 401, "UNAUTHORIZED", "401 Unauthorized");
    }

    @Test
    void theSameTokenMayComeInTwoPlacesAndAGatewaysBesideIt() {
        String query = BRANCHES + "?private_token=" + server.token;
        for (int i = 0; i < 2; i++) {
            assertGood(query, "PRIVATE-TOKEN", server.token);
            assertGood(query, "Authorization", "Bearer " + server.token);
            assertGood(BRANCHES, "PRIVATE-TOKEN", server.token, "Authorization", "Bearer " + server.token);
            assertGood(BRANCHES, "PRIVATE-TOKEN", server.token, "Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
            assertGood(BRANCHES, "PRIVATE-TOKEN", server.token, "Authorization", "Basic YTpi");
            assertGood(query, "Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        }
    }

    private void assertGood(String target, String... headers) {
        assertThat(server.send("GET", target, headers).statusCode()).isEqualTo(200);
    }

    @Test
    void whichOfTwoTokensWasMeantIsNotGuessed() {
        String other = server.issue(ALICE).value().reveal();
        // So that there is an answer that could be given again.
        assertGood(BRANCHES, "PRIVATE-TOKEN", server.token);

        assertTwo(BRANCHES, "PRIVATE-TOKEN", server.token, "Authorization", "Bearer " + other);
        assertTwo(BRANCHES + "?private_token=" + other, "PRIVATE-TOKEN", server.token);
        assertTwo(BRANCHES + "?private_token=" + other, "Authorization", "Bearer " + server.token);
        assertTwo(BRANCHES + "?private_token=", "PRIVATE-TOKEN", server.token);
        assertTwo(BRANCHES, "PRIVATE-TOKEN", "", "Authorization", "Bearer " + server.token);
    }

    private void assertTwo(String target, String... headers) {
        assertError(server.send("GET", target, headers), 400, "INVALID_PARAMETER", "the request has two tokens");
    }

    @Test
    void whatComesOnceIsNotTakenTwice() {
        String token = server.token;
        String query = BRANCHES + "?private_token=" + token;
        assertGood(BRANCHES, "PRIVATE-TOKEN", token);

        assertTwice("PRIVATE-TOKEN", BRANCHES, "PRIVATE-TOKEN", token, "PRIVATE-TOKEN", token);
        assertTwice("PRIVATE-TOKEN", BRANCHES, "PRIVATE-TOKEN", token, "PRIVATE-TOKEN", "");
        assertTwice("Authorization", BRANCHES, "Authorization", "Bearer " + token, "Authorization", "Basic YTpi");
        assertTwice("private_token", query + "&private_token=" + token);
        assertTwice("private_token", query + "&private_token=");
        assertTwice("X-Instance-Id", BRANCHES, "PRIVATE-TOKEN", token, "X-Instance-Id", "one", "X-Instance-Id", "two");
    }

    private void assertTwice(String name, String target, String... headers) {
        assertError(server.send("GET", target, headers), 400, "INVALID_PARAMETER", name + " is there twice");
    }

    @Test
    void aTokenIsBoundToNoneOfTwoMachines() {
        String value = server.issueBound(ALICE).value().reveal();

        assertTwice("X-Instance-Id", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "one", "X-Instance-Id", "two");
        assertGood(BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "two");
        assertTwice("X-Instance-Id", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "two", "X-Instance-Id", "one");
    }

    @Test
    void anUpperCaseTokenIsNotTheToken() {
        String upper = server.token.toUpperCase(java.util.Locale.ROOT);
        assertError(server.send("GET", BRANCHES, "PRIVATE-TOKEN", upper), 401, "UNAUTHORIZED", "401 Unauthorized");
    }

    @Test
    void aRevokedTokenIsUnauthorizedWithTheNextRequest() {
        Tokens.Issued issued = server.issue(ALICE);
        String value = issued.value().reveal();
        assertThat(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value).statusCode())
                .isEqualTo(200);

        server.revoke(issued.token().id());

        assertError(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value), 401, "UNAUTHORIZED", "401 Unauthorized");
    }

    @Test
    void anExpiredTokenSaysSo() {
        String value = server.tokens
                .issue(ALICE, "short", Set.of(), Optional.of(Expiry.parse("2026-03-01")), false)
                .value()
                .reveal();
        assertThat(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value).statusCode())
                .isEqualTo(200);

        server.clock.move(Duration.ofHours(14));

        assertError(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value), 401, "TOKEN_EXPIRED", "TOKEN_EXPIRED");
    }

    @Test
    void theFirstMachineBindsATokenThatRequiresOneAndNoOtherIsLetIn() {
        String value = server.issueBound(ALICE).value().reveal();

        assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value));
        for (int i = 0; i < 3; i++) {
            assertThat(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "one")
                            .statusCode())
                    .isEqualTo(200);
            assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "two"));
            assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "  "));
            assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"YOUR-INSTANCE", "your-instance", " YOUR-INSTANCE ", "$(hostname)", "${HOST}", "<instance>"})
    void whatIsStillToBeFilledInBindsNothing(String placeholder) {
        String value = server.issueBound(ALICE).value().reveal();

        assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", placeholder));
        assertThat(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", "one")
                        .statusCode())
                .isEqualTo(200);
        assertMismatch(server.send("GET", BRANCHES, "PRIVATE-TOKEN", value, "X-Instance-Id", placeholder));
    }

    private static void assertMismatch(HttpResponse<byte[]> response) {
        assertError(response, 401, "FINGERPRINT_MISMATCH", "FINGERPRINT_MISMATCH");
    }

    @Test
    void aProjectTheTokenDoesNotCoverIsForbiddenWhetherOrNotItExists() {
        RepoId other = new RepoId("other.erp-config");
        server.project(ALICE, other);
        String narrow = server.issue(ALICE, SHOP).value().reveal();

        for (String repo : new String[] {"other.erp-config", "nowhere.erp-config", "alice%2Fother.erp-config"}) {
            assertError(
                    server.send("GET", P + "/projects/" + repo, "PRIVATE-TOKEN", narrow),
                    403,
                    "FORBIDDEN",
                    "403 Forbidden");
        }
    }

    @Test
    void aProjectTheTokenDoesNotCoverHasNoNumberJustAsOneThatIsNotThere() {
        String narrow = server.issue(ALICE, SHOP).value().reveal();
        Project other = server.project(ALICE, new RepoId("other.erp-config"));
        Project earlier = server.earlierProject(ALICE, new RepoId("earlier.erp-config"));
        Project bobs = server.earlierProject(BOB, SHOP);

        for (long id : new long[] {
            other.id().value(),
            earlier.id().value(),
            earlier.earlierId().orElseThrow().value(),
            bobs.id().value(),
            bobs.earlierId().orElseThrow().value(),
            EarlierProjectId.of(other.key()).value(),
            1,
        }) {
            for (String route : new String[] {"", "/repository/branches", "/repository/files/a/raw"}) {
                assertError(
                        server.send("GET", P + "/projects/" + id + route, "PRIVATE-TOKEN", narrow),
                        404,
                        "PROJECT_NOT_FOUND",
                        "404 Project Not Found");
            }
        }
        assertThat(server.send("GET", P + "/projects/" + project.id(), "PRIVATE-TOKEN", narrow)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aNumberThatWasJustAnsweredFindsNothingOnceTheTokenCoversTheProjectNoMore() {
        RepoId other = new RepoId("other.erp-config");
        server.project(ALICE, other);
        Tokens.Issued issued = server.issue(ALICE, SHOP, other);
        String branches = P + "/projects/" + project.id() + "/repository/branches";
        for (int i = 0; i < 2; i++) {
            assertThat(server.send(
                                    "GET",
                                    branches,
                                    "PRIVATE-TOKEN",
                                    issued.value().reveal())
                            .statusCode())
                    .isEqualTo(200);
        }

        TokenChange narrowed = TokenChange.builder().repos(Set.of(other)).build();
        server.tokens.change(ALICE, issued.token().id(), narrowed);

        assertError(
                server.send("GET", branches, "PRIVATE-TOKEN", issued.value().reveal()),
                404,
                "PROJECT_NOT_FOUND",
                "404 Project Not Found");
    }

    @Test
    void aTokenWithoutTheScopeReadIsRefusedWhetherTheAnswerIsReadyOrNot() {
        String branches = P + "/projects/" + SHOP + "/repository/branches";
        Tokens.Issued issued = server.issue(ALICE);
        String value = issued.value().reveal();
        for (int i = 0; i < 2; i++) {
            assertThat(server.send("GET", branches, "PRIVATE-TOKEN", value).statusCode())
                    .isEqualTo(200);
        }

        server.tokens.change(
                ALICE,
                issued.token().id(),
                TokenChange.builder()
                        .scopes(Set.of(TokenScope.TICKETS, TokenScope.CONNECTORS))
                        .build());

        for (String path : List.of(branches, P + "/projects", P + "/user", P + "/version", P + "/projects/nothing")) {
            assertError(
                    server.send("GET", path, "PRIVATE-TOKEN", value),
                    403,
                    "INSUFFICIENT_SCOPE",
                    "403 Forbidden - the token lacks the scope that this needs");
            assertThat(server.send("HEAD", path, "PRIVATE-TOKEN", value).statusCode())
                    .isEqualTo(403);
        }
        server.tokens.change(
                ALICE,
                issued.token().id(),
                TokenChange.builder().scopes(Set.of(TokenScope.READ)).build());
        assertThat(server.send("GET", branches, "PRIVATE-TOKEN", value).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theNumberThatAnEarlierVersionGaveAProjectStillFindsIt() {
        Project earlier = server.earlierProject(ALICE, new RepoId("earlier.erp-config"));

        long number = earlier.earlierId().orElseThrow().value();
        assertThat(server.json(P + "/projects/" + number).get("id").asLong())
                .isEqualTo(earlier.id().value());
        assertError(
                server.get(P + "/projects/" + EarlierProjectId.of(project.key())),
                404,
                "PROJECT_NOT_FOUND",
                "404 Project Not Found");
    }

    @Test
    void aProjectThatIsDeletedAndMadeAgainIsNotFoundByItsFormerNumber() {
        String number = project.id().toString();
        assertThat(server.get(P + "/projects/" + number + "/repository/branches")
                        .statusCode())
                .isEqualTo(200);
        server.projects.deleteProject(project.key());
        Project again = server.project();

        assertError(
                server.get(P + "/projects/" + number + "/repository/branches"),
                404,
                "PROJECT_NOT_FOUND",
                "404 Project Not Found");
        assertThat(server.json(P + "/projects/" + SHOP).get("id").asInt())
                .isEqualTo(again.id().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob%2Fb2b-cnc.erp-config", "bob%2Fnowhere.erp-config", "nobody%2Fb2b-cnc.erp-config"})
    void anotherOwnersProjectIsForbiddenWhetherOrNotItExists(String id) {
        server.project(BOB, SHOP);

        assertError(server.get(P + "/projects/" + id), 403, "FORBIDDEN", "403 Forbidden");
    }

    @Test
    void anotherOwnersProjectHasNoNumber() {
        long number = server.project(BOB, new RepoId("bobs.erp-config")).id().value();

        assertError(server.get(P + "/projects/" + number), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere.erp-config", "alice%2Fnowhere.erp-config", "0", "42", "99999999999999999999999"})
    void aCoveredProjectThatIsNotThereIsNotFound(String id) {
        assertError(server.get(P + "/projects/" + id), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
        assertError(
                server.get(P + "/projects/" + id + "/repository/tree"),
                404,
                "PROJECT_NOT_FOUND",
                "404 Project Not Found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodot",
                "x.Y",
                "-1",
                "%20",
                "a%01.erp-config",
                "alice%2Fa%2Fb.erp-config",
                "%2E%2E",
                "bob%2Frepo",
                "..%2Frepo",
                "%2Frepo",
                "Al%20ice%2Fb2b-cnc.erp-config"
            })
    void aNameThatNoProjectCanHaveIsNotFoundWhateverTheTokenCovers(String id) {
        String narrow = server.issue(ALICE, SHOP).value().reveal();
        for (String rest : new String[] {"", "/repository/tree", "/repository/files/a/raw", "/repository/branches"}) {
            String target = P + "/projects/" + id + rest;
            assertError(server.get(target), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
            assertError(
                    server.send("GET", target, "PRIVATE-TOKEN", narrow),
                    404,
                    "PROJECT_NOT_FOUND",
                    "404 Project Not Found");
        }
    }

    @Test
    void aProjectIsKnownByNameByOwnerAndNameAndByNumber() {
        String number = Long.toString(project.id().value());
        for (String id :
                new String[] {SHOP.value(), "alice%2Fb2b-cnc.erp-config", "alice%2Fb2b%2Dcnc%2Eerp%2Dconfig", number}) {
            assertThat(server.json(P + "/projects/" + id).get("id").asLong())
                    .isEqualTo(project.id().value());
        }
    }
}
