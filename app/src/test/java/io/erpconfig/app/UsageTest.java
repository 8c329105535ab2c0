package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UsageTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "--frobnicate",
                "token",
                "token frobnicate",
                "import",
                "import DIR --owner acme",
                "import DIR --owner ACME --project p.erp-config",
                "import DIR --owner acme --project p",
                "import DIR --owner acme --project p.erp-config --branch a..b",
                "import DIR --owner acme --project p.erp-config --max-file-size huge",
                "export DIR --owner acme --project p.erp-config --ref @@",
                "token issue --owner acme --name x --expires-at soon",
                "token issue --owner acme --name x --repo nothing",
                "serve --port many",
                "serve --port 65536",
                "serve --port -1",
                "serve --public-url nowhere",
                "serve --trusted-proxy everybody",
                "serve --metrics-port 65536",
                "serve --gc-interval soon",
                "serve --store gridfs",
                "serve --store gridfs --mongo-uri mongodb://host",
                "token list --owner acme --store gridfs",
                "serve --session-url http://a/b --session-mongo-uri mongodb://host/desk",
                "serve --session-mongo-uri mongodb://host/desk --session-cookie a --session-cookie b",
                "serve --session-url http://a/b --session-user-path session..id",
                "serve --session-url http://a/b --session-name-path session.",
                "serve --session-url http://a/b --sign-in-url javascript:alert(1)",
                "serve --session-url http://a/b --sign-in-url //elsewhere/login",
                "serve --session-url http://a/b --sign-out-url logout",
                "serve --sign-in-url http://a/login",
                "serve --sign-out-url /logout",
                "serve --session-name-path user.name",
                "serve --mysql-url mysql://db",
                "serve --cetec-mapping mapping.json",
                "serve --cetec-url http://erp",
                "serve --cetec-url http://erp?preshared_token=secret --cetec-token-file pom.xml",
                "serve --cetec-url ftp://erp --cetec-token-file pom.xml",
                "serve --cetec-url http://erp --cetec-token-file absent",
                "serve --cetec-url http://erp --cetec-token-file pom.xml --cetec-mapping pom.xml",
                "serve --cetec-url http://erp --cetec-token-file pom.xml --cetec-timeout 0",
                "serve --cetec-url http://erp --cetec-token-file pom.xml --mysql-url mysql://user:secret@db",
                "serve --cetec-url http://erp --cetec-token-file pom.xml --mysql-url mysql://db",
                "serve --cetec-url http://erp --cetec-token-file pom.xml --mysql-url mysql://db --mysql-tls maybe",
                "serve --store floppy",
                "migrate",
                "migrate --from file:data",
                "migrate --from data --to file:other",
                "migrate --from file:data --to file:",
                "migrate --from file:data --to file://host/data",
                "migrate --from file:data --to floppy:data",
                "migrate --from file:data --to mongodb://user:secret@host",
                "migrate --from file:data --to file:./x/../data",
                "verify --config"
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String words) {
        Program.Run run = Program.onStore(folder.resolve("data"))
                .run((Object[]) (words.isEmpty() ? new String[0] : words.split(" ")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("see 'erp-config");
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import DIR --owner acme --project p.erp-config --message {}",
                "import DIR --owner acme --project p.erp-config --branch {}",
                "import DIR --owner {} --project p.erp-config",
                "export DIR --owner acme --project p.erp-config --ref {}",
                "token issue --owner acme --name {}",
                "token issue --owner acme --name x --repo {}",
                "token issue --owner acme --name x --expires-at {}",
                "token revoke {}",
                "token list --owner {}",
                "user add {}",
                "audit --owner {}",
                "audit --since {}",
                "serve --host {}",
                "serve --port {}",
                "serve --public-url {}",
                "serve --trusted-proxy {}",
                "serve --access-log {}",
                "serve --session-url {}",
                "serve --session-url http://a/b --session-cookie {}",
                "serve --metrics-host {}",
                "migrate --from {} --to file:x",
            })
    void anEmptyValueIsNotTheSameAsNone(String words) {
        Object[] args = Stream.of(words.split(" "))
                .map(word -> word.equals("{}") ? "" : word)
                .toArray();
        Program.Run run = Program.onStore(folder.resolve("data")).run(args);

        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(2);
        assertThat(run.error()).contains("see 'erp-config");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export DIR --owner acme --project p.erp-config --ref a --ref b",
                "export DIR --owner acme --owner other --project p.erp-config",
                "import DIR --owner acme --project p.erp-config --message a --message b",
                "import DIR DIR --owner acme --project p.erp-config",
                "token issue --owner acme --name x --name y",
                "token issue --owner acme --name x --expires-at 2030-01-01 --expires-at 2031-01-01",
                "serve --port 1 --port 2",
                "serve --public-url http://a --public-url http://b",
                "verify --data-dir a --data-dir b"
            })
    void whatMayComeOnceIsRefusedIfItComesTwice(String words) {
        Program.Run run = Program.onStore(folder.resolve("data")).run((Object[]) words.split(" "));

        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(2);
        assertThat(run.error()).contains("see 'erp-config");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "import",
                "export",
                "token issue",
                "token list",
                "token revoke",
                "user add",
                "user passwd",
                "user list",
                "user remove",
                "audit",
                "events",
                "verify",
                "gc"
            })
    void helpTellsOptionsExitCodesAndAnExample(String command) {
        Program.Run run = new Program().run((Object[]) (command + " --help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Usage: erp-config " + command, "--data-dir", "--config", "Exit codes:", "Example")
                .containsSubsequence("0   done", "1   failed", "2   wrong usage");
    }

    @Test
    void helpOfMigrateTellsWhatStoresAreCalled() {
        assertThat(new Program().run("migrate", "--help").out())
                .contains("--from=URL", "--to=URL", "--config", "file:DIR", "Example", "Exit codes:");
    }

    @Test
    void noPasswordOfAUrlIsShown() {
        Program.Run run = new Program().run("migrate", "--from", "mongodb://u:secret@h/d", "--to", "x://u:secret@h");
        assertThat(run.error()).doesNotContain("secret");
    }

    @Test
    void helpOfTheProgramNamesAllCommands() {
        assertThat(new Program().run("--help").out())
                .contains("serve", "import", "export", "token", "user", "audit", "verify", "gc", "migrate");
    }

    @Test
    void theVersionIsToldInOneLine() {
        assertThat(new Program().run("--version").line()).startsWith("erp-config ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "verify", "gc", "token list", "user list", "user remove ana"})
    void commandsOnWhatIsThereDoNotMakeAStore(String command) {
        Program.Run run = Program.onStore(folder.resolve("data")).run((Object[]) command.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("no data directory '" + folder.resolve("data"));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStackTraceIsShownOnlyToWhoAsks() {
        Program.Run run = Program.onStore(folder.resolve("data"))
                .with("ERP_CONFIG_DEBUG", "1")
                .run("verify");

        assertThat(run.err()).contains("at io.erpconfig.app.");
    }
}
