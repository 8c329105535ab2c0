package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a data directory that another user's server works in. Only root can make one. */
class DirectoryUserTest {

    private static final String OTHER = "nobody";

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void makeStore() throws IOException {
        assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent(), "root");
        data = folder.resolve("data");
        Files.writeString(Files.createDirectories(folder.resolve("source")).resolve("a"), "1");
        Program.onStore(data).run("token", "issue", "--owner", "acme", "--name", "it's mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --port 0",
                "import SOURCE --owner acme --project p.erp-config",
                "export OUT --owner acme --project p.erp-config",
                "token issue --owner acme --name x",
                "token list",
                "user add ana --password-stdin",
                "user list",
                "audit",
                "verify",
                "gc",
                "migrate --from file:DATA --to file:OUT",
                "migrate --from file:OLD --to file:DATA"
            })
    void rootIsToldToRunItAsTheDirectorysUserAndLeavesNothing(String words) throws IOException {
        Path old = folder.resolve("old");
        Program.onStore(old).run("token", "issue", "--owner", "acme", "--name", "x");
        giveAway(data);
        String call = words.replace("SOURCE", folder + "/source")
                .replace("OUT", folder + "/out")
                .replace("DATA", data.toString())
                .replace("OLD", old.toString());
        Map<String, FileTime> before = files();

        Program.Run run = Program.onStore(data).typing("correct horse\n").run((Object[]) call.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error())
                .contains("belongs to user '" + OTHER + "'")
                .containsPattern("run this instead: sudo -E -u " + OTHER + " \\S+erp-config ")
                .endsWith(" " + call);
        assertThat(files()).isEqualTo(before);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whoOwnsWhatIsInTheDirectoryCountsToo() throws IOException {
        Files.setOwner(data.resolve("format.json"), other());

        assertThat(Program.onStore(data).run("token", "list").error()).contains("belongs to user '" + OTHER + "'");
    }

    @Test
    void aStoreOfRootsOwnMayBeInADirectoryThatAnotherUserHasGranted() throws IOException {
        Files.setOwner(data, other());

        assertThat(Program.onStore(data).run("token", "list").exitCode()).isZero();
    }

    @Test
    void aDirectoryThatIsEmptyYetIsItsUsersToo() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        giveAway(empty);

        assertThat(Program.onStore(empty)
                        .run("token", "issue", "--owner", "acme", "--name", "x")
                        .error())
                .contains("belongs to user '" + OTHER + "'");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void theCommandIsWrittenForAShellWithoutPasswords() throws IOException {
        giveAway(data);

        assertThat(new Program()
                        .run(
                                "token",
                                "issue",
                                "--data-dir=" + data,
                                "--owner=acme",
                                "--name",
                                "it's mine",
                                "--mongo-uri",
                                "mongodb://user:secret@host/erp")
                        .error())
                .contains("sudo -u " + OTHER)
                .endsWith(" token issue --data-dir=" + data
                        + " --owner=acme --name 'it'\\''s mine' --mongo-uri mongodb://user:PASSWORD@host/erp");
    }

    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.toList()) {
                files.put(each.toString(), Files.getLastModifiedTime(each));
            }
        }
        return files;
    }

    private static void giveAway(Path directory) throws IOException {
        UserPrincipal other = other();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.toList()) {
                Files.setOwner(each, other);
            }
        }
    }

    private static UserPrincipal other() throws IOException {
        return Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER);
    }
}
