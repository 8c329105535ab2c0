package io.erpconfig.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditEntryTest {

    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00.123456789Z");

    private static AuditEntry entry(Instant at, String text, List<String> paths) {
        return new AuditEntry(
                at, Optional.empty(), text, AuditAction.SIGN_IN, Map.of(Subject.ACCOUNT, text), paths, text, text);
    }

    @Test
    void aBuilderMakesWhatItWasGiven() {
        AuditEntry.Builder builder = AuditEntry.builder(TIME, "ann", AuditAction.SIGN_IN, "10.0.0.1");
        assertThat(builder.build())
                .isEqualTo(new AuditEntry(
                        TIME,
                        Optional.empty(),
                        "ann",
                        AuditAction.SIGN_IN,
                        Map.of(),
                        List.of(),
                        "10.0.0.1",
                        AuditEntry.OK));
        assertThat(builder.owner(new OwnerId("acme"))
                        .subject(Subject.ACCOUNT, "ann")
                        .subject(Map.of(Subject.PROJECT, "cnc.x"))
                        .paths(List.of("a"))
                        .result("CONFLICT")
                        .build())
                .isEqualTo(new AuditEntry(
                        TIME,
                        Optional.of(new OwnerId("acme")),
                        "ann",
                        AuditAction.SIGN_IN,
                        Map.of(Subject.ACCOUNT, "ann", Subject.PROJECT, "cnc.x"),
                        List.of("a"),
                        "10.0.0.1",
                        "CONFLICT"));
    }

    @Test
    void itsTimeIsInWholeMilliseconds() {
        assertThat(entry(TIME, "", List.of()).at()).isEqualTo(Instant.parse("2026-11-22T12:00:00.123Z"));
    }

    @Test
    void aTimeThatNoClockShowsIsRefused() {
        entry(AuditEntry.EARLIEST, "", List.of());
        entry(AuditEntry.LATEST.plusNanos(1), "", List.of());
        for (Instant at :
                List.of(AuditEntry.EARLIEST.minusNanos(1), AuditEntry.LATEST.plusMillis(1), Instant.MIN, Instant.MAX)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> entry(at, "", List.of()))
                    .withMessageStartingWith("at: ");
        }
    }

    @Test
    void aTextIsCutBetweenCharactersAndWhatIsNoUnicodeIsReplaced() {
        for (Map.Entry<String, String> each : Map.of(
                        "x".repeat(1024),
                        "x".repeat(1024),
                        "x".repeat(1025),
                        "x".repeat(1024),
                        "😀".repeat(1024),
                        "😀".repeat(1024),
                        "😀".repeat(1025),
                        "😀".repeat(1024),
                        "a\ud83d",
                        "a\ufffd",
                        "\ude00\ud83d!",
                        "\ufffd\ufffd!",
                        "\u0000\n\"",
                        "\u0000\n\"")
                .entrySet()) {
            String kept = each.getValue();
            AuditEntry entry = entry(TIME, each.getKey(), List.of(each.getKey()));
            assertThat(entry.user()).isEqualTo(kept);
            assertThat(entry.subject()).isEqualTo(Map.of(Subject.ACCOUNT, kept));
            assertThat(entry.paths()).containsExactly(kept);
            assertThat(entry.origin()).isEqualTo(kept);
            assertThat(entry.result()).isEqualTo(kept);
            assertThat(entry(TIME, kept, List.of(kept))).isEqualTo(entry);
        }
    }

    @Test
    void theFirstThousandPathsAreKept() {
        assertThat(entry(TIME, "", Collections.nCopies(AuditEntry.MAX_PATHS + 1, "a"))
                        .paths())
                .hasSize(AuditEntry.MAX_PATHS);
    }

    @Test
    void itDoesNotChangeWithWhatItWasMadeFrom() {
        Map<Subject, String> subject = new HashMap<>(Map.of(Subject.BRANCH, "master", Subject.PROJECT, "a.x"));
        AuditEntry entry = new AuditEntry(
                TIME, Optional.empty(), "anna", AuditAction.COMMIT, subject, List.of(), "::1", AuditEntry.OK);
        subject.clear();
        assertThat(entry.subject().keySet()).containsExactly(Subject.PROJECT, Subject.BRANCH);
    }

    @Test
    void anActionIsToldInLowerCaseAndReadBack() {
        assertThat(AuditAction.FILE_SAVE).hasToString("file_save");
        assertThat(Subject.REQUEST_ID).hasToString("request_id");
        for (AuditAction action : AuditAction.values()) {
            assertThat(AuditAction.parse(action.toString())).isEqualTo(action);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> AuditAction.parse("rm -rf"));
    }
}
