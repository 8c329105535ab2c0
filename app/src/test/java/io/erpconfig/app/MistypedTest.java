package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of commands on a store, an owner, a project or a time that was probably not meant. */
class MistypedTest {

    private static final String NEW_OWNER = "'acme' is a new owner: no account, project or token was 'acme's before";

    @TempDir
    private Path folder;

    private Path source;
    private Path data;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "1");
        data = folder.resolve("data");
    }

    @Test
    void aNewStoreANewOwnerAndANewProjectAreNamedOnce() {
        Program.Run first = importing("p.erp-config");
        assertThat(first.line()).contains("as v0002");
        assertThat(first.err().lines())
                .containsExactly(
                        NEW_OWNER,
                        "'acme/p.erp-config' is a new project",
                        "added   a",
                        "1 added, 0 changed, 0 deleted",
                        "made a new store in data directory '" + data + "'");

        assertThat(importing("p.erp-config").err()).isEmpty();
        assertThat(importing("q.erp-config").err())
                .startsWith("'acme/q.erp-config' is a new project\n")
                .doesNotContain("new owner", "new store");
        assertThat(importing("q.erp-config", "--branch", "trial").err())
                .startsWith("'trial' is a new branch of 'acme/q.erp-config'\n");
    }

    @Test
    void aTokenForWhatIsNotThereIsIssuedWithAWarning() {
        Program.Run first = issue();
        assertThat(first.line()).matches("[0-9a-f]{64}");
        assertThat(first.err().lines())
                .containsExactly(
                        NEW_OWNER,
                        "warning: acme has no project yet that the token could read",
                        "made a new store in data directory '" + data + "'");
        importing("b2b-cnc.erp-config");

        assertThat(issue().err()).isEmpty();
        assertThat(issue("--repo", "b2b-cnc.erp-config").err()).isEmpty();
        Program.Run mistyped = issue("--repo", "b2b-cnc.erp-config,b2b-cnv.erp-config,other.erp-config");
        assertThat(mistyped.line()).matches("[0-9a-f]{64}");
        assertThat(mistyped.err().lines())
                .containsExactlyInAnyOrder(
                        "warning: acme has no project 'b2b-cnv.erp-config' yet; did you mean 'b2b-cnc.erp-config'?",
                        "warning: acme has no project 'other.erp-config' yet");
    }

    @Test
    void anAccountsNewStoreIsNamed() {
        Program program = Program.onStore(data).typing("correct horse\n");

        assertThat(program.run("user", "add", "acme", "--password-stdin").err())
                .isEqualTo("made a new store in data directory '" + data + "'\n");
        assertThat(issue().err()).doesNotContain("new owner", "new store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01", "2026-01-01T00:00:00+01:00", "1970-01-01"})
    void anExpiryInThePastIsRefusedAndMakesNoStore(String past) {
        Program.Run run = issue("--expires-at", past);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("--expires-at", "is in the past");
        assertThat(run.out()).isEmpty();
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export OUT --owner acme --project p.erp-config",
                "token list",
                "token revoke 0123456789abcdef01234567",
                "user list",
                "user passwd ana --password-stdin",
                "user remove ana",
                "audit",
                "verify",
                "gc"
            })
    void aDirectoryThatIsNoStoreStaysAsItIs(String words) throws IOException {
        Files.createDirectories(data);
        Object[] call = words.replace("OUT", folder + "/out").split(" ");
        Program.Run run = Program.onStore(data).typing("correct horse\n").run(call);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("there is no store in data directory '" + data + "'", "--data-dir");
        assertThat(data).isEmptyDirectory();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aDatabaseThatIsNoStoreStaysAsItIs() {
        MongoAddress database = TestServer.newDatabase();
        for (int i = 0; i < 2; i++) {
            Program.Run run = new Program().run("user", "list", "--store", "gridfs", "--mongo-uri", database.uri());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error()).contains("there is no store in database " + database, "--mongo-uri");
        }
        Program.Run made = new Program()
                .run(
                        "token",
                        "issue",
                        "--owner",
                        "a",
                        "--name",
                        "x",
                        "--store",
                        "gridfs",
                        "--mongo-uri",
                        database.uri());
        assertThat(made.err()).contains("made a new store in database " + database);
        assertThat(new Program()
                        .run("token", "list", "--store", "gridfs", "--mongo-uri", database.uri())
                        .exitCode())
                .isZero();
    }

    @Test
    void anImportIsTriedOutWithoutAStore() {
        Program.Run run = importing("p.erp-config", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo("added   a\nnothing was stored: would import 1 file (1 B) as v0002, 1 added, 0 changed,"
                        + " 0 deleted\n");
        assertThat(run.err().lines())
                .containsExactly(
                        "there is no store in data directory '" + data + "' yet: a new one would be made",
                        NEW_OWNER,
                        "'acme/p.erp-config' is a new project");
        assertThat(data).doesNotExist();
    }

    @Test
    void theListOfAnOwnerWhoIsNotThereSaysSo() {
        importing("p.erp-config");
        Program program = Program.onStore(data);

        Program.Run other = program.run("token", "list", "--owner", "acmee");
        assertThat(other.exitCode()).isZero();
        assertThat(other.err()).contains("no account, project or token is 'acmee's");
        assertThat(program.run("token", "list", "--owner", "acme").err()).isEmpty();
    }

    @Test
    void anEmptyNameIsNotTheWorkingDirectoryAndNoListIsEverything() {
        List<List<String>> calls = List.of(
                List.of("token", "issue", "--owner", "acme", "--name", "x", "--data-dir", ""),
                List.of("token", "issue", "--owner", "acme", "--name", "x", "--repo", ""),
                List.of("token", "issue", "--owner", "acme", "--name", "x", "--repo", ","),
                List.of("token", "issue", "--owner", "acme", "--name", "x", "--repo", "a.erp-config,,"),
                List.of("token", "issue", "--owner", "acme", "--name", "x", "--expires-at", ""),
                List.of("token", "list", "--owner", ""),
                List.of("serve", "--public-url", ""),
                List.of("serve", "--trusted-proxy", ""),
                List.of("serve", "--trusted-proxy", ","),
                List.of("verify", "--config", ""));
        for (List<String> words : calls) {
            Program.Run run = Program.onStore(data).run(words.toArray());
            assertThat(run.exitCode()).as(words.toString()).isEqualTo(2);
            run.error();
        }
        assertThat(data).doesNotExist();
    }

    private Program.Run importing(String project, Object... more) {
        return run(List.of("import", source, "--owner", "acme", "--project", project), more);
    }

    private Program.Run issue(Object... more) {
        return run(List.of("token", "issue", "--owner", "acme", "--name", "x"), more);
    }

    private Program.Run run(List<Object> fixed, Object... more) {
        List<Object> words = new ArrayList<>(fixed);
        words.addAll(List.of(more));
        return Program.onStore(data).run(words.toArray());
    }
}
