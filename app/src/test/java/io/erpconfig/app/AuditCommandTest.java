package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path data;

    private Program program() {
        return Program.onStore(data);
    }

    private List<JsonNode> entries(Object... args) {
        return program().run(args).out().lines().map(JSON::readTree).toList();
    }

    @Test
    void whatTheCommandLineChangesIsInTheTrailAndNoSecretIs() {
        String token = program()
                .run("token", "issue", "--owner", "acme", "--name", "erp")
                .line();
        program().typing("correct horse\n").run("user", "add", "anna", "--password-stdin");

        assertThat(entries("audit"))
                .extracting(entry -> entry.get("action").asString())
                .containsExactlyInAnyOrder("token_issue", "account_add");
        assertThat(entries("audit", "--owner", "acme")).singleElement().satisfies(entry -> {
            assertThat(entry.get("token_name").asString()).isEqualTo("erp");
            assertThat(entry.get("from").asString()).isEqualTo("command line");
            assertThat(entry.get("result").asString()).isEqualTo("ok");
        });
        assertThat(program().run("audit").out()).doesNotContain(token).doesNotContain("correct horse");
    }

    @Test
    void onlyWhatIsNewIsPrintedIfItIsAskedSo() {
        program().run("token", "issue", "--owner", "acme", "--name", "erp");

        assertThat(entries("audit", "--since", "2000-01-01")).hasSize(1);
        assertThat(entries("audit", "--since", "2999-01-01T00:00:00+02:00")).isEmpty();
        Program.Run wrong = program().run("audit", "--since", "yesterday");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.error()).contains("'yesterday' is no time");
    }
}
