package io.erpconfig.core.edit;

import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.StoredContent;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.edit.EditOutcome.Written;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** An edit's changes with their contents stored, so that they can be applied to one state after another. */
final class EditSteps {

    /**
     * @param change  what to do
     * @param content its content as an entry, named as it will be; none for a change without content
     */
    private record Step(Change change, Optional<FileEntry> content) {}

    private final List<Step> steps = new ArrayList<>();

    private EditSteps() {}

    /** Number of contents that were stored. */
    long contents() {
        return content().count();
    }

    /** The size of the stored contents together, in bytes. */
    long bytes() {
        return content().mapToLong(FileEntry::size).sum();
    }

    /** The stored contents. */
    Stream<FileEntry> content() {
        return steps.stream().flatMap(step -> step.content().stream());
    }

    /** Stores the contents of all changes; nothing of it is durable before the upload is committed. */
    static EditSteps store(Edit edit, BlobUpload upload, long maxFileSize) {
        EditSteps stored = new EditSteps();
        for (Change change : edit.changes()) {
            Optional<FileEntry> content =
                    change.newFile().map(file -> put(upload, file.path(), file.content(), maxFileSize));
            stored.steps.add(new Step(change, content));
        }
        return stored;
    }

    private static FileEntry put(BlobUpload upload, ConfigPath path, ContentSource content, long maxFileSize) {
        if (content.size() > maxFileSize) {
            throw new ConfigStoreException(
                    ErrorCode.FILE_TOO_LARGE,
                    "'" + path + "' has " + content.size() + " bytes; a file may have " + maxFileSize);
        }
        return StoredContent.put(upload, path.name(), content);
    }

    /**
     * Takes the steps.
     *
     * @param snapshots gives the branch's older snapshots, or throws
     * @return the files that they brought content for
     */
    List<Written> applyTo(TreeDraft draft, Function<SnapshotNumber, Snapshot> snapshots) {
        List<Written> written = new ArrayList<>();
        for (Step step : steps) {
            step.change().newFile().map(Change.NewFile::path).ifPresent(path -> {
                boolean isNew = draft.findFile(path).isEmpty();
                written.add(new Written(path, step.content().orElseThrow(), isNew));
            });
            apply(step, draft, snapshots);
        }
        return written;
    }

    private static void apply(Step step, TreeDraft draft, Function<SnapshotNumber, Snapshot> snapshots) {
        Change change = step.change();
        if (change instanceof Change.Put put) {
            draft.put(put.path(), step.content().orElseThrow());
        } else if (change instanceof Change.Create create) {
            requireAbsent(draft, create.path());
            draft.put(create.path(), step.content().orElseThrow());
        } else if (change instanceof Change.Update update) {
            requirePresent(draft, update.path());
            draft.put(update.path(), step.content().orElseThrow());
        } else if (change instanceof Change.Delete delete) {
            requirePresent(draft, delete.path());
            draft.remove(delete.path());
        } else if (change instanceof Change.Move move) {
            FileEntry moved = requirePresent(draft, move.from());
            requireAbsent(draft, move.to());
            draft.remove(move.from());
            draft.put(move.to(), step.content().orElse(moved));
        } else if (change instanceof Change.Clear) {
            draft.clear();
        } else if (change instanceof Change.Restore restore) {
            draft.reset(snapshots.apply(restore.number()).root());
        } else if (change instanceof Change.RestoreFile restore) {
            Optional<FileEntry> old =
                    draft.fileIn(snapshots.apply(restore.number()).root(), restore.path());
            if (old.isPresent()) {
                draft.put(restore.path(), old.get());
            } else {
                requirePresent(draft, restore.path());
                draft.remove(restore.path());
            }
        } else {
            throw new IllegalStateException("unknown change: " + change);
        }
    }

    private static FileEntry requirePresent(TreeDraft draft, ConfigPath path) {
        return draft.findFile(path)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.FILE_NOT_FOUND, "no file '" + path + "'"));
    }

    private static void requireAbsent(TreeDraft draft, ConfigPath path) {
        if (draft.findFile(path).isPresent()) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a file '" + path + "' already");
        }
    }
}
