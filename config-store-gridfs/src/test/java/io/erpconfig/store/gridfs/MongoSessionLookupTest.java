package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.session.RequestCookies;
import io.erpconfig.testkit.SettableClock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MongoSessionLookupTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> PATH = List.of("session", "user", "_id");
    private static final List<String> NAME_PATH = List.of("session", "user", "name");

    private final MongoAddress address = TestServer.newDatabase();
    private final SettableClock clock = new SettableClock(NOW);
    private Database platform;
    private MongoSessionLookup lookup;

    @BeforeEach
    void open() {
        platform = Database.connect(address);
        lookup = new MongoSessionLookup(
                new MongoSessionLookup.Source(address, "sessions", "connect.sid", PATH, NAME_PATH), clock);
    }

    @AfterEach
    void close() {
        if (platform != null) {
            platform.database().drop();
            platform.close();
            lookup.close();
        }
    }

    private void session(String id, Object session) {
        platform.collection("sessions")
                .insertOne(new Document("_id", id)
                        .append("session", session)
                        .append("expires", Date.from(NOW.plusSeconds(10))));
    }

    private static Document of(Object user) {
        return new Document("user", new Document("_id", user));
    }

    @Test
    void theNameIsTheOneThatTheSessionHasElseTheId() {
        session("named", new Document("user", new Document("_id", "anna").append("name", "Anna Müller")));
        session("nameless", of("anna"));

        assertThat(lookup.find(new RequestCookies("connect.sid=named"))
                        .orElseThrow()
                        .name())
                .isEqualTo("Anna Müller");
        assertThat(lookup.find(new RequestCookies("connect.sid=nameless"))
                        .orElseThrow()
                        .name())
                .isEqualTo("anna");
    }

    private String found(String cookies) {
        return lookup.find(new RequestCookies(cookies))
                .map(in -> in.user().value())
                .orElse("nobody");
    }

    @Test
    void aSessionIsFoundByWhatItsCookieHasPlainOrSigned() {
        session("Ab-_1", of("anna"));
        assertThat(found("connect.sid=Ab-_1")).isEqualTo("anna");
        assertThat(found("a=b; connect.sid=s%3AAb-_1.c2ln%2Bbmf%2F; c=d")).isEqualTo("anna");
        assertThat(found("connect.sid=s:Ab-_1.signature")).isEqualTo("anna");
    }

    @Test
    void theUserIsFoundThroughJsonThatIsKeptAsTextAndWhateverTypeItsIdHas() {
        ObjectId id = new ObjectId();
        session("text", "{\"cookie\":{},\"user\":{\"_id\":\"bert\"}}");
        session("number", of(42));
        session("object", of(id));
        assertThat(found("connect.sid=text")).isEqualTo("bert");
        assertThat(found("connect.sid=number")).isEqualTo("42");
        assertThat(found("connect.sid=object")).isEqualTo(id.toHexString());
    }

    @Test
    void nobodyHasSignedInWhereThereIsNoSuchSessionOrUser() {
        session("none", new Document());
        session("list", of(List.of("anna")));
        session("broken", "{\"user\":");
        session("unfit", of("Anna Larsson"));
        for (String cookies : List.of(
                "",
                "connect.sid=",
                "connect.sid=%zz",
                "connect.sid=unknown",
                "connect.sid=none",
                "connect.sid=list",
                "connect.sid=broken",
                "connect.sid=unfit",
                "connect.sid={\"$gt\":\"\"}",
                "connect.sid=" + "x".repeat(5000),
                "other=none")) {
            assertThat(found(cookies)).as(cookies).isEqualTo("nobody");
        }
    }

    @Test
    void aSessionEndsWhenItSaysSo() {
        session("a", of("anna"));
        clock.set(NOW.plusSeconds(9));
        assertThat(found("connect.sid=a")).isEqualTo("anna");
        clock.set(NOW.plusSeconds(10));
        assertThat(found("connect.sid=a")).isEqualTo("nobody");
    }

    @Test
    void aPlatformThatCantBeAskedIsNoReasonToLetAnybodyInOrOut() {
        MongoAddress nowhere = new MongoAddress("mongodb://127.0.0.1:1/desk?serverSelectionTimeoutMS=200");
        try (MongoSessionLookup unreachable = new MongoSessionLookup(
                new MongoSessionLookup.Source(nowhere, "sessions", "connect.sid", PATH, NAME_PATH), clock)) {
            assertThatThrownBy(() -> unreachable.find(new RequestCookies("connect.sid=a")))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGN_IN_UNAVAILABLE));
        }
    }
}
