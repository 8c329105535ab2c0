package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.SignInServer.ANNA;
import static io.erpconfig.http.admin.SignInServer.LOGIN;
import static io.erpconfig.http.admin.SignInServer.LOGOUT;
import static io.erpconfig.http.admin.SignInServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.account.Password;
import io.erpconfig.account.PasswordHash;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.http.RequestCookies;
import io.erpconfig.platform.CapturedLog;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Secrets that must be found with nobody but their owner. */
class SecretsTest {

    @Test
    void noSecretIsInTheLogNorInTheTrail() {
        try (CapturedLog log = new CapturedLog();
                SignInServer server = SignInServer.start()) {
            LoggerFactory.getLogger(SecretsTest.class).info("captured");
            // A record that was not written by this program: the server fails on it, and says so in the log.
            OwnerId broken = new OwnerId("broken");
            server.store.accounts().add(new Account(broken, "no hash", Optional.empty(), server.clock.instant()));
            AdminServer.assertError(server.login("broken", PASSWORD), 500, "INTERNAL");

            String cookie = server.signIn(ANNA);
            String session = cookie.substring(cookie.indexOf('=') + 1);
            String token = AdminServer.json(server.as(cookie, "POST", "tokens", "{\"name\": \"erp\"}"))
                    .get("tokenString")
                    .asString();
            server.login("anna", "wrong " + PASSWORD);
            server.login(PASSWORD, PASSWORD);
            server.send("POST", LOGIN, "{\"username\": \"anna\", \"password\": \"" + PASSWORD);
            server.send("POST", LOGIN, "{\"" + PASSWORD + "\": \"anna\"}");
            server.as(cookie, "DELETE", "tokens/" + token, "");
            server.as(cookie, "DELETE", "account/sessions/" + session, "");
            server.get(cookie, "projects/" + token + "?private_token=" + token);
            server.as(
                    cookie,
                    "POST",
                    "account/password",
                    "{\"current\": \"" + PASSWORD + "\", \"new\": \"battery staple\"}");
            server.send("POST", LOGOUT, "", "Cookie", cookie);

            StringBuilder trail = new StringBuilder();
            server.store.audit().forEach(Instant.EPOCH, trail::append);
            assertThat(trail).contains("token_revoke").contains("password_change");
            assertThat(log.text()).contains("captured").contains("ERROR");
            for (String secret : List.of(PASSWORD, "battery staple", session, token)) {
                assertThat(log.text()).doesNotContain(secret);
                assertThat(trail).doesNotContain(secret);
            }
        }
    }

    @Test
    void noSecretTellsItself() {
        PasswordHash hash = PasswordHash.of(new Password(PASSWORD), new SecureRandom());

        assertThat(new Password(PASSWORD).toString()).doesNotContain(PASSWORD);
        assertThat(hash.toString()).doesNotContain("argon2");
        assertThat(new Account(ANNA, hash.encoded(), Optional.empty(), AdminServer.START).toString())
                .doesNotContain("argon2");
        assertThat(new RequestCookies("a=" + PASSWORD).toString()).doesNotContain(PASSWORD);
    }
}
