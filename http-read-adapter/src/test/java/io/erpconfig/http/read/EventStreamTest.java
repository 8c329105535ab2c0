package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.BOB;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Expiry;
import io.erpconfig.core.token.TokenChange;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A project's events as a stream (contract, section 6). */
@Timeout(60)
class EventStreamTest {

    private static final String EVENTS = P + "/projects/" + SHOP + "/events";
    private static final String STREAM = EVENTS + "/stream";
    private static final JsonMapper JSON = new JsonMapper();

    private TestServer server = TestServer.start();
    private Project shop = server.project();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Client> all = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Client each : all) {
            each.body.close();
        }
        server.close();
    }

    private void restart(Duration silence, Duration drain) {
        server.close();
        server = TestServer.start(silence, drain);
        shop = server.project();
    }

    /** The client of a stream. */
    private static final class Client {

        private final HttpResponse<InputStream> answer;
        private final InputStream body;
        private final BufferedReader lines;

        /** Whether its connection may be closed without an end: a busy client counts as one that doesn't read. */
        private boolean mayBeCut;

        Client(HttpResponse<InputStream> answer) {
            this.answer = answer;
            this.body = answer.body();
            this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The fields of the next block, whatever it is; empty at the stream's end. */
        Map<String, String> block() throws IOException {
            Map<String, String> fields = new HashMap<>();
            for (String line = line(); line != null; line = line()) {
                if (line.isEmpty()) {
                    return fields;
                }
                int colon = line.indexOf(':');
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            return Map.of();
        }

        private String line() throws IOException {
            try {
                return lines.readLine();
            } catch (IOException e) {
                if (mayBeCut) {
                    return null;
                }
                throw e;
            }
        }

        /** The next event's fields; empty at the stream's end. Gives up after a while, for it is told that the stream lives. */
        Map<String, String> event() throws IOException {
            Instant end = Instant.now().plusSeconds(20);
            Map<String, String> block = block();
            while (!block.isEmpty() && !block.containsKey("data")) {
                assertThat(Instant.now()).as("no event came").isBefore(end);
                block = block();
            }
            return block;
        }
    }

    private HttpResponse<InputStream> request(String target, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.origin() + target));
        return client.send(request.headers(headers).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private Client open(String target, String... headers) throws Exception {
        List<String> withToken = new ArrayList<>(List.of("PRIVATE-TOKEN", server.token));
        withToken.addAll(List.of(headers));
        HttpResponse<InputStream> answer = request(target, withToken.toArray(String[]::new));
        assertThat(answer.statusCode()).isEqualTo(200);
        Client opened = new Client(answer);
        all.add(opened);
        return opened;
    }

    private void save(Project project, String path, String content) {
        save(project, path, content, "Save " + path);
    }

    private void save(Project project, String path, String content, String message) {
        AuditEntry.Builder entry = AuditEntry.builder(TestServer.START, "alice", AuditAction.FILE_SAVE, "test")
                .owner(project.key().owner())
                .subject(Subject.PROJECT, project.key().repoId().value())
                .subject(Subject.BRANCH, "master");
        Edit edit = Edit.of(
                Author.of(project.key().owner()),
                message,
                Cause.SAVE,
                new Change.Put(new ConfigPath(path), ContentSource.of(content.getBytes(StandardCharsets.UTF_8))));
        server.editor.edit(project, new BranchName("master"), edit.audited(entry.build()));
    }

    /** Makes more events than the systems on both ends of a connection hold between them. */
    private void fill() {
        for (int i = 0; i < 200; i++) {
            save(shop, "a.json", Integer.toString(i), "m".repeat(60_000));
        }
    }

    /** Waits until nothing more comes to a client that doesn't read. */
    private static void awaitStanding(Socket client) throws Exception {
        int before = -1;
        for (int now = client.getInputStream().available();
                now == 0 || now != before;
                now = client.getInputStream().available()) {
            before = now;
            Thread.sleep(200);
        }
    }

    private void ask(Socket client, String target, String token) throws IOException {
        client.setReceiveBufferSize(4_096);
        client.connect(new InetSocketAddress("127.0.0.1", server.port()));
        String request = "GET " + target + " HTTP/1.1\r\nHost: h\r\nPRIVATE-TOKEN: " + token + "\r\n\r\n";
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private JsonNode page(String query) {
        HttpResponse<byte[]> answer = server.send("GET", EVENTS + query, "PRIVATE-TOKEN", server.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    private void awaitWatchers(int number) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(20);
        while (server.watchers() != number && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
        assertThat(server.watchers()).isEqualTo(number);
    }

    @Test
    void beginsAtTheLogsEndAndTellsOfEachChange() throws Exception {
        save(shop, "before.json", "1");
        Client stream = open(STREAM);
        assertThat(header(stream.answer, "content-type")).isEqualTo("text/event-stream");
        assertThat(stream.answer.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(header(stream.answer, "x-accel-buffering")).isEqualTo("no");
        assertThat(header(stream.answer, "x-request-id")).isNotEqualTo("(none)");
        String from = page("").get("latest").asString();
        assertThat(stream.block()).isEqualTo(Map.of("retry", "3000", "id", from));

        for (int i = 0; i < 3; i++) {
            save(shop, "a.json", "content " + i);
            Map<String, String> event = stream.event();
            JsonNode page = page("?after=" + from);
            assertThat(JSON.readTree(event.get("data")))
                    .isEqualTo(page.get("events").get(0));
            assertThat(event)
                    .containsEntry("event", "snapshot.created")
                    .containsEntry("id", page.get("next").asString());
            from = event.get("id");
        }
    }

    @Test
    void goesOnFromACursorWithoutAGapOrARepeat() throws Exception {
        for (int i = 0; i < 200; i++) {
            save(shop, "a.json", "content " + i);
        }
        List<Long> expected = new ArrayList<>();
        JsonNode events = page("?limit=1000").get("events");
        events.forEach(event -> expected.add(event.get("seq").asLong()));
        String first = page("?limit=1").get("next").asString();
        List<Long> seen = new ArrayList<>(List.of(expected.get(0)));
        String last = first;
        while (seen.size() < expected.size()) {
            // The header counts, as when a browser comes again for the same URL.
            Client stream = open(STREAM + "?after=" + first, "Last-Event-ID", last);
            for (int i = 0; i < 67 && seen.size() < expected.size(); i++) {
                Map<String, String> event = stream.event();
                seen.add(JSON.readTree(event.get("data")).get("seq").asLong());
                last = event.get("id");
            }
            stream.body.close();
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(open(STREAM + "?after=" + first).event().get("data")).contains("\"seq\":" + expected.get(1) + ",");
    }

    @Test
    void tellsAClientWhoseCursorIsNotKnownToReadAllAgain() throws Exception {
        Client stream = open(STREAM + "?after=AAAAAAAAAAAAAAAAAAAAAA");
        Map<String, String> resync = stream.event();
        String now = page("").get("latest").asString();
        assertThat(resync)
                .isEqualTo(Map.of("retry", "3000", "event", "resync", "id", now, "data", "{\"next\":\"" + now + "\"}"));
        save(shop, "a.json", "1");
        assertThat(stream.event()).containsEntry("event", "snapshot.created");
    }

    @Test
    void tellsOfBranchesToo() throws Exception {
        Client stream = open(STREAM);
        server.branch(shop, "dev", "master");
        assertThat(stream.event()).containsEntry("event", "branch.created");
    }

    @Test
    void hasNothingOfOtherProjects() throws Exception {
        Project other = server.project(ALICE, new RepoId("other.erp-config"));
        Project bobs = server.project(BOB, SHOP);
        Client stream = open(STREAM);
        save(other, "a.json", "1");
        save(bobs, "a.json", "1");
        save(shop, "mine.json", "1");
        assertThat(stream.event().get("data")).contains("\"added\":[\"mine.json\"]");
    }

    @Test
    void saysThatItLives() throws Exception {
        Duration silence = Duration.ofSeconds(4);
        restart(silence, Duration.ZERO);
        Client stream = open(STREAM);
        String from = stream.block().get("id");
        // Longer than the silence that ends other requests.
        for (long begun = System.nanoTime();
                System.nanoTime() - begun < silence.plusMillis(500).toNanos(); ) {
            assertThat(stream.block()).isEqualTo(Map.of("", "", "id", from));
        }
    }

    @Test
    void endsWithItsToken() throws Exception {
        Tokens.Issued revoked = server.issue(ALICE);
        Tokens.Issued narrowed = server.issue(ALICE);
        Tokens.Issued withoutRead = server.issue(ALICE);
        Tokens.Issued expiring =
                server.tokens.issue(ALICE, "ends", Set.of(), Optional.of(Expiry.parse("2026-03-01T10:00:01Z")), false);
        List<Client> streams = new ArrayList<>();
        for (Tokens.Issued token : List.of(revoked, narrowed, withoutRead, expiring)) {
            HttpResponse<InputStream> answer =
                    request(STREAM, "PRIVATE-TOKEN", token.value().reveal());
            streams.add(new Client(answer));
        }
        Client stays = open(STREAM);
        awaitWatchers(5);
        server.revoke(revoked.token().id());
        server.tokens.change(
                ALICE,
                narrowed.token().id(),
                TokenChange.builder()
                        .repos(Set.of(new RepoId("other.erp-config")))
                        .build());
        server.tokens.change(
                ALICE,
                withoutRead.token().id(),
                TokenChange.builder().scopes(Set.of(TokenScope.TICKETS)).build());
        server.clock.move(Duration.ofSeconds(2));
        for (Client each : streams) {
            each.mayBeCut = true;
            assertThat(each.event()).isEmpty();
        }
        awaitWatchers(1);
        save(shop, "a.json", "1");
        assertThat(stays.event()).containsEntry("event", "snapshot.created");
    }

    @Test
    void hasNothingThatIsSavedAfterItsTokenIsRevoked() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tokens.Issued token = server.issue(ALICE);
            Client stream =
                    new Client(request(STREAM, "PRIVATE-TOKEN", token.value().reveal()));
            all.add(stream);
            stream.block();
            server.revoke(token.token().id());
            save(shop, "after.json", "round " + round);
            stream.mayBeCut = true;
            assertThat(stream.event()).isEmpty();
        }
    }

    @Test
    void endsWithItsTokenAlsoIfItsClientDoesNotRead() throws Exception {
        fill();
        String first = page("?limit=1").get("next").asString();
        Tokens.Issued token = server.issue(ALICE);
        try (Socket silent = new Socket()) {
            ask(silent, STREAM + "?after=" + first, token.value().reveal());
            awaitWatchers(1);
            awaitStanding(silent);
            server.revoke(token.token().id());
            Instant revoked = Instant.now();
            awaitWatchers(0);
            assertThat(Duration.between(revoked, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void endsWithItsProject() throws Exception {
        Client stream = open(STREAM);
        server.projects.deleteProject(shop.key());
        server.project();
        assertThat(stream.event()).isEmpty();
        awaitWatchers(0);
    }

    @Test
    void isToldWhenToComeAgainWhenTheServerStops() throws Exception {
        restart(Duration.ofSeconds(30), Duration.ofSeconds(10));
        Client stream = open(STREAM);
        stream.block();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        Map<String, String> last = Map.of();
        for (Map<String, String> block = stream.block(); !block.isEmpty(); block = stream.block()) {
            last = block;
        }
        assertThat(last).isEqualTo(Map.of("retry", "5000"));
        stopped.get(10, TimeUnit.SECONDS);
        server = TestServer.start();
    }

    @Test
    void isRefusedWhereThereAreTooManyAndForgottenWhenItsClientGoes() throws Exception {
        for (int i = 0; i < Waiting.MOST_OF_TOKEN; i++) {
            open(STREAM);
        }
        awaitWatchers(Waiting.MOST_OF_TOKEN);
        HttpResponse<byte[]> tooMany = server.send("GET", STREAM, "PRIVATE-TOKEN", server.token);
        assertError(tooMany, 429, "TOO_MANY_REQUESTS", "Retry later");
        assertThat(header(tooMany, "retry-after")).matches("[0-9]+");
        for (Client each : all) {
            each.body.close();
        }
        awaitWatchers(0);
        open(STREAM);
        awaitWatchers(1);
    }

    @Test
    void isHeldUpByNobodyWhoDoesNotRead() throws Exception {
        fill();
        String first = page("?limit=1").get("next").asString();
        try (Socket silent = new Socket()) {
            ask(silent, STREAM + "?after=" + first, server.token);
            awaitWatchers(1);
            awaitStanding(silent);
            Client other = open(STREAM);
            for (int i = 0; i < 20; i++) {
                save(shop, "a.json", "content " + i);
                assertThat(other.event()).containsEntry("event", "snapshot.created");
            }
        }
        all.get(0).body.close();
        awaitWatchers(0);
    }

    @Test
    void isRefusedAsEveryOtherRequestIs() throws Exception {
        server.project(ALICE, new RepoId("other.erp-config"));
        String narrow =
                server.issue(ALICE, new RepoId("other.erp-config")).value().reveal();
        assertError(server.send("GET", STREAM), 401, "UNAUTHORIZED", "401 Unauthorized");
        assertThat(server.send("GET", STREAM, "PRIVATE-TOKEN", narrow).statusCode())
                .isEqualTo(403);
        assertThat(server.send("GET", P + "/projects/none/events/stream", "PRIVATE-TOKEN", server.token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.send("GET", STREAM + "?limit=3", "PRIVATE-TOKEN", server.token)
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("POST", STREAM, "PRIVATE-TOKEN", server.token).statusCode())
                .isEqualTo(405);
        HttpResponse<byte[]> head = server.send("HEAD", STREAM, "PRIVATE-TOKEN", server.token);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "content-type")).isEqualTo("text/event-stream");
        assertThat(server.watchers()).isZero();
    }

    @Test
    void comesInPartsWhereNoStreamCanBeKeptOpen() throws Exception {
        server.close();
        server = TestServer.startWithoutHotLane();
        shop = server.project();
        String from = page("").get("latest").asString();
        save(shop, "a.json", "1");
        Client stream = open(STREAM, "Last-Event-ID", from);
        assertThat(stream.event()).containsEntry("event", "snapshot.created");
        assertThat(stream.event()).isEmpty();
    }
}
