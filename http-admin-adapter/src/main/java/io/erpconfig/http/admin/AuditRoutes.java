package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.http.Answer;
import io.erpconfig.http.AuditJson;
import io.erpconfig.http.Body;
import io.erpconfig.http.Page;
import io.erpconfig.http.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** The owner's audit trail. */
final class AuditRoutes {

    /** One JSON object a line. */
    private static final String LINES = "application/x-ndjson";

    private final AuditLog audit;

    AuditRoutes(AuditLog audit) {
        this.audit = audit;
    }

    /** {@code GET A/audit} */
    Answer list(AdminCall call) {
        Instant since = Timestamps.read(call.query(), "since").orElse(Instant.EPOCH);
        boolean lines = call.header("Accept").orElse("").contains(LINES);
        return lines ? lines(call, since) : page(call, since);
    }

    /** A page, the newest first. The list grows while it is read, so there is always a page. */
    private Answer page(AdminCall call, Instant since) {
        Page page = Page.asked(call.query()).orElse(Page.FIRST);
        List<AuditEntry> found = audit.read(call.owner(), since, page.offset(), page.size() + 1);
        boolean more = found.size() > page.size();
        return Answer.json(json -> {
                    json.writeStartArray();
                    found.subList(0, Math.min(found.size(), page.size()))
                            .forEach(entry -> AuditJson.write(json, entry));
                    json.writeEndArray();
                })
                .with(page.headers(more, call.links()));
    }

    /** All of it, the oldest first as in a log, as it is read. */
    private Answer lines(AdminCall call, Instant since) {
        OwnerId owner = call.owner();
        Body body = new Body.Written(
                OptionalLong.empty(), out -> audit.forEach(owner, since, entry -> write(out, AuditJson.line(entry))));
        return Answer.of(LINES, body);
    }

    private static void write(OutputStream out, byte[] line) {
        try {
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
