package io.erpconfig.core.event;

import io.erpconfig.core.project.OwnerId;
import java.util.List;

/**
 * The events of each owner: the entries of the audit trail that tell of a change, numbered 1, 2, 3, … without gaps in
 * the trail's order. Entries of what was refused or changed nothing are between them and have no number.
 *
 * <p>An event is there exactly if its change is, and as durable: what makes a change hands over the entry with it. Its
 * number never changes, nor does anything else of it. Who sees an event sees its change, unless that was undone by a later
 * one. Entries that a version without this log has written are not events. Safe for any number of threads.
 */
public interface EventLog {

    /**
     * Events of an owner, the oldest first. Takes as long for the end of a long log as for its beginning.
     *
     * @param after the number that those have which come before, at least 0
     * @param limit how many there are at the most, at least 0
     * @throws io.erpconfig.core.error.ConfigStoreException {@link io.erpconfig.core.error.ErrorCode#STORAGE_DAMAGED} if
     *     one of them can't be read, naming it
     */
    List<LoggedEvent> read(OwnerId owner, long after, int limit);

    /** The number of an owner's newest event; 0 if there is none. */
    long latest(OwnerId owner);
}
