package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.PasswordHash;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.AdminClient;
import io.erpconfig.server.demo.Demo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as it runs: in a process of its own, asked and stopped from outside. */
@Timeout(120)
class ServeTest {

    private static final Pattern CURL = Pattern.compile("curl -H '(PRIVATE-TOKEN): ([0-9a-f]{64})' '([^']+)'");

    @TempDir
    private Path folder;

    @Test
    void theDemoPrintsATokenAndACurlThatReadsAFile() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            List<String> lines = server.linesTo("listening on http://127.0.0.1:");

            assertThat(lines).hasSize(3);
            Matcher curl = curl(lines.get(1));
            assertThat(lines.get(0)).isEqualTo("token: " + curl.group(2));
            assertThat(get(curl).body()).isEqualTo(demoFile());
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void thePrintedCurlWorksInAShell() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            String curl = server.linesTo("listening on").get(1);
            Process shell = new ProcessBuilder("sh", "-c", curl)
                    .redirectErrorStream(false)
                    .start();
            String body = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(body).isEqualTo(demoFile());
        }
    }

    @Test
    void whoIsToldToSignInFindsTheDemo() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            String url = listening(server);
            Path left = data().resolve("initial-admin-password");

            assertThat(server.errors())
                    .contains("sign in at " + url + "/console/ as admin; the password of admin is in " + left + "\n");
            assertThat(projects(url, "admin", Files.readString(left).strip())).containsExactly("b2b-cnc.erp-config");
        }
        try (ProgramProcess server = serve(Map.of())) {
            String url = listening(server);
            assertThat(server.errors()).contains("sign in at " + url + "/console/ as admin");
        }
    }

    @Test
    void whoWasGivenAnAccountBeforeFindsTheDemo() throws Exception {
        addUser("acme");
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            String url = listening(server);

            assertThat(server.errors()).isEqualTo("sign in at " + url + "/console/ as acme\n");
            assertThat(projects(url, "acme", "correct horse")).containsExactly("b2b-cnc.erp-config");
        }
    }

    @Test
    void aProjectOfTheUsersThatIsCalledLikeTheDemoIsNotGivenAway() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "1");
        Program.onStore(data())
                .run("import", source, "--owner", "admin", "--project", "b2b-cnc.erp-config")
                .line();

        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            assertThat(server.linesTo("listening on")).hasSize(1);
            assertThat(server.errors()).contains("no example project was added");
        }
    }

    @Test
    void whereNobodyCanSignInItTellsWhatToDo() throws Exception {
        addUser("ana");
        Program.onStore(data()).run("user", "remove", "ana").line();
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            listening(server);

            assertThat(server.errors()).contains("nobody can sign in", "user add NAME", "'erp-config user add admin'");
        }
    }

    @Test
    void behindAPlatformItsUsersSignInThere() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--session-url", "http://127.0.0.1:1/session")) {
            listening(server);

            assertThat(server.errors()).contains("at the platform").doesNotContain(" as admin");
        }
    }

    @Test
    void aStoreThatIsNotEmptyIsServedAsItIs() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "1");
        Program.onStore(data())
                .run("import", source, "--owner", "acme", "--project", "p.erp-config")
                .line();

        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            assertThat(server.linesTo("listening on")).hasSize(1);
            assertThat(server.errors()).contains("not empty");
        }
    }

    @Test
    void theDemoIsServedAgainWithATokenThatWorks() throws Exception {
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            server.linesTo("listening on");
            server.terminate();
            server.exitCode();
        }
        try (ProgramProcess server = serve(Map.of(), "--demo")) {
            Matcher curl = curl(server.linesTo("listening on").get(1));

            assertThat(get(curl).body()).isEqualTo(demoFile());
            assertThat(server.errors()).contains("not empty");
        }
    }

    @Test
    void theFirstAccountsPasswordIsLeftInAFileThatOnlyItsUserReadsUntilItIsChanged() throws Exception {
        Path left = data().resolve("initial-admin-password");
        try (ProgramProcess server = serve(Map.of())) {
            server.linesTo("listening on");
            assertThat(server.errors()).contains(left.toString());
            server.terminate();
            server.exitCode();
        }
        String password = Files.readString(left).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left)))
                .isEqualTo("rw-------");
        assertThat(matches(password)).isTrue();
        assertThat(Program.onStore(data())
                        .typing("correct horse\n")
                        .run("user", "passwd", "admin", "--password-stdin")
                        .line())
                .contains("admin");
        assertThat(left).doesNotExist();
        assertThat(matches("correct horse")).isTrue();
    }

    @Test
    void theFirstAccountsPasswordCanBeChosen() throws Exception {
        try (ProgramProcess server = serve(Map.of("ERP_CONFIG_ADMIN_PASSWORD", "\uFEFFcorrect horse\r\n"))) {
            server.linesTo("listening on");
            assertThat(server.errors()).doesNotContain("correct horse");
            server.terminate();
            server.exitCode();
        }
        assertThat(data().resolve("initial-admin-password")).doesNotExist();
        assertThat(matches("correct horse")).isTrue();
    }

    @Test
    void aChosenPasswordThatIsNoneStopsTheStart() throws Exception {
        try (ProgramProcess server = serve(Map.of("ERP_CONFIG_ADMIN_PASSWORD", "short"))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors()).contains("ERP_CONFIG_ADMIN_PASSWORD");
        }
    }

    @Test
    void anAccountThatWasRemovedDoesNotComeBack() throws Exception {
        addUser("ana");
        Program.onStore(data()).run("user", "remove", "ana").line();
        try (ProgramProcess server = serve(Map.of())) {
            server.linesTo("listening on");
            server.terminate();
            server.exitCode();
        }
        assertThat(Program.onStore(data()).run("user", "list").out()).doesNotContain("admin");
    }

    @Test
    void whileItRunsOneThatNeedsTheStoreAloneIsToldThatItIsInUse() throws Exception {
        try (ProgramProcess server = serve(Map.of())) {
            server.linesTo("listening on");
            Program.Run run = Program.onStore(data()).run("verify");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.error()).contains(data().toRealPath().toString(), "in use");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Program.Run run = Program.onStore(data())
                    .with("ERP_CONFIG_ADMIN_PASSWORD", "correct horse")
                    .run("serve", "--port", taken.getLocalPort());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.error()).contains("127.0.0.1:" + taken.getLocalPort(), "--port");
            assertThat(data()).doesNotExist();
        }
    }

    @Test
    void anIdleConnectionDoesNotHoldUpTheEnd() throws Exception {
        try (ProgramProcess server = serve(Map.of())) {
            List<String> lines = server.linesTo("listening on");
            URI url = URI.create(lines.get(lines.size() - 1).substring("listening on ".length()));
            try (Socket idle = new Socket(url.getHost(), url.getPort())) {
                idle.getOutputStream().write("GET /site-builder".getBytes(StandardCharsets.US_ASCII));
                idle.getOutputStream().flush();
                server.terminate();

                assertThat(server.endsWithin(30_000)).isTrue();
                assertThat(server.exitCode()).isZero();
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private ProgramProcess serve(Map<String, String> environment, Object... more) throws IOException {
        Object[] args = new Object[5 + more.length];
        System.arraycopy(new Object[] {"serve", "--port", "0", "--data-dir", data()}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return ProgramProcess.start(folder, environment, args);
    }

    private void addUser(String name) {
        Program.onStore(data())
                .typing("correct horse\n")
                .run("user", "add", name, "--password-stdin")
                .line();
    }

    /** Returns its URL once it is ready. */
    private static String listening(ProgramProcess server) throws IOException {
        List<String> lines = server.linesTo("listening on");
        return lines.get(lines.size() - 1).substring("listening on ".length());
    }

    /** The projects that a user finds after signing in. */
    private static List<String> projects(String url, String user, String password) throws IOException {
        return AdminClient.signIn(url, user, password)
                .json("projects")
                .valueStream()
                .map(project -> project.get("repoId").asString())
                .toList();
    }

    private static Matcher curl(String line) {
        Matcher curl = CURL.matcher(line);
        assertThat(curl.matches()).as(line).isTrue();
        return curl;
    }

    private static HttpResponse<String> get(Matcher curl) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(curl.group(3)))
                .header(curl.group(1), curl.group(2))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The file as the last edit of the example leaves it. */
    private static String demoFile() throws IOException {
        try (var in = Demo.class.getResourceAsStream("rates/operations.config.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private boolean matches(String password) {
        try (OpenStore open = OpenStore.inDirectory(data())) {
            String hash = open.store()
                    .accounts()
                    .find(new OwnerId("admin"))
                    .orElseThrow()
                    .passwordHash();
            return PasswordHash.parse(hash).matches(password);
        }
    }
}
