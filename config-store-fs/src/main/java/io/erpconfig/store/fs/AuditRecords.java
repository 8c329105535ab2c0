package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.project.OwnerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The written form of an audit entry: a JSON object on a line of its own, as it is shipped too. Its time comes first
 * and is always as long, so that it can be compared without reading the rest.
 */
final class AuditRecords {

    /**
     * The longest line, in bytes: more than the longest that there can be, of which each character of each text is
     * escaped.
     */
    static final int MAX_LINE = 8 << 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] BEFORE_TIME = "{\"at\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TIME_LENGTH = 24;

    private AuditRecords() {}

    static byte[] encode(AuditEntry entry) {
        return JsonRecord.write(json -> {
            json.writeStringProperty("at", TIME.format(entry.at()));
            entry.owner().ifPresent(owner -> json.writeStringProperty("owner", owner.value()));
            json.writeStringProperty("user", entry.user());
            json.writeStringProperty("action", entry.action().toString());
            entry.subject().forEach((part, value) -> json.writeStringProperty(part.toString(), value));
            if (!entry.paths().isEmpty()) {
                json.writeArrayPropertyStart("paths");
                entry.paths().forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeStringProperty("from", entry.origin());
            json.writeStringProperty("result", entry.result());
        });
    }

    static AuditEntry decode(JsonRecord json) {
        AuditEntry.Builder entry = AuditEntry.builder(
                        json.time("at"), json.text("user"), AuditAction.parse(json.text("action")), json.text("from"))
                .owner(json.optionalText("owner").map(OwnerId::new))
                .paths(json.optionalTexts("paths"))
                .result(json.text("result"));
        for (Subject part : Subject.values()) {
            json.optionalText(part.toString()).ifPresent(value -> entry.subject(part, value));
        }
        return entry.build();
    }

    /** The prefix that {@link #isSince} compares with. */
    static byte[] since(Instant time) {
        Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
        Instant first = millis.equals(time) ? time : millis.plusMillis(1);
        return TIME.format(first).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Whether a line's entry is of that time or later.
     *
     * @throws IllegalArgumentException if it does not begin as every line does
     */
    static boolean isSince(ByteBuffer line, byte[] since) {
        int from = line.position() + BEFORE_TIME.length;
        if (line.remaining() < BEFORE_TIME.length + TIME_LENGTH
                || !line.slice(line.position(), BEFORE_TIME.length).equals(ByteBuffer.wrap(BEFORE_TIME))) {
            throw new IllegalArgumentException("it is no audit entry");
        }
        return line.slice(from, TIME_LENGTH).compareTo(ByteBuffer.wrap(since)) >= 0;
    }
}
