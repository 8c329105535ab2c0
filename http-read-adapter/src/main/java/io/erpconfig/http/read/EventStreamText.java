package io.erpconfig.http.read;

import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Json;
import io.erpconfig.http.event.EventJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A part of a stream of events, in the form of Server-Sent Events: for each its type, its cursor, and its JSON in one line.
 *
 * @param after the number of the event behind which it begins; 0 for the log's beginning
 * @param end   the last event that was looked at, where the next part begins; empty if there was none
 * @param text  those that are the project's
 */
record EventStreamText(long after, Optional<LoggedEvent> end, byte[] text) {

    /** The media type. */
    static final String MEDIA_TYPE = "text/event-stream";

    /** The last words of a server that stops: when to come again, in milliseconds. */
    static final String STOPPED = "retry: 5000\n\n";

    /** The pause before a client comes again after a lost connection, in milliseconds. */
    private static final int RETRY = 3_000;

    /** Size from which on a part ends, in bytes. */
    private static final int MAX_SIZE = 64 << 10;

    /** Reads the part behind an event. */
    static EventStreamText read(EventReader events, Project project, EventCursors cursors, long after) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        LoggedEvent[] last = new LoggedEvent[1];
        events.walk(project.key().owner(), after, event -> {
            last[0] = event;
            if (EventRoutes.isOf(project, event)) {
                String cursor = cursors.behind(Optional.of(event));
                text.writeBytes(bytes("event: " + event.type() + "\nid: " + cursor + "\ndata: "));
                text.writeBytes(Json.bytes(json -> EventJson.write(json, events.describe(event))));
                text.writeBytes(bytes("\n\n"));
            }
            return text.size() < MAX_SIZE;
        });
        return new EventStreamText(after, Optional.ofNullable(last[0]), text.toByteArray());
    }

    /** What comes first: how to come again, and from where. */
    static byte[] beginning(String cursor) {
        return bytes("retry: " + RETRY + "\nid: " + cursor + "\n\n");
    }

    /** What comes first where the client's cursor is not known: it has to read everything again, and goes on from here. */
    static byte[] resync(String cursor) {
        return bytes(
                "retry: " + RETRY + "\nevent: resync\nid: " + cursor + "\ndata: {\"next\":\"" + cursor + "\"}\n\n");
    }

    /** Says that a stream lives, and how far it has got. */
    static byte[] alive(String cursor) {
        return bytes(":\nid: " + cursor + "\n\n");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
