package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The written form of an audit entry: a JSON object on a line of its own, as it is shipped too. Its time comes first
 * and is always as long, so that it can be compared without reading the rest; and behind it, as long too, the number of the
 * trail's newest event up to this line. An entry that is an event says what it is about. A {@linkplain Checksum checksum} comes
 * last.
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

    /** Comes behind the time in every line that this version writes. */
    private static final byte[] BEFORE_NUMBER = "\",\"seq\":".getBytes(StandardCharsets.US_ASCII);

    private static final int NUMBER_AT = BEFORE_TIME.length + TIME_LENGTH + BEFORE_NUMBER.length;

    /** Digits of a number, with blanks in front: so a line's length doesn't depend on it. */
    private static final int DIGITS = 12;

    private AuditRecords() {}

    static byte[] encode(AuditEntry entry) {
        return JsonRecord.writeChecked(json -> {
            json.writeStringProperty("at", TIME.format(entry.at()));
            json.writeName("seq");
            json.writeRawValue("0".repeat(DIGITS));
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
            entry.event().ifPresent(target -> {
                json.writeObjectPropertyStart("event");
                target.project().ifPresent(project -> json.writeNumberProperty("project_id", project.value()));
                target.branch().ifPresent(branch -> json.writeStringProperty("branch_id", branch.value()));
                if (target.defaultBranch()) {
                    json.writeBooleanProperty("default", true);
                }
                json.writeEndObject();
            });
        });
    }

    static AuditEntry decode(JsonRecord json) {
        AuditEntry.Builder entry = AuditEntry.builder(
                        json.time("at"), json.text("user"), AuditAction.parse(json.text("action")), json.text("from"))
                .owner(json.optionalText("owner").map(OwnerId::new))
                .paths(json.optionalTexts("paths"))
                .result(json.text("result"))
                .event(json.optionalObject("event").map(AuditRecords::target));
        for (Subject part : Subject.values()) {
            json.optionalText(part.toString()).ifPresent(value -> entry.subject(part, value));
        }
        return entry.build();
    }

    private static EventTarget target(JsonRecord json) {
        return new EventTarget(
                json.optionalNumber("project_id")
                        .map(id ->
                                ProjectId.of(id).orElseThrow(() -> new IllegalArgumentException("project_id: " + id))),
                json.optionalText("branch_id").map(BranchId::new),
                json.optionalFlag("default"));
    }

    /** Fills in the number of a line: that of the newest event up to it, so its own if it is one. */
    static void number(byte[] lines, int start, int end, long number) {
        byte[] digits = ("%" + DIGITS + "d").formatted(number).getBytes(StandardCharsets.US_ASCII);
        if (digits.length != DIGITS) {
            throw new IllegalArgumentException("number: " + number);
        }
        System.arraycopy(digits, 0, lines, start + NUMBER_AT, DIGITS);
        Checksum.write(lines, start, end);
    }

    /**
     * The number of the newest event up to a line; 0 in a line of a version that knew no events.
     *
     * @throws IllegalArgumentException if it does not begin as every line does
     */
    static long number(ByteBuffer line) {
        requireEntry(line);
        int from = line.position() + BEFORE_TIME.length + TIME_LENGTH;
        if (line.remaining() < NUMBER_AT + DIGITS
                || !line.slice(from, BEFORE_NUMBER.length).equals(ByteBuffer.wrap(BEFORE_NUMBER))) {
            return 0;
        }
        byte[] digits = new byte[DIGITS];
        line.get(line.position() + NUMBER_AT, digits);
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII).strip());
    }

    /**
     * Returns if a line is as it was written.
     *
     * @param due whether it has a checksum: not in a file that an earlier version began
     * @throws IllegalArgumentException if not
     */
    static void requireSound(ByteBuffer line, boolean due) {
        int from = line.arrayOffset() + line.position();
        boolean checked = Checksum.check(line.array(), from, from + line.remaining());
        if (!checked && due) {
            throw new IllegalArgumentException("it has no checksum");
        }
    }

    private static void requireEntry(ByteBuffer line) {
        if (line.remaining() < BEFORE_TIME.length + TIME_LENGTH
                || !line.slice(line.position(), BEFORE_TIME.length).equals(ByteBuffer.wrap(BEFORE_TIME))) {
            throw new IllegalArgumentException("it is no audit entry");
        }
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
        requireEntry(line);
        int from = line.position() + BEFORE_TIME.length;
        return line.slice(from, TIME_LENGTH).compareTo(ByteBuffer.wrap(since)) >= 0;
    }
}
