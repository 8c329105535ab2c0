package io.erpconfig.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.OwnerId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session's value, its id and its record. */
class SessionValuesTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void aValueIs64LowerCaseHexCharacters() {
        assertThat(SessionValue.parse(HEX))
                .hasValueSatisfying(value -> assertThat(value.reveal()).isEqualTo(HEX));
        for (String other : List.of(
                "",
                HEX.substring(1),
                HEX + "0",
                HEX + "\n",
                "A" + HEX.substring(1),
                "g" + HEX.substring(1),
                "é".repeat(64))) {
            assertThat(SessionValue.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void aValueDoesNotTellItselfAndIsKnownByTheSha256OfItsCharacters() {
        SessionValue value = SessionValue.parse(HEX).orElseThrow();
        assertThat(value.toString()).isEqualTo("SessionValue");
        assertThat(value.hash()).isEqualTo(new SessionHash(Sha256.of(HEX.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void anIdIs24LowerCaseHexDigitsAndNoSessionHasAnother() {
        assertThat(new SessionId("0123456789abcdef01234567")).hasToString("0123456789abcdef01234567");
        for (String other : List.of("", "0".repeat(23), "0".repeat(25), "A".repeat(24), "../../../../etc/passwd..")) {
            assertThat(SessionId.parse(other)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> new SessionId(other));
        }
    }

    @Test
    void aRecordNamesWhatIsWrongWithIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> session("", "")).withMessageStartingWith("address: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session("0".repeat(101), ""))
                .withMessageStartingWith("address: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session("::1", "😀".repeat(201)))
                .withMessageStartingWith("agent: ");
        assertThat(session("0".repeat(100), "😀".repeat(200)).agent()).hasSize(400);
    }

    @Test
    void aUseNeverGoesBackAndIsAWholeSecond() {
        Session session = session("::1", "");
        Instant seen = session.seenAt();
        assertThat(session.seenAt(seen.minusSeconds(1))).isEqualTo(session);
        assertThat(session.seenAt(seen.plusMillis(999))).isEqualTo(session);
        assertThat(session.seenAt(seen.plusMillis(1999)).seenAt()).isEqualTo(seen.plusSeconds(1));
    }

    private static Session session(String address, String agent) {
        Instant at = Instant.parse("2026-11-22T12:00:00Z");
        return new Session(
                new SessionId("0".repeat(24)),
                new SessionHash(Sha256.of(new byte[0])),
                new OwnerId("anna"),
                at,
                at,
                address,
                agent);
    }
}
