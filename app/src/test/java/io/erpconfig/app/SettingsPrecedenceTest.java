package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Precedence of settings, seen in the data directory that a command misses. */
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

    @ParameterizedTest
    @CsvSource({
        "ERP_CONFIG_PROT, did you mean ERP_CONFIG_PORT?",
        "ERP_CONFIG_DATADIR, did you mean ERP_CONFIG_DATA_DIR?",
        "ERP_CONFIG_ADMIN_PASWORD, did you mean ERP_CONFIG_ADMIN_PASSWORD?",
        "ERP_CONFIG_FROBNICATE_ALL, ERP_CONFIG_DATA_DIR for --data-dir"
    })
    void aVariableThatStandsForNothingIsNamed(String variable, String hint) {
        for (String[] words : new String[][] {{"serve", "--port", "0"}, {"user", "list"}, {"frobnicate"}}) {
            Program.Run run =
                    Program.onStore(folder.resolve("data")).with(variable, "1").run((Object[]) words);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.error()).contains("environment variable " + variable, hint);
        }
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(new Program().with(variable, "").run("--version").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERP_CONFIG_JAVA_OPTS",
                "ERP_CONFIG_ADMIN_PASSWORD",
                "ERP_CONFIG_MAX_FILE_SIZE",
                "ERP_CONFIG_TOKEN",
                "ERP_CONFIG_SERVICE_HOST",
                "ERP_CONFIG_SERVICE_PORT_HTTP",
                "ERP_CONFIG_METRICS_PORT_9090_TCP_ADDR",
                "ERP_CONFIG",
                "ERPCONFIG_PROT"
            })
    void variablesThatOthersUseStandForSomething(String variable) {
        assertThat(new Program().with(variable, "1").run("--version").exitCode())
                .isZero();
    }

    @Test
    void theAddressOfAServiceBesideThisOneStandsForSomething() {
        String variable = "ERP_CONFIG_MONGODB_PORT";

        assertThat(new Program()
                        .with(variable, "tcp://10.0.0.7:27017")
                        .run("--version")
                        .exitCode())
                .isZero();
        assertThat(new Program().with(variable, "27017").run("--version").error())
                .contains(variable + " stands for nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERP_CONFIG_PORT", "ERP_CONFIG_METRICS_PORT"})
    void theAddressOfAServiceThatIsNamedLikeThisProgramIsNoValueOfAnOption(String variable) throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), "metrics-port = by-file\n");
        // What an option has is told by the error that it leads to.
        Program.Run run = new Program()
                .with("ERP_CONFIG_DATA_DIR", folder.resolve("data").toString())
                .with(variable, "tcp://10.96.0.12:8080")
                .run("serve", "--config", file);

        assertThat(run.error()).contains("'by-file'", "settings file").doesNotContain("tcp:");
    }

    @Test
    void aKeyThatIsMistypedInTheFileIsNamedWithTheOneThatWasMeant() throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), "prot = 1\n");

        assertThat(new Program().run("verify", "--config", file).error())
                .contains("line 1: unknown key 'prot'; did you mean 'port'?");
    }

    @Test
    void aByteOrderMarkAndTheEndsOfLinesAreNoPartOfASetting() throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), "\uFEFFdata-dir = by-file\r\nport = 0\r\n");
        assertThat(new Program().run("verify", "--config", file).error()).contains("'by-file'");
        Files.writeString(file, "\uFEFF# a comment\r\ndata-dir = by-file\r\n");
        assertThat(new Program().run("verify", "--config", file).error()).contains("'by-file'");

        for (String value : new String[] {"\uFEFFby-environment", "by-environment\r", "by-environment\n"}) {
            assertThat(new Program()
                            .with("ERP_CONFIG_DATA_DIR", value)
                            .run("verify")
                            .error())
                    .contains("'by-environment'");
        }
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
