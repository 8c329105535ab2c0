package io.erpconfig.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.RequestCookies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CookieSessionLookupTest {

    private final Map<String, String> users = Map.of("Ab-_1", "anna", "b+b", "bert", "s:plain", "cleo");
    private final List<String> asked = new ArrayList<>();
    private final CookieSessionLookup lookup = new CookieSessionLookup(
            id -> {
                asked.add(id);
                return Optional.ofNullable(users.get(id))
                        .map(user -> SignedIn.elsewhere(new OwnerId(user), Optional.empty()));
            },
            "connect.sid");

    private String found(String cookies) {
        return lookup.find(new RequestCookies(cookies))
                .map(in -> in.user().value())
                .orElse("nobody");
    }

    @Test
    void aSessionIsFoundByWhatItsCookieHasPlainOrSigned() {
        assertThat(found("connect.sid=Ab-_1")).isEqualTo("anna");
        assertThat(found("a=b; connect.sid=s%3AAb-_1.c2ln%2Bbmf%2F; c=d")).isEqualTo("anna");
        assertThat(found("connect.sid=s:Ab-_1.signature")).isEqualTo("anna");
        assertThat(found("connect.sid=b+b")).isEqualTo("bert");
        assertThat(found("connect.sid=b%2Bb")).isEqualTo("bert");
        assertThat(found("connect.sid=s:plain")).isEqualTo("cleo");
    }

    @Test
    void aCookieThatSomebodyHasAddedHidesNoSession() {
        assertThat(found("connect.sid=unknown; connect.sid=Ab-_1; connect.sid=b+b"))
                .isEqualTo("anna");
        assertThat(asked).containsExactly("unknown", "Ab-_1");
    }

    @Test
    void whatCanBeNoIdIsNotAskedFor() {
        for (String cookies :
                List.of("", "connect.sid=", "connect.sid=%zz", "connect.sid=" + "x".repeat(5000), "other=Ab-_1")) {
            assertThat(found(cookies)).as(cookies).isEqualTo("nobody");
        }
        assertThat(asked).isEmpty();
    }
}
