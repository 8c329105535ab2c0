package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.LocalSignIn;
import io.erpconfig.account.Password;
import io.erpconfig.account.PasswordHash;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Cidr;
import io.erpconfig.http.ServerTuning;
import io.erpconfig.http.SessionLookup;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.testkit.TestStores;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server on a free port of this machine with the accounts anna and bert, a store in memory and a clock to move. */
final class SignInServer implements AutoCloseable {

    static final String A = "/site-builder/api";
    static final String LOGIN = "/user/login";
    static final String LOGOUT = "/user/logout";
    static final String COOKIE = "erp_config_session";
    static final String PASSWORD = "correct horse";
    static final OwnerId ANNA = new OwnerId("anna");
    static final OwnerId BERT = new OwnerId("bert");
    static final Duration IDLE = Duration.ofHours(1);
    static final Duration MAX = Duration.ofHours(12);

    /** Hashing takes time, so that it is done once. */
    private static final String HASH =
            PasswordHash.of(new Password(PASSWORD), new SecureRandom()).encoded();

    final AdminServer.MovingClock clock = new AdminServer.MovingClock();
    final ConfigStore store = TestStores.open(clock);
    final Accounts accounts = new Accounts(store, clock, new SecureRandom(), user -> {});

    private final Javalin javalin;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SignInServer(BaseUrl baseUrl, List<Cidr> proxies, Optional<SessionLookup> host) {
        for (OwnerId user : List.of(ANNA, BERT)) {
            store.accounts().add(new Account(user, HASH, Optional.empty(), AdminServer.START));
        }
        Sessions sessions = new Sessions(
                store.sessions(), clock, new SecureRandom(), Runnable::run, new Sessions.Limits(IDLE, MAX));
        LocalAccess local = new LocalAccess(
                new LocalSignIn(accounts, sessions, clock), sessions, new LocalSessions(sessions, store.accounts()));
        AdminServices services = new AdminServices(
                new ConfigReader(store),
                new ConfigEditor(store, clock, 1 << 20),
                new ProjectEditor(store, clock, new SecureRandom()),
                new Tokens(store.tokens(), clock, new SecureRandom()),
                store.audit(),
                host.orElse(local.lookup()),
                host.isPresent() ? Optional.empty() : Optional.of(local));
        AdminApi api = new AdminApi(services, baseUrl, new TrustedProxies(proxies), clock);
        javalin = Javalin.create(config -> {
            ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
            api.mount(config);
        });
        javalin.start();
    }

    static SignInServer start() {
        return new SignInServer(BaseUrl.ofRequest(List.of()), List.of(), Optional.empty());
    }

    /** Reached under a URL that the operator configured. */
    static SignInServer at(String publicUrl) {
        return new SignInServer(BaseUrl.configured(publicUrl), List.of(), Optional.empty());
    }

    /** Behind a proxy on this machine. */
    static SignInServer behindProxy() {
        List<Cidr> proxies = List.of(Cidr.parse("127.0.0.1"));
        return new SignInServer(BaseUrl.ofRequest(proxies), proxies, Optional.empty());
    }

    /** Behind a platform that signs its users in itself. */
    static SignInServer behind(SessionLookup host) {
        return new SignInServer(BaseUrl.ofRequest(List.of()), List.of(), Optional.of(host));
    }

    String url() {
        return "http://127.0.0.1:" + javalin.port();
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of a sign-in. */
    static String credentials(String name, String password) {
        return "{\"username\": \"" + name + "\", \"password\": \"" + password + "\"}";
    }

    HttpResponse<byte[]> login(String name, String password, String... headers) {
        return send("POST", LOGIN, credentials(name, password), headers);
    }

    /** Signs in, and returns what the browser sends as {@code Cookie} from then on. */
    String signIn(OwnerId user, String... headers) {
        HttpResponse<byte[]> answer = login(user.value(), PASSWORD, headers);
        assertThat(answer.statusCode()).as(AdminServer.text(answer)).isEqualTo(200);
        return cookie(answer);
    }

    /** The cookie that an answer sets, as it is sent back. */
    static String cookie(HttpResponse<?> answer) {
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    /** A request below the API's prefix, by who has the cookie. */
    HttpResponse<byte[]> as(String cookie, String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Cookie", cookie));
        return send(method, A + '/' + path, body, all.toArray(String[]::new));
    }

    HttpResponse<byte[]> get(String cookie, String path, String... headers) {
        return as(cookie, "GET", path, "", headers);
    }

    /** The user whom the server takes to be signed in; empty if there is none. */
    Optional<String> whoIs(String cookie) {
        HttpResponse<byte[]> answer = get(cookie, "session");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Optional.of(AdminServer.json(answer).get("user"))
                .filter(user -> !user.isNull())
                .map(user -> user.get("_id").asString());
    }

    /** A user's trail, the newest first. */
    List<AuditEntry> audit(OwnerId user) {
        return store.audit().read(user, Instant.EPOCH, 0, 1000);
    }

    /** The entries in no user's trail, the oldest first. */
    List<AuditEntry> nobodysAudit() {
        List<AuditEntry> found = new ArrayList<>();
        store.audit().forEach(Instant.EPOCH, entry -> {
            if (entry.owner().isEmpty()) {
                found.add(entry);
            }
        });
        return found;
    }

    @Override
    public void close() {
        javalin.stop();
        store.close();
    }
}
