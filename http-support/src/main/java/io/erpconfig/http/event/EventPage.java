package io.erpconfig.http.event;

import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.Event;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * A page of an owner's events. It ends where there are as many as were asked for, and sooner where it gets too large or too
 * much was looked through for it: the next one begins at the last event that was looked at.
 *
 * @param events those that are wanted, the oldest first
 * @param last   the last one that was looked at, if there was one
 */
public record EventPage(List<Event> events, Optional<LoggedEvent> last) {

    /** The most events of a page. */
    public static final int MAX = 1_000;

    private static final int DEFAULT = 100;

    /** Size from which on a page ends, in characters. */
    private static final long MAX_SIZE = 1 << 20;

    public EventPage {
        events = List.copyOf(events);
    }

    /** The number of events that a query asks for; more than {@value #MAX} count as that. */
    public static int limit(Query query) {
        return Math.min(query.positive("limit").orElse(DEFAULT), MAX);
    }

    /**
     * Reads a page.
     *
     * @param after the number behind which it begins
     * @param limit how many events there are at the most, at least 1
     */
    public static EventPage read(
            EventReader reader, OwnerId owner, long after, int limit, Predicate<LoggedEvent> wanted) {
        Reading reading = new Reading(reader, limit, wanted);
        reader.walk(owner, after, reading);
        return new EventPage(reading.events, reading.last);
    }

    /** Writes the events as a property. */
    public void write(JsonGenerator json) {
        json.writeArrayPropertyStart("events");
        events.forEach(event -> EventJson.write(json, event));
        json.writeEndArray();
    }

    /** A page while it is read. */
    private static final class Reading implements Predicate<LoggedEvent> {
        private final EventReader reader;
        private final int limit;
        private final Predicate<LoggedEvent> wanted;
        private final List<Event> events = new ArrayList<>();
        private Optional<LoggedEvent> last = Optional.empty();
        private long size;

        Reading(EventReader reader, int limit, Predicate<LoggedEvent> wanted) {
            this.reader = reader;
            this.limit = limit;
            this.wanted = wanted;
        }

        @Override
        public boolean test(LoggedEvent logged) {
            last = Optional.of(logged);
            if (wanted.test(logged)) {
                Event event = reader.describe(logged);
                events.add(event);
                size += event.size();
            }
            return events.size() < limit && size < MAX_SIZE;
        }
    }
}
