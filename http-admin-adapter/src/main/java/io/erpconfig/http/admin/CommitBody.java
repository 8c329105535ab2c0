package io.erpconfig.http.admin;

import io.erpconfig.core.edit.Change;
import java.util.List;

/**
 * The body of a commit of many files. Closing it frees its resources.
 *
 * @param message the commit's message
 * @param changes its actions, in their order
 * @param spool   where the contents are meanwhile
 */
record CommitBody(String message, List<Change> changes, Spool spool) implements AutoCloseable {

    CommitBody {
        changes = List.copyOf(changes);
    }

    @Override
    public void close() {
        spool.close();
    }
}
