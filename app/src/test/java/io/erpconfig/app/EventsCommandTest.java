package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The events on the command line; beside a server in {@link BesideServerTest}. */
class EventsCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }

    private List<JsonNode> eventsAfter(int seq) {
        return program()
                .run("events", "--owner", "acme", "--after", seq)
                .out()
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    @Test
    void areThoseOfTheOwnerInTheirOrder() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("in")).resolve("a"), "1");
        program().run("import", folder.resolve("in"), "--owner", "acme", "--project", "p.erp-config");
        program().run("token", "issue", "--owner", "acme", "--name", "erp");
        program().run("token", "issue", "--owner", "other", "--name", "erp");

        List<JsonNode> all = eventsAfter(0);

        assertThat(all)
                .extracting(event -> event.get("type").asString())
                .containsExactly("project.created", "snapshot.created", "token.created");
        assertThat(all).extracting(event -> event.get("seq").asLong()).containsExactly(1L, 2L, 3L);
        assertThat(all.get(1).get("data").get("changes").get("added").get(0).asString())
                .isEqualTo("a");
        assertThat(eventsAfter(2)).isEqualTo(all.subList(2, 3));
        assertThat(eventsAfter(3)).isEmpty();
        assertThat(program().run("events", "--owner", "nobody").out()).isEmpty();
    }

    @Test
    void areNotAwaitedOrCountedAmiss() {
        program().run("token", "issue", "--owner", "acme", "--name", "erp");

        Program.Run alone = program().run("events", "--owner", "acme", "--follow");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.error()).contains("start the server, or leave out --follow");
        Program.Run wrong = program().run("events", "--owner", "acme", "--after", "-1");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.error()).contains("'-1' is no event's number");
    }
}
