package io.erpconfig.http.read;

import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.Project;
import java.util.Optional;

/**
 * The beginning of a stream of a project's events.
 *
 * @param after the event that it goes on from; empty at the log's beginning
 * @param bytes what is sent first
 */
record EventStreamStart(Project project, EventCursors cursors, Optional<LoggedEvent> after, byte[] bytes) {}
