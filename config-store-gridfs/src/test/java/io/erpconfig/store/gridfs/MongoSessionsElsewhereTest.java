package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.testkit.SettableClock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MongoSessionsElsewhereTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> PATH = List.of("session", "user", "_id");
    private static final List<String> NAME_PATH = List.of("session", "user", "name");

    private final MongoAddress address = TestServer.newDatabase();
    private final SettableClock clock = new SettableClock(NOW);
    private Database platform;
    private MongoSessionsElsewhere lookup;

    @BeforeEach
    void open() {
        platform = Database.connect(address);
        lookup = new MongoSessionsElsewhere(
                new MongoSessionsElsewhere.Source(address, "sessions", PATH, NAME_PATH), clock);
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

        assertThat(lookup.find("named").orElseThrow().name()).isEqualTo("Anna Müller");
        assertThat(lookup.find("nameless").orElseThrow().name()).isEqualTo("anna");
    }

    private String found(String id) {
        return lookup.find(id).map(in -> in.user().value()).orElse("nobody");
    }

    @Test
    void theUserIsFoundThroughJsonThatIsKeptAsTextAndWhateverTypeItsIdHas() {
        ObjectId id = new ObjectId();
        session("text", "{\"cookie\":{},\"user\":{\"_id\":\"bert\"}}");
        session("number", of(42));
        session("object", of(id));
        assertThat(found("text")).isEqualTo("bert");
        assertThat(found("number")).isEqualTo("42");
        assertThat(found("object")).isEqualTo(id.toHexString());
    }

    @Test
    void nobodyHasSignedInWhereThereIsNoSuchSessionOrUser() {
        session("none", new Document());
        session("list", of(List.of("anna")));
        session("broken", "{\"user\":");
        session("unfit", of("Anna Larsson"));
        for (String id : List.of("", "unknown", "none", "list", "broken", "unfit", "{\"$gt\":\"\"}")) {
            assertThat(found(id)).as(id).isEqualTo("nobody");
        }
    }

    @Test
    void aSessionEndsWhenItSaysSo() {
        session("a", of("anna"));
        clock.set(NOW.plusSeconds(9));
        assertThat(found("a")).isEqualTo("anna");
        clock.set(NOW.plusSeconds(10));
        assertThat(found("a")).isEqualTo("nobody");
    }

    @Test
    void aPlatformThatCantBeAskedIsNoReasonToLetAnybodyInOrOut() {
        MongoAddress nowhere = new MongoAddress("mongodb://127.0.0.1:1/desk?serverSelectionTimeoutMS=200");
        try (MongoSessionsElsewhere unreachable = new MongoSessionsElsewhere(
                new MongoSessionsElsewhere.Source(nowhere, "sessions", PATH, NAME_PATH), clock)) {
            assertThatThrownBy(() -> unreachable.find("a"))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGN_IN_UNAVAILABLE));
        }
    }
}
