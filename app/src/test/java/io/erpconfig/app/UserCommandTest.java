package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.PasswordHash;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.opening.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCommandTest {

    @TempDir
    private Path folder;

    @Test
    void anAccountIsAddedWithTheHashOfItsPassword() {
        assertThat(program()
                        .typing("correct horse\n")
                        .run("user", "add", "ana", "--email", "ana@example.com", "--password-stdin")
                        .line())
                .isEqualTo("added user ana");

        assertThat(program().run("user", "list").out()).contains("ana", "ana@example.com");
        assertThat(matches("correct horse")).isTrue();
        assertThat(matches("correct horse ")).isFalse();
    }

    @Test
    void aPasswordIsChanged() {
        add("ana");
        program()
                .typing("battery staple\r\n")
                .run("user", "passwd", "ana", "--password-stdin")
                .line();

        assertThat(matches("battery staple")).isTrue();
        assertThat(matches("correct horse")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFbattery staple", "\uFEFFbattery staple\r\n", "battery staple\r", "battery staple\n"})
    void aByteOrderMarkAndTheEndOfTheLineAreNoPartOfAPassword(String input) {
        program().typing(input).run("user", "add", "ana", "--password-stdin").line();

        assertThat(matches("battery staple")).isTrue();
    }

    @Test
    void aNameIsTakenOnce() {
        add("ana");
        Program.Run run = program().typing("another one\n").run("user", "add", "ana", "--password-stdin");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("'ana'");
        assertThat(matches("correct horse")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short\n", "two lines\nof text\n"})
    void aPasswordThatIsNoneIsRefused(String input) {
        Program.Run run = program().typing(input).run("user", "add", "ana", "--password-stdin");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("password");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void withoutATerminalThePasswordHasToComeFromStandardInput() {
        assertThat(program().run("user", "add", "ana").error()).contains("--password-stdin");
    }

    @Test
    void anEmailThatNoCommitCanCarryIsWrongUsage() {
        Program.Run run =
                program().typing("correct horse\n").run("user", "add", "ana", "--email", "a <b>", "--password-stdin");

        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void removingAnAccountRevokesItsTokensAndNoOthers() {
        add("ana");
        program().run("token", "issue", "--owner", "ana", "--name", "hers");
        program().run("token", "issue", "--owner", "bob", "--name", "his");

        assertThat(program().run("user", "remove", "ana").line())
                .isEqualTo("removed user ana and revoked 1 token; projects stay");
        assertThat(program().run("token", "list").out()).contains("his").doesNotContain("hers");
        assertThat(program().run("user", "list").out()).doesNotContain("ana");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwd", "remove"})
    void anAccountHasToBeThere(String command) {
        add("ana");
        Object[] words = command.equals("passwd")
                ? new Object[] {"user", command, "bob", "--password-stdin"}
                : new Object[] {"user", command, "bob"};
        Program.Run run = program().typing("correct horse\n").run(words);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("'bob'");
    }

    private boolean matches(String password) {
        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            String hash = open.store()
                    .accounts()
                    .find(new OwnerId("ana"))
                    .orElseThrow()
                    .passwordHash();
            return PasswordHash.parse(hash).matches(password);
        }
    }

    private void add(String name) {
        program()
                .typing("correct horse\n")
                .run("user", "add", name, "--password-stdin")
                .line();
    }

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }
}
