package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which of several places decides: seen in the data directory that a command misses. */
@Timeout(120)
class SettingsPrecedenceTest {

    @TempDir
    private Path folder;

    @Test
    void theCommandLineWinsOverEverything() throws IOException {
        Program program = new Program().with("ERP_CONFIG_DATA_DIR", "by-environment");

        assertThat(program.run("verify", "--data-dir", "by-flag", "--config", file())
                        .error())
                .contains("'by-flag'");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        Program program = new Program().with("ERP_CONFIG_DATA_DIR", "by-environment");

        assertThat(program.run("verify", "--config", file()).error()).contains("'by-environment'");
    }

    @Test
    void theFileWinsOverTheDefault() throws IOException {
        assertThat(new Program().run("verify", "--config", file()).error()).contains("'by-file'");
        assertThat(new Program().run("verify", "--config=" + file()).error()).contains("'by-file'");
    }

    @Test
    void theFileCanBeNamedByTheEnvironment() throws IOException {
        Program program = new Program().with("ERP_CONFIG_CONFIG", file().toString());

        assertThat(program.run("verify").error()).contains("'by-file'");
    }

    @Test
    void anEmptyVariableIsNotSet() throws IOException {
        Program program = new Program().with("ERP_CONFIG_DATA_DIR", "");

        assertThat(program.run("verify", "--config", file()).error()).contains("'by-file'");
    }

    @Test
    void oneFileServesAllCommands() throws IOException {
        Path file = Files.writeString(
                folder.resolve("all"), "data-dir = by-file\nport = 9000\ntrusted-proxy = 10.0.0.0/8\nowner = acme\n");

        assertThat(new Program().run("verify", "--config", file).error()).contains("'by-file'");
    }

    @Test
    void aRequiredOptionMayComeFromTheEnvironment() {
        Program.Run run = Program.onStore(folder.resolve("data"))
                .with("ERP_CONFIG_OWNER", "acme")
                .with("ERP_CONFIG_NAME", "trial")
                .with("ERP_CONFIG_REPO", "a.erp-config,b.erp-config")
                .with("ERP_CONFIG_REQUIRE_FINGERPRINT", "true")
                .run("token", "issue");

        assertThat(run.exitCode()).isZero();
        assertThat(Program.onStore(folder.resolve("data")).run("token", "list").out())
                .contains("a.erp-config,b.erp-config", "not bound yet");
    }

    @Test
    void aFlagThatIsOnElsewhereStaysOnWhenItIsGivenAndCanBeSwitchedOff() {
        Program program = Program.onStore(folder.resolve("data")).with("ERP_CONFIG_REQUIRE_FINGERPRINT", "true");
        program.run("token", "issue", "--owner", "acme", "--name", "on", "--require-fingerprint");
        assertThat(program.run("token", "list").out()).contains("not bound yet");

        program.run("token", "issue", "--owner", "other", "--name", "off", "--require-fingerprint=false");
        assertThat(program.run("token", "list", "--owner", "other").out()).contains("not required");
    }

    @Test
    void aValueThatIsWrongIsToldWithWhereItComesFrom() throws IOException {
        Program.Run environment = new Program().with("ERP_CONFIG_PORT", "many").run("serve");
        assertThat(environment.exitCode()).isEqualTo(2);
        assertThat(environment.error()).contains("'many'", "ERP_CONFIG_PORT");

        Path file = Files.writeString(folder.resolve("wrong"), "port = many\n");
        assertThat(new Program().run("serve", "--config", file).error()).contains("'many'", "settings file");
    }

    @Test
    void anUnknownKeyInTheFileIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong"), "port = 9000\nfrobnicate = 1\n");
        Program.Run run = new Program().run("serve", "--config", file);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains(file + ", line 2", "frobnicate");
    }

    private Path file() throws IOException {
        return Files.writeString(folder.resolve("settings"), "data-dir = by-file\n");
    }
}
