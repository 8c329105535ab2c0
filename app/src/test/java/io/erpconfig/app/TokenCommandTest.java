package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.TokenValue;
import io.erpconfig.opening.OpenStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aTokenIsPrintedAloneAndStoredNowhere() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("source")).resolve("a"), "1");
        program().run("import", folder.resolve("source"), "--owner", "acme", "--project", "p.erp-config");
        Program.Run run = program().run("token", "issue", "--owner", "acme", "--name", "cluj");

        assertThat(run.line()).matches("[0-9a-f]{64}");
        assertThat(run.err()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(run.line()));
        }
    }

    @Test
    void theListTellsAllButTheValue() {
        String token = program()
                .run(
                        "token",
                        "issue",
                        "--owner",
                        "acme",
                        "--name",
                        "cluj-erp-prod",
                        "--repo",
                        "b.erp-config",
                        "--repo",
                        "a.erp-config",
                        "--expires-at",
                        "2999-12-31",
                        "--require-fingerprint",
                        "--description",
                        "of the plant in Cluj",
                        "--scope",
                        "tickets,read",
                        "--scope",
                        "connectors")
                .line();
        Instant past = Instant.parse("2020-01-01T00:00:00Z");
        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            open.tokens().issue(new OwnerId("other"), "old", Set.of(), Optional.of(past), false);
        }

        String list = program().run("token", "list").out();
        assertThat(list.lines().toList().get(1))
                .contains(
                        "acme",
                        "cluj-erp-prod",
                        token.substring(60),
                        " read,tickets,connectors ",
                        "of the plant in Cluj",
                        "a.erp-config,b.erp-config",
                        "2999-12-31T23:59:59.999Z",
                        "not bound yet",
                        "never");
        assertThat(list.lines().toList().get(2)).contains("other", "old", " read ", "all", "(expired)", "not required");
        assertThat(list).doesNotContain(token);
        assertThat(program().run("token", "list", "--owner", "other").out())
                .contains("other")
                .doesNotContain("acme");
    }

    @Test
    void aRevokedTokenIsGone() {
        program().run("token", "issue", "--owner", "acme", "--name", "cluj");
        String id = program().run("token", "list").out().lines().toList().get(1).split(" ")[0];

        assertThat(program().run("token", "revoke", id).line()).isEqualTo("revoked 'cluj' of acme");
        assertThat(program().run("token", "list").out()).doesNotContain("cluj");
        Program.Run again = program().run("token", "revoke", id);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.error()).contains("no token has that id");
    }

    @Test
    void aValueGivenInPlaceOfAnIdIsNotRepeated() {
        String token = program()
                .run("token", "issue", "--owner", "acme", "--name", "cluj")
                .line();
        Program.Run run = program().run("token", "revoke", token);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).doesNotContain(token);
    }

    @Test
    void aTokenIsOnlyWhatItsScopesSay() {
        String token = program()
                .run("token", "issue", "--owner", "acme", "--name", "desk", "--scope", "tickets")
                .line();
        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            assertThat(open.store()
                            .tokens()
                            .findByHash(TokenValue.parse(token).orElseThrow().hash()))
                    .get()
                    .extracting(Token::scopes)
                    .isEqualTo(Set.of(TokenScope.TICKETS));
        }
    }

    @Test
    void aScopeThatThereIsNotAndADescriptionThatIsTooLongAreWrongUsage() {
        Program.Run scope = program().run("token", "issue", "--owner", "acme", "--name", "x", "--scope", "write");
        assertThat(scope.exitCode()).isEqualTo(2);
        assertThat(scope.error()).contains("scopes are read, tickets, connectors");
        Program.Run description =
                program().run("token", "issue", "--owner", "acme", "--name", "x", "--description", "d".repeat(501));
        assertThat(description.exitCode()).isEqualTo(2);
        assertThat(description.error()).contains("description must be at most 500 characters");
    }

    @Test
    void aBlankNameIsWrongUsage() {
        Program.Run run = program().run("token", "issue", "--owner", "acme", "--name", " ");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("name");
    }

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }
}
