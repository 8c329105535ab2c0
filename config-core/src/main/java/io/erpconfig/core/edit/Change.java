package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.Optional;

/**
 * One step of an {@link Edit}. Steps are taken in their order, each on what the ones before have made. A step that brings
 * something to a path that is not {@linkplain ConfigPath#requireSavable savable} can't be made: {@code INVALID_PATH}. One
 * that brings back what the branch had there can.
 */
public sealed interface Change {

    /** The file whose content the step brings; empty if it brings none. */
    Optional<NewFile> newFile();

    /**
     * Content that is to be stored.
     *
     * @param path that it is for
     */
    record NewFile(ConfigPath path, ContentSource content) {}

    /** A file gets this content, whether or not it is there. */
    record Put(ConfigPath path, ContentSource content) implements Change {
        public Put {
            path.requireSavable();
        }

        @Override
        public Optional<NewFile> newFile() {
            return Optional.of(new NewFile(path, content));
        }
    }

    /** A file that isn't there is made; it being there is {@code ALREADY_EXISTS}. */
    record Create(ConfigPath path, ContentSource content) implements Change {
        public Create {
            path.requireSavable();
        }

        @Override
        public Optional<NewFile> newFile() {
            return Optional.of(new NewFile(path, content));
        }
    }

    /** A file that is there gets this content; it not being there is {@code FILE_NOT_FOUND}. */
    record Update(ConfigPath path, ContentSource content) implements Change {
        public Update {
            path.requireSavable();
        }

        @Override
        public Optional<NewFile> newFile() {
            return Optional.of(new NewFile(path, content));
        }
    }

    /** A file is taken out; it not being there is {@code FILE_NOT_FOUND}. */
    record Delete(ConfigPath path) implements Change {
        @Override
        public Optional<NewFile> newFile() {
            return Optional.empty();
        }
    }

    /**
     * A file gets another path, and other content if it is given any. Nothing being at the old path is
     * {@code FILE_NOT_FOUND}, something being at the new one {@code ALREADY_EXISTS}.
     */
    record Move(ConfigPath from, ConfigPath to, Optional<ContentSource> content) implements Change {
        public Move {
            to.requireSavable();
            requireNonNull(content, "content");
        }

        @Override
        public Optional<NewFile> newFile() {
            return content.map(source -> new NewFile(to, source));
        }
    }

    /** Everything is taken out. */
    record Clear() implements Change {
        @Override
        public Optional<NewFile> newFile() {
            return Optional.empty();
        }
    }

    /** Everything becomes as it was in an older snapshot; that not being there is {@code SNAPSHOT_NOT_FOUND}. */
    record Restore(SnapshotNumber number) implements Change {
        @Override
        public Optional<NewFile> newFile() {
            return Optional.empty();
        }
    }

    /**
     * One file becomes as it was in an older snapshot, and is taken out if it was not there then. If it is in neither,
     * that is {@code FILE_NOT_FOUND}.
     */
    record RestoreFile(SnapshotNumber number, ConfigPath path) implements Change {
        @Override
        public Optional<NewFile> newFile() {
            return Optional.empty();
        }
    }
}
