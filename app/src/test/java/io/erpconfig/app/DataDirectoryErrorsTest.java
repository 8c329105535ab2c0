package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class DataDirectoryErrorsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --port 0",
                "import DIR --owner acme --project p.erp-config",
                "export OUT --owner acme --project p.erp-config",
                "token issue --owner acme --name x",
                "token list",
                "token revoke 0123456789abcdef01234567",
                "user add ana --password-stdin",
                "user passwd ana --password-stdin",
                "user list",
                "user remove ana",
                "verify",
                "gc"
            })
    void aStoreThatIsInUseIsNamed(String command) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "1");
        String words = command.replace("DIR", source.toString()).replace("OUT", folder + "/out");
        try (ConfigStore open = FileSystemStore.open(folder.resolve("data"), Clock.systemUTC(), Runnable::run)) {
            open.checkReachable();
            Program.Run run = Program.onStore(folder.resolve("data"))
                    .typing("a long password\n")
                    .run((Object[]) words.split(" "));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error())
                    .contains("in use", folder.resolve("data").toRealPath().toString());
        }
    }

    @Test
    void whatIsNotADirectoryIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThat(Program.onStore(file).run("serve", "--port", 0).error())
                .contains("'" + file + "' is not a directory");
        assertThat(Program.onStore(file.resolve("below"))
                        .run("serve", "--port", 0)
                        .error())
                .contains("'" + file + "' is not a directory");
    }

    @Test
    void aStoreOfANewerFormatIsNamed() throws IOException {
        Path data = folder.resolve("data");
        Program.onStore(data).run("token", "issue", "--owner", "acme", "--name", "x");
        Files.writeString(data.resolve("format.json"), "{\"format\":999}");

        assertThat(Program.onStore(data).run("verify").error()).contains("format 999");
    }
}
