package io.erpconfig.http.admin;

import io.erpconfig.core.event.EventType;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Query;
import io.erpconfig.http.event.EventPage;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The owner's events. */
final class EventRoutes {

    private final EventReader events;

    EventRoutes(EventReader events) {
        this.events = events;
    }

    /** {@code GET A/events} */
    Answer list(AdminCall call) {
        OwnerId owner = call.owner();
        long after = call.query().number("after").orElse(0);
        int limit = EventPage.limit(call.query());
        Predicate<LoggedEvent> wanted = wanted(owner, call.query());
        call.beginLong();
        EventPage page = EventPage.read(events, owner, after, limit, wanted);
        long next = page.last().map(LoggedEvent::seq).orElse(after);
        long latest = events.latest(owner);
        return Answer.json(json -> {
            json.writeStartObject();
            page.write(json);
            json.writeNumberProperty("next", next);
            json.writeNumberProperty("latest", latest);
            json.writeEndObject();
        });
    }

    private static Predicate<LoggedEvent> wanted(OwnerId owner, Query query) {
        Set<EventType> types = types(query.list("types"));
        Optional<RepoId> project = query.text("project").map(name -> new RepoId(withoutOwner(owner, name)));
        return event -> types.contains(event.type())
                && (project.isEmpty() || EventReader.repoId(event.entry()).equals(project));
    }

    private static String withoutOwner(OwnerId owner, String name) {
        String own = owner.value() + '/';
        return name.startsWith(own) ? name.substring(own.length()) : name;
    }

    private static Set<EventType> types(List<String> names) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String name : names) {
            types.add(EventType.parse(name)
                    .orElseThrow(() -> ApiException.parameter(
                            "types must be of " + String.join(", ", names(EnumSet.allOf(EventType.class))))));
        }
        return types.isEmpty() ? EnumSet.allOf(EventType.class) : types;
    }

    private static List<String> names(Set<EventType> types) {
        return types.stream().map(EventType::toString).toList();
    }
}
