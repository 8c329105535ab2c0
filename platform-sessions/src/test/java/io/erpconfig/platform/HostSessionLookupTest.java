package io.erpconfig.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.RequestCookies;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostSessionLookupTest {

    private static final String COOKIE = "desk=0123456789";
    private static final List<String> NAME_PATH = List.of("session", "user", "name");

    private final PlatformServer desk = new PlatformServer();
    private final AtomicLong nanos = new AtomicLong();
    private final HostSessionLookup lookup = lookup(HostSessionLookup.Host.DEFAULT_USER_PATH);

    @AfterEach
    void stop() {
        desk.close();
    }

    private HostSessionLookup lookup(String path, String... cookies) {
        return new HostSessionLookup(
                new HostSessionLookup.Host(desk.url(), List.of(path.split("\\.")), NAME_PATH, List.of(cookies)),
                nanos::get);
    }

    private Optional<String> find(HostSessionLookup of, String cookies) {
        return of.find(new RequestCookies(cookies)).map(SignedIn::user).map(OwnerId::value);
    }

    private Optional<String> find(String cookies) {
        return find(lookup, cookies);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void assertUnavailable(String cookies) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> find(cookies))
                .extracting(ConfigStoreException::code)
                .isEqualTo(ErrorCode.SIGN_IN_UNAVAILABLE);
    }

    @Test
    void theUserIsTheOneThatThePlatformNames() {
        desk.replies(PlatformServer.user("anna"));

        SignedIn in = lookup.find(new RequestCookies(COOKIE)).orElseThrow();
        assertThat(in.user().value()).isEqualTo("anna");
        assertThat(in.name()).isEqualTo("A");
        assertThat(in.session()).isEmpty();
        assertThat(desk.asked).containsExactly(COOKIE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"name\": null", ", \"name\": \" \"", ", \"name\": {\"first\": \"Anna\"}"})
    void whoHasNoNameThereIsCalledByTheId(String name) {
        desk.replies(PlatformServer.json("{\"session\": {\"user\": {\"_id\": \"anna\"" + name + "}}}"));

        assertThat(lookup.find(new RequestCookies(COOKIE)).orElseThrow().name()).isEqualTo("anna");
    }

    @Test
    void aNameIsShownAsThePlatformHasItUnlessItIsEndless() {
        desk.replies(
                PlatformServer.json("{\"session\": {\"user\": {\"name\": \" Anna Müller \", \"_id\": \"anna\"}}}"));
        assertThat(lookup.find(new RequestCookies(COOKIE)).orElseThrow().name()).isEqualTo("Anna Müller");

        desk.replies(PlatformServer.json(
                "{\"session\": {\"user\": {\"name\": \"" + "A".repeat(201) + "\", \"_id\": \"anna\"}}}"));
        assertThat(lookup.find(new RequestCookies("desk=long")).orElseThrow().name())
                .isEqualTo("anna");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"session\": null}",
                "{\"session\": {\"user\": null}}",
                "{\"session\": {\"user\": {}}}",
                "{\"session\": {\"user\": {\"_id\": null}}}",
                "{\"session\": {\"user\": {\"_id\": true}}}",
                "{\"session\": {\"user\": {\"_id\": {\"a\": \"anna\"}}}}",
                "{\"session\": {\"user\": \"anna\"}}",
                "{\"user\": {\"_id\": \"anna\"}}",
                "[{\"session\": {\"user\": {\"_id\": \"anna\"}}}]",
                "null",
                "\"anna\""
            })
    void whereThereIsNoIdNobodyHasSignedIn(String body) {
        desk.replies(PlatformServer.json(body));

        assertThat(find(COOKIE)).isEmpty();
    }

    @Test
    void whoIsRefusedHasNotSignedIn() {
        desk.replies(PlatformServer.status(401, "{\"session\": {\"user\": {\"_id\": \"anna\"}}}"));
        assertThat(find(COOKIE)).isEmpty();
        desk.replies(PlatformServer.status(403, ""));
        assertThat(find("desk=other")).isEmpty();
    }

    @Test
    void theIdMayBeElsewhereAndANumber() {
        desk.replies(PlatformServer.json("{\"data\": {\"login\": {\"id\": 4711}}}"));

        assertThat(find(lookup("data.login.id"), COOKIE)).contains("4711");
    }

    @Test
    void whoCanOwnNoProjectHasNotSignedInWhichIsLoggedOnce() {
        try (CapturedLog log = new CapturedLog()) {
            desk.replies(PlatformServer.user("Anna Müller"));
            for (int i = 0; i < 5; i++) {
                assertThat(find("desk=" + i)).isEmpty();
            }
            assertThat(log.lines("can own no projects here")).isEqualTo(1);
        }
    }

    @Test
    void whoHasNoCookieIsNotAskedAbout() {
        assertThat(find("")).isEmpty();
        assertThat(find(" ; ;")).isEmpty();
        assertThat(find(lookup("a", "desk"), "other=1; desks=2; desk")).isEmpty();
        assertThat(desk.asked).isEmpty();
    }

    @Test
    void onlyTheConfiguredCookiesAreSentOn() {
        desk.replies(PlatformServer.user("anna"));
        HostSessionLookup choosy = lookup("session.user._id", "desk", "sid");

        assertThat(find(choosy, "erp_config_session=secret; desk=1;sid=\"2\"; desks=3; desk=4"))
                .contains("anna");
        assertThat(desk.asked).containsExactly("desk=1; sid=\"2\"; desk=4");
    }

    @Test
    void whatNoHeaderCanHoldIsLeftOut() {
        desk.replies(PlatformServer.user("anna"));

        assertThat(find("a=\u20ac; " + COOKIE + "; b=\u0001; c=\u00e9")).contains("anna");
        assertThat(find("a=\u20ac")).isEmpty();
        assertThat(desk.asked).containsExactly(COOKIE);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (PlatformServer elsewhere = new PlatformServer()) {
            elsewhere.replies(PlatformServer.user("mallory"));
            desk.replies(
                    PlatformServer.status(302, "", "Location", elsewhere.url().toString()));

            assertUnavailable(COOKIE);
            assertThat(elsewhere.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{",
                "{\"session\": {\"user\": {\"_id\": \"anna\"}}",
                "{\"session\": {\"user\": {\"_id\": \"an",
                "{\"session\": {\"user\": {\"_id\": \"anna\"}}} x"
            })
    void whatIsNoJsonIsAFailure(String body) {
        desk.replies(PlatformServer.json(body));

        assertUnavailable(COOKIE);
    }

    @Test
    void everyOtherStatusIsAFailure() {
        int number = 0;
        for (int status : List.of(204, 304, 404, 500, 503)) {
            desk.replies(PlatformServer.status(status, ""));
            assertUnavailable("desk=" + number++);
        }
    }

    @Test
    void anAnswerOfMoreThanAMegabyteIsAFailure() {
        String user = "{\"session\": {\"user\": {\"_id\": \"anna\"}}}";
        desk.replies(PlatformServer.json(user + " ".repeat((1 << 20) - user.length())));
        assertThat(find(COOKIE)).contains("anna");
        desk.replies(PlatformServer.json(user + " ".repeat((1 << 20) + 1 - user.length())));
        assertUnavailable("desk=huge");
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() {
        desk.replies(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 16];
            OutputStream out = exchange.getResponseBody();
            while (true) {
                out.write(chunk);
            }
        });

        assertUnavailable(COOKIE);
    }

    @Test
    void aSlowAnswerIsAFailureAfterAFewSeconds() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        desk.replies(exchange -> waitFor(over));
        long start = System.nanoTime();
        assertUnavailable(COOKIE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));

        desk.replies(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            waitFor(over);
        });
        start = System.nanoTime();
        assertUnavailable("desk=drip");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        over.countDown();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(40, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void goingDownAndComingUpIsLoggedOnceEachWithoutTheCookies() {
        try (CapturedLog log = new CapturedLog()) {
            desk.replies(PlatformServer.user("anna"));
            assertThat(find(COOKIE)).contains("anna");
            desk.goDown();
            for (int i = 0; i < 5; i++) {
                assertUnavailable("desk=0123456789" + i);
            }
            // Who was known a moment ago still is, for a moment.
            assertThat(find(COOKIE)).contains("anna");
            pass(HostSessionLookup.KEPT);
            assertUnavailable(COOKIE);
            desk.comeUp();
            pass(HostSessionLookup.KEPT_OTHERWISE);
            for (int i = 0; i < 5; i++) {
                assertThat(find("desk=0123456789" + i)).contains("anna");
            }
            assertThat(find(COOKIE)).contains("anna");

            assertThat(log.lines("can't be asked")).isEqualTo(1);
            assertThat(log.lines("can be asked again")).isEqualTo(1);
            assertThat(log.text()).doesNotContain("0123456789");
        }
    }

    @Test
    void aUserIsKeptForAMomentAndNobodyForAShorterOne() {
        desk.replies(PlatformServer.user("anna"));
        assertThat(find(COOKIE)).contains("anna");
        pass(HostSessionLookup.KEPT.minusMillis(1));
        desk.replies(PlatformServer.status(401, ""));
        assertThat(find(COOKIE)).contains("anna");
        pass(Duration.ofMillis(1));
        assertThat(find(COOKIE)).isEmpty();
        assertThat(desk.asked).hasSize(2);

        desk.replies(PlatformServer.user("bert"));
        pass(HostSessionLookup.KEPT_OTHERWISE.minusMillis(1));
        assertThat(find(COOKIE)).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(find(COOKIE)).contains("bert");
        assertThat(desk.asked).hasSize(3);
    }

    @Test
    void otherCookiesAreAnotherQuestion() {
        desk.replies(PlatformServer.user("anna"));
        find("desk=1");
        desk.replies(PlatformServer.user("bert"));

        assertThat(find("desk=1")).contains("anna");
        assertThat(find("desk=2")).contains("bert");
    }

    @Test
    void ofManyRequestsAtOnceOneAsks() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        desk.replies(exchange -> {
            waitFor(goOn);
            PlatformServer.user("anna").to(exchange);
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Optional<String>>> found = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                found.add(threads.submit(() -> find(COOKIE)));
            }
            Thread.sleep(300);
            goOn.countDown();
            for (Future<Optional<String>> each : found) {
                assertThat(each.get(30, TimeUnit.SECONDS)).contains("anna");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(desk.asked).hasSize(1);
    }

    @Test
    void whatIsNoPlatformIsRefused() {
        List<String> path = List.of("user");
        for (String url : List.of("ftp://desk.example.com/", "/session", "http:///session", "https://a:b@desk/")) {
            assertThatIllegalArgumentException()
                    .as(url)
                    .isThrownBy(() -> new HostSessionLookup.Host(URI.create(url), path, List.of(), List.of()));
        }
        for (List<String> wrong : List.of(List.<String>of(), List.of("a", ""))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new HostSessionLookup.Host(desk.url(), wrong, List.of(), List.of()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostSessionLookup.Host(desk.url(), path, List.of("a", ""), List.of()));
    }
}
