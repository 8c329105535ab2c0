package io.erpconfig.core.embed;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.read.ConfigReader;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * The use cases on one store, and the user they are done for. All that is made from one entry point shares the editor, so
 * that edits of one branch that wait at the same time become durable together.
 */
record StoreAccess(ConfigReader reader, ConfigEditor editor, ProjectEditor projects, Author author) {

    static StoreAccess of(ConfigStore store, Author author, Clock clock, long maxFileSize) {
        return new StoreAccess(
                new ConfigReader(store),
                new ConfigEditor(store, clock, maxFileSize),
                new ProjectEditor(store, clock, new SecureRandom()),
                author);
    }

    StoreAccess as(Author other) {
        return new StoreAccess(reader, editor, projects, other);
    }
}
