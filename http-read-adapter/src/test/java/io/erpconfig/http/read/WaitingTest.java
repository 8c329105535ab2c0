package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for another answer than their client has (contract, section 6). */
@Timeout(60)
class WaitingTest {

    private static final String BRANCH = repository("branches/master");
    private static final int LONG = 100;

    private TestServer server = TestServer.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
    private Project shop = shop();

    private Project shop() {
        Project project = server.project();
        server.save(project, "a.json", "1");
        server.save(project, "d/b.json", "1");
        return project;
    }

    @AfterEach
    void stop() {
        server.close();
        all.forEach(each -> each.cancel(true));
    }

    private void restart(Duration silence, Duration drain) {
        server.close();
        server = TestServer.start(silence, drain);
        shop = shop();
    }

    private String tag(String target) {
        HttpResponse<byte[]> answer = server.send("GET", target, "PRIVATE-TOKEN", server.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        return header(answer, "etag");
    }

    private CompletableFuture<HttpResponse<byte[]>> wait(String target, String tag, int seconds) {
        return wait(target, tag, seconds, server.token);
    }

    private CompletableFuture<HttpResponse<byte[]>> wait(String target, String tag, int seconds, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.origin() + target))
                .headers("PRIVATE-TOKEN", token, "If-None-Match", tag, "Prefer", "wait=" + seconds)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        all.add(answer);
        return answer;
    }

    private static HttpResponse<byte[]> within(Duration time, CompletableFuture<HttpResponse<byte[]>> answer)
            throws Exception {
        return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static HttpResponse<byte[]> soon(CompletableFuture<HttpResponse<byte[]>> answer) throws Exception {
        return within(Duration.ofSeconds(20), answer);
    }

    private void awaitWaiting(int number) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(20);
        while (server.watchers() != number && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
        assertThat(server.watchers()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "branches/master",
                "branches",
                "tree",
                "tree?path=d&ref=master",
                "files/d%2Fb.json?ref=master",
                "files/d%2Fb.json/raw"
            })
    void isAnsweredWhenTheAnswerChanges(String target) throws Exception {
        String before = tag(repository(target));
        CompletableFuture<HttpResponse<byte[]>> answer = wait(repository(target), before, LONG);
        awaitWaiting(1);
        server.save(shop, "d/b.json", "2");

        HttpResponse<byte[]> changed = soon(answer);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(header(changed, "etag")).isNotEqualTo(before).isEqualTo(tag(repository(target)));
        assertThat(header(changed, "preference-applied")).isEqualTo("wait=" + LONG);
        assertThat(header(changed, "x-request-id")).isNotEqualTo("(none)");
        awaitWaiting(0);
    }

    @Test
    void isAnsweredByANotModifiedWhenItsTimeIsOver() throws Exception {
        String tag = tag(BRANCH);
        long began = System.nanoTime();
        Instant earliest = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        HttpResponse<byte[]> answer = soon(wait(BRANCH, tag, 1));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(header(answer, "etag")).isEqualTo(tag);
        assertThat(header(answer, "preference-applied")).isEqualTo("wait=1");
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(answer, "date"))))
                .isAfterOrEqualTo(earliest);
        awaitWaiting(0);
    }

    @Test
    void isAnsweredAtOnceWhereThereIsNothingToWaitFor() throws Exception {
        String tag = tag(BRANCH);
        HttpResponse<byte[]> other = soon(wait(BRANCH, "\"other\"", 1000));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(header(other, "preference-applied")).isEqualTo("wait=120");
        assertThat(soon(wait(BRANCH, tag, 0)).statusCode()).isEqualTo(304);

        HttpResponse<byte[]> withoutTag =
                server.send("GET", BRANCH, "PRIVATE-TOKEN", server.token, "Prefer", "wait=100");
        assertThat(withoutTag.statusCode()).isEqualTo(200);
        assertThat(header(withoutTag, "preference-applied")).isEqualTo("(none)");
        String commits = repository("commits");
        HttpResponse<byte[]> elsewhere = soon(wait(commits, tag(commits), LONG));
        assertThat(elsewhere.statusCode()).isEqualTo(304);
        assertThat(header(elsewhere, "preference-applied")).isEqualTo("(none)");
        HttpResponse<byte[]> malformed =
                server.send("GET", BRANCH, "PRIVATE-TOKEN", server.token, "If-None-Match", tag, "Prefer", "wait=soon");
        assertThat(malformed.statusCode()).isEqualTo(304);
        assertThat(header(malformed, "preference-applied")).isEqualTo("(none)");
    }

    @Test
    void isWokenOnlyByWhatItWatches() throws Exception {
        server.branch(shop, "dev", "master");
        CompletableFuture<HttpResponse<byte[]>> ofMaster = wait(BRANCH, tag(BRANCH), LONG);
        String folder = repository("tree?path=d");
        CompletableFuture<HttpResponse<byte[]>> ofFolder = wait(folder, tag(folder), LONG);
        String dev = repository("branches/dev");
        CompletableFuture<HttpResponse<byte[]>> ofDev = wait(dev, tag(dev), LONG);
        awaitWaiting(3);
        server.save(shop, "a.json", "2");

        assertThat(soon(ofMaster).statusCode()).isEqualTo(200);
        server.save(shop, "dev", "a.json", "3".getBytes(StandardCharsets.UTF_8));
        assertThat(soon(ofDev).statusCode()).isEqualTo(200);
        assertThat(ofFolder).isNotDone();
        assertThat(server.watchers()).isEqualTo(1);
        server.save(shop, "d/b.json", "2");
        assertThat(soon(ofFolder).statusCode()).isEqualTo(200);
    }

    @Test
    void waitsForAnAnswerThatIsNotKept() throws Exception {
        String target = repository("tree?path=d&private_token=" + server.token);
        String tag = tag(target);
        CompletableFuture<HttpResponse<byte[]>> answer = wait(target, tag, LONG);
        awaitWaiting(1);
        server.save(shop, "a.json", "2");
        server.save(shop, "d/b.json", "2");
        assertThat(soon(answer).statusCode()).isEqualTo(200);
        assertThat(header(soon(answer), "etag")).isNotEqualTo(tag);
    }

    @Test
    void manyAreToldAtTheSameTime() throws Exception {
        String tag = tag(BRANCH);
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            answers.add(wait(BRANCH, tag, LONG));
        }
        awaitWaiting(150);
        server.save(shop, "a.json", "2");
        String now = tag(BRANCH);
        for (CompletableFuture<HttpResponse<byte[]>> each : answers) {
            assertThat(header(soon(each), "etag")).isEqualTo(now);
        }
    }

    @Test
    void noneMissesASaveThatIsMadeMeanwhile() throws Exception {
        for (int i = 0; i < 60; i++) {
            CompletableFuture<HttpResponse<byte[]>> answer = wait(BRANCH, tag(BRANCH), LONG);
            if (i % 2 == 0) {
                Thread.yield();
            }
            server.save(shop, "a.json", "at " + i);
            assertThat(within(Duration.ofSeconds(5), answer).statusCode()).isEqualTo(200);
        }
        awaitWaiting(0);
    }

    @Test
    void whatNobodyToldOfIsFoundAllTheSame() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> ofList =
                wait(repository("branches"), tag(repository("branches")), LONG);
        CompletableFuture<HttpResponse<byte[]>> ofMaster = wait(BRANCH, tag(BRANCH), LONG);
        awaitWaiting(2);
        server.branch(shop, "dev", "master");
        assertThat(within(Duration.ofSeconds(5), ofList).statusCode()).isEqualTo(200);
        assertThat(ofMaster).isNotDone();
        server.projects.deleteProject(shop.key());
        assertError(within(Duration.ofSeconds(5), ofMaster), 404, "PROJECT_NOT_FOUND", "404 Project Not Found");
    }

    @Test
    void aSaveElsewhereIsFoundBesideOthersThatWaitForWhatNeverChanges() throws Exception {
        String file = repository("files/a.json/raw?ref=master");
        List<CompletableFuture<HttpResponse<byte[]>>> fixed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String before = repository("files/a.json/raw?ref=master@v0002&n=" + i);
            fixed.add(wait(before, tag(before), LONG));
        }
        CompletableFuture<HttpResponse<byte[]>> answer = wait(file, tag(file), LONG);
        awaitWaiting(11);
        server.elsewhere.edit(
                shop,
                BranchName.MASTER,
                Edit.of(
                        Author.of(ALICE),
                        "",
                        Cause.SAVE,
                        new Change.Put(
                                new ConfigPath("a.json"), ContentSource.of("2".getBytes(StandardCharsets.UTF_8)))));
        assertThat(within(Duration.ofSeconds(10), answer).body()).asString().isEqualTo("2");
        assertThat(fixed).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aBranchThatIsDeletedIsNotFound() throws Exception {
        server.branch(shop, "dev", "master");
        String dev = repository("branches/dev");
        CompletableFuture<HttpResponse<byte[]>> answer = wait(dev, tag(dev), LONG);
        awaitWaiting(1);
        server.projects.deleteBranch(shop, new BranchName("dev"));
        assertError(within(Duration.ofSeconds(5), answer), 404, "BRANCH_NOT_FOUND", "404 Branch Not Found");
    }

    @Test
    void endsWithItsToken() throws Exception {
        Tokens.Issued revoked = server.issue(ALICE);
        String expiring = server.tokens
                .issue(ALICE, "ends", Set.of(), Optional.of(Expiry.parse("2026-03-01T10:00:01Z")), false)
                .value()
                .reveal();
        String tag = tag(BRANCH);
        CompletableFuture<HttpResponse<byte[]>> ofRevoked =
                wait(BRANCH, tag, LONG, revoked.value().reveal());
        CompletableFuture<HttpResponse<byte[]>> ofExpiring = wait(BRANCH, tag, LONG, expiring);
        CompletableFuture<HttpResponse<byte[]>> good = wait(BRANCH, tag, LONG);
        awaitWaiting(3);
        server.revoke(revoked.token().id());
        assertError(within(Duration.ofSeconds(1), ofRevoked), 401, "UNAUTHORIZED", "401 Unauthorized");
        server.clock.move(Duration.ofSeconds(2));
        assertError(within(Duration.ofSeconds(1), ofExpiring), 401, "TOKEN_EXPIRED", "TOKEN_EXPIRED");
        assertThat(good).isNotDone();
    }

    @Test
    void mayBeForbiddenFromWhereItWaited() throws Exception {
        Tokens.Issued token = server.issue(ALICE, SHOP);
        CompletableFuture<HttpResponse<byte[]>> answer =
                wait(BRANCH, tag(BRANCH), LONG, token.value().reveal());
        awaitWaiting(1);
        server.tokens.change(
                ALICE,
                token.token().id(),
                TokenChange.builder().repos(Set.of(new RepoId("x.erp-config"))).build());
        assertError(within(Duration.ofSeconds(2), answer), 403, "FORBIDDEN", "403 Forbidden");
    }

    @Test
    void endsWithTheScopeOfItsToken() throws Exception {
        Tokens.Issued token = server.issue(ALICE);
        CompletableFuture<HttpResponse<byte[]>> answer =
                wait(BRANCH, tag(BRANCH), LONG, token.value().reveal());
        awaitWaiting(1);
        server.tokens.change(
                ALICE,
                token.token().id(),
                TokenChange.builder().scopes(Set.of(TokenScope.CONNECTORS)).build());
        assertError(
                within(Duration.ofSeconds(5), answer),
                403,
                "INSUFFICIENT_SCOPE",
                "403 Forbidden - the token lacks the scope that this needs");
    }

    @Test
    void isNotCutByTheSilenceItAskedFor() throws Exception {
        restart(Duration.ofMillis(200), Duration.ZERO);
        HttpResponse<byte[]> answer = soon(wait(BRANCH, tag(BRANCH), 1));
        assertThat(answer.statusCode()).isEqualTo(304);
    }

    @Test
    void isToldThatTheServerStops() throws Exception {
        restart(Duration.ofSeconds(30), Duration.ofSeconds(10));
        CompletableFuture<HttpResponse<byte[]>> answer = wait(BRANCH, tag(BRANCH), LONG);
        awaitWaiting(1);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        HttpResponse<byte[]> refused = within(Duration.ofSeconds(5), answer);
        assertError(refused, 503, "UNAVAILABLE", "503 Service Unavailable");
        assertThat(header(refused, "retry-after")).isEqualTo("5");
        stopped.get(10, TimeUnit.SECONDS);
        server = TestServer.start();
    }

    @Test
    void isRefusedWhereThereAreTooMany() throws Exception {
        String tag = tag(BRANCH);
        for (int i = 0; i < Waiting.MOST_OF_TOKEN; i++) {
            wait(BRANCH, tag, LONG);
        }
        awaitWaiting(Waiting.MOST_OF_TOKEN);
        HttpResponse<byte[]> tooMany = soon(wait(BRANCH, tag, LONG));
        assertError(tooMany, 429, "TOO_MANY_REQUESTS", "Retry later");
        assertThat(header(tooMany, "retry-after")).matches("[0-9]+");
        assertThat(server.get(BRANCH).statusCode()).isEqualTo(200);

        String other = server.issue(ALICE).value().reveal();
        for (int i = Waiting.MOST_OF_TOKEN; i < TestServer.MAX_WATCHERS; i++) {
            wait(BRANCH, tag, LONG, other);
        }
        awaitWaiting(TestServer.MAX_WATCHERS);
        assertError(soon(wait(BRANCH, tag, LONG, other)), 429, "TOO_MANY_REQUESTS", "Retry later");
        assertThat(server.watchers()).isEqualTo(TestServer.MAX_WATCHERS);
    }

    @Test
    void aClientThatGoesAwayIsForgotten() throws Exception {
        String tag = tag(BRANCH);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            ask(socket, tag);
            awaitWaiting(1);
        }
        awaitWaiting(0);
    }

    @Test
    void aClientThatSendsMoreIsAnsweredAndHasToConnectAnew() throws Exception {
        String tag = tag(BRANCH);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            ask(socket, tag);
            awaitWaiting(1);
            ask(socket, tag);
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 304 ").contains("Connection: close");
        }
        awaitWaiting(0);
    }

    @Test
    void aConnectionGoesOnAfterARequestThatHasWaited() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 5; i++) {
                ask(socket, tag(BRANCH));
                awaitWaiting(1);
                server.save(shop, "a.json", "again " + i);
                assertThat(head(in)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1"));
        in.readNBytes(length);
        return head.toString();
    }

    private void ask(Socket socket, String tag) throws IOException {
        String request = "GET " + P + "/projects/" + SHOP + "/repository/branches/master HTTP/1.1\r\nHost: 127.0.0.1:"
                + server.port() + "\r\nPRIVATE-TOKEN: " + server.token + "\r\nIf-None-Match: " + tag
                + "\r\nPrefer: wait=" + LONG
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }
}
