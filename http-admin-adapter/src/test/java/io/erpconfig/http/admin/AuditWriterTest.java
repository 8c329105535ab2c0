package io.erpconfig.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AuditWriterTest {

    private static final OwnerId ANA = new OwnerId("ana");

    private final FullTrail trail = new FullTrail();
    private final AuditWriter writer = new AuditWriter(trail);

    @Test
    void whatHasHappenedIsInTheTrail() {
        writer.write(entry("first"));
        writer.writePending();

        assertThat(results()).containsExactly("first");
    }

    @Test
    void whatCanNotBeEnteredIsOwedAndComesBeforeAllElse() {
        trail.full = true;
        assertThatCode(() -> writer.write(entry("first"))).doesNotThrowAnyException();
        writer.write(entry("second"));
        assertThatThrownBy(writer::writePending).isInstanceOf(ConfigStoreException.class);
        trail.full = false;
        writer.writePending();
        writer.writePending();
        writer.write(entry("third"));

        assertThat(results()).containsExactly("first", "second", "third");
    }

    private static AuditEntry entry(String result) {
        return new AuditEntry(
                Instant.parse("2026-03-01T12:00:00Z"),
                Optional.of(ANA),
                "ana",
                AuditAction.SIGN_IN,
                Map.of(),
                List.of(),
                "127.0.0.1",
                result);
    }

    private List<String> results() {
        List<String> results = new ArrayList<>();
        trail.forEach(ANA, AuditEntry.EARLIEST, entry -> results.add(entry.result()));
        return results;
    }

    /** One whose disk may be full. */
    private static final class FullTrail implements AuditLog {

        private final AuditLog trail = InMemoryStore.create().audit();
        private boolean full;

        @Override
        public void append(AuditEntry entry) {
            if (full) {
                throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "no space left");
            }
            trail.append(entry);
        }

        @Override
        public List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit) {
            return trail.read(owner, since, skip, limit);
        }

        @Override
        public void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each) {
            trail.forEach(owner, since, each);
        }

        @Override
        public void forEach(Instant since, Consumer<AuditEntry> each) {
            trail.forEach(since, each);
        }
    }
}
