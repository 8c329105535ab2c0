package io.erpconfig.http.event;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Json;
import java.io.PrintStream;

/** Events as lines: one JSON object each. */
public final class EventLines {

    private EventLines() {}

    /**
     * Prints all of an owner's events that are behind a number, those too that come meanwhile.
     *
     * @return the number of the last one, or the given one if there is none
     */
    public static long print(EventReader events, OwnerId owner, long after, PrintStream out) {
        long[] last = {after};
        long before;
        do {
            before = last[0];
            events.walk(owner, before, event -> {
                out.writeBytes(Json.bytes(json -> EventJson.write(json, events.describe(event))));
                out.write('\n');
                last[0] = event.seq();
                return true;
            });
        } while (last[0] != before);
        out.flush();
        return last[0];
    }
}
