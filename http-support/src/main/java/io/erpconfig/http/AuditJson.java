package io.erpconfig.http;

import io.erpconfig.core.audit.AuditEntry;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;

/** An entry of the audit trail as JSON: in answers, and one object a line for shipping. */
public final class AuditJson {

    private AuditJson() {}

    /** Writes an entry as an object. */
    public static void write(JsonGenerator json, AuditEntry entry) {
        json.writeStartObject();
        json.writeStringProperty("at", Json.time(entry.at()));
        entry.owner().ifPresent(owner -> json.writeStringProperty("owner", owner.value()));
        json.writeStringProperty("user", entry.user());
        json.writeStringProperty("action", entry.action().toString());
        entry.subject().forEach((part, name) -> json.writeStringProperty(part.toString(), name));
        if (!entry.paths().isEmpty()) {
            json.writeArrayPropertyStart("paths");
            entry.paths().forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeStringProperty("from", entry.origin());
        json.writeStringProperty("result", entry.result());
        json.writeEndObject();
    }

    /** An entry as a line, with its end. */
    public static byte[] line(AuditEntry entry) {
        byte[] object = Json.bytes(json -> write(json, entry));
        byte[] line = Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }
}
