package io.erpconfig.http.read;

import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.event.EventPage;
import java.util.List;
import java.util.Optional;

/** A project's events: those of its snapshots and branches. */
final class EventRoutes {

    /** What GitLab's route of this name takes, and this one doesn't. */
    private static final List<String> NOT_TAKEN = List.of("action", "target_type", "before", "sort");

    private final EventReader events;

    EventRoutes(EventReader events) {
        this.events = events;
    }

    /** {@code GET projects/{id}/events} */
    Answer list(ReadCall call) {
        for (String name : NOT_TAKEN) {
            if (call.query().text(name).isPresent()) {
                throw ApiException.parameter(name + " is not supported: events are listed from a cursor, oldest first");
            }
        }
        int limit = EventPage.limit(call.query());
        Project project = call.project();
        OwnerId owner = project.key().owner();
        EventCursors cursors = new EventCursors(project);
        Optional<LoggedEvent> after =
                call.query().text("after").flatMap(cursor -> cursors.find(cursor, events, project));
        EventPage page = EventPage.read(
                events, owner, after.map(LoggedEvent::seq).orElse(0L), limit, event -> isOf(project, event));
        String next = cursors.behind(page.last().or(() -> after));
        String latest = cursors.behind(events.find(owner, events.latest(owner)));
        return Answer.json(json -> {
            json.writeStartObject();
            page.write(json);
            json.writeStringProperty("next", next);
            json.writeStringProperty("latest", latest);
            json.writeEndObject();
        });
    }

    /** Whether an event is one that those see who may read a project. */
    static boolean isOf(Project project, LoggedEvent event) {
        return event.type().isOfContent()
                && event.entry().event().flatMap(target -> target.project()).equals(Optional.of(project.id()));
    }
}
