package io.erpconfig.http.read;

import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Body;
import io.erpconfig.http.event.EventPage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** A project's events, those of its snapshots and branches: as pages, and as a stream. */
final class EventRoutes {

    /** The end of the path of a stream. */
    static final String STREAM = "/events/stream";

    /** What GitLab's route of this name takes, and this one doesn't. */
    private static final List<String> NOT_TAKEN = List.of("action", "target_type", "before", "sort");

    private static final List<String> NOT_TAKEN_BY_STREAM = List.of("action", "target_type", "before", "sort", "limit");

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

    /**
     * {@code GET projects/{id}/events/stream}, where no stream can be kept open: its first part. The client comes again for
     * the next one.
     */
    Answer stream(ReadCall call) {
        EventStreamStart start = start(call);
        EventStreamText next = EventStreamText.read(
                events,
                start.project(),
                start.cursors(),
                start.after().map(LoggedEvent::seq).orElse(0L));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(start.bytes());
        body.writeBytes(next.text());
        return Answer.of(EventStreamText.MEDIA_TYPE, new Body.Bytes(body.toByteArray()));
    }

    /** A stream's answer without its body. Neither a cache nor a proxy may keep any of it back. */
    static Answer streamed() {
        return Answer.of(EventStreamText.MEDIA_TYPE, Body.NONE)
                .with("Cache-Control", "no-store")
                .with("X-Accel-Buffering", "no");
    }

    /**
     * Where a stream begins: behind the cursor that its client has; without one at the end of the log.
     */
    EventStreamStart start(ReadCall call) {
        for (String name : NOT_TAKEN_BY_STREAM) {
            if (call.query().text(name).isPresent()) {
                throw ApiException.parameter(name + " is not supported: a stream has all of the project's events");
            }
        }
        Optional<String> cursor = call.query().text("after");
        Project project = call.project();
        EventCursors cursors = new EventCursors(project);
        OwnerId owner = project.key().owner();
        if (cursor.isPresent()) {
            try {
                Optional<LoggedEvent> after = cursors.find(cursor.get(), events, project);
                return new EventStreamStart(project, cursors, after, EventStreamText.beginning(cursor.get()));
            } catch (ApiException e) {
                if (e.code() != ApiErrorCode.RESYNC) {
                    throw e;
                }
            }
        }
        Optional<LoggedEvent> latest = events.find(owner, events.latest(owner));
        String now = cursors.behind(latest);
        return new EventStreamStart(
                project,
                cursors,
                latest,
                cursor.isPresent() ? EventStreamText.resync(now) : EventStreamText.beginning(now));
    }

    /** Whether an event is one that those see who may read a project. */
    static boolean isOf(Project project, LoggedEvent event) {
        return event.type().isOfContent()
                && event.entry().event().flatMap(target -> target.project()).equals(Optional.of(project.id()));
    }
}
