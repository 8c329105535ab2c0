package io.erpconfig.folder;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.edit.PreparedEdit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.FileChange;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A folder on its way into a branch, as one snapshot. Everything in it was found, and has been read and stored, before
 * {@link #into} makes or changes anything that others see; files are streamed, never held as a whole.
 */
public final class FolderImport {

    private final FoundFolder folder;
    private Optional<ConfigPath> reading = Optional.empty();

    public FolderImport(FoundFolder folder) {
        this.folder = folder;
    }

    /**
     * The branch that a folder is imported into.
     *
     * @param project made if it isn't there
     * @param branch  the default branch if none is named; made if it isn't there
     * @param message of the snapshot
     * @param merge   whether files of the branch that the folder doesn't have stay
     */
    public record Target(ProjectKey project, Optional<BranchName> branch, String message, boolean merge) {
        public Target {
            requireNonNull(project, "project");
            requireNonNull(branch, "branch");
            requireNonNull(message, "message");
        }
    }

    /**
     * Makes the branch what the folder holds, or leaves everything as it is. Nothing is ever taken away: others may use
     * by now whatever is there.
     *
     * @param audit    what the audit trail says of it, without the branch and the snapshot
     * @param progress is told of bytes that have been read
     * @throws FolderException if a file can't be read, or is not what it was when it was found
     */
    public ProjectEditor.Filled into(
            Target target,
            AuditEntry audit,
            ConfigStore store,
            ProjectEditor projects,
            ConfigEditor editor,
            LongConsumer progress) {
        Edit edit = edit(target, store, progress).audited(audit);
        try (PreparedEdit prepared = editor.prepare(edit)) {
            return projects.fill(target.project(), target.branch(), prepared);
        } catch (ConfigStoreException e) {
            throw explained(e);
        }
    }

    /**
     * The effect that {@link #into} would have now. All files are read, and nothing is stored.
     *
     * @param live       the state that the branch would have
     * @param changes    the files that would change, by path
     * @param newProject whether the project would be made
     * @param newBranch  whether the branch would be made
     */
    public record Preview(SnapshotNumber live, List<FileChange> changes, boolean newProject, boolean newBranch) {
        public Preview {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Looks what {@link #into} would do.
     *
     * @param progress is told of bytes that have been read
     * @throws FolderException as there
     */
    public Preview preview(Target target, ConfigStore store, ConfigEditor editor, LongConsumer progress) {
        Optional<Project> project = store.projects().find(target.project());
        Optional<BranchKey> branch = project.flatMap(found -> store.projects()
                        .findBranch(
                                found.key(),
                                target.branch().orElse(found.defaultBranch().name())))
                .map(found -> new BranchKey(target.project(), found.id()));
        try {
            SnapshotNumber live = branch.flatMap(store.snapshots()::live)
                    .map(Snapshot::number)
                    .orElse(SnapshotNumber.FIRST);
            List<FileChange> changes = editor.preview(branch, edit(target, store, progress));
            return new Preview(changes.isEmpty() ? live : live.next(), changes, project.isEmpty(), branch.isEmpty());
        } catch (ConfigStoreException e) {
            throw explained(e);
        }
    }

    private static Author author(ConfigStore store, OwnerId owner) {
        return store.accounts()
                .find(owner)
                .flatMap(Account::email)
                .map(email -> new Author(owner, email))
                .orElseGet(() -> Author.of(owner));
    }

    private Edit edit(Target target, ConfigStore store, LongConsumer progress) {
        List<Change> changes = new ArrayList<>(folder.files().size() + 1);
        if (!target.merge()) {
            changes.add(new Change.Clear());
        }
        for (FoundFile file : folder.files()) {
            changes.add(new Change.Put(file.path(), new Watched(file, progress)));
        }
        Author author = author(store, target.project().owner());
        return new Edit(author, target.message(), Cause.IMPORT, changes, new Precondition.None());
    }

    /** The core knows content but not where it comes from: which file it was is known here. */
    private RuntimeException explained(ConfigStoreException e) {
        if (e.code() == ErrorCode.INVALID_CONTENT && reading.isPresent()) {
            return new FolderException(
                    "'" + reading.get()
                            + "' can't be read as it was found: it was changed meanwhile, or its permissions"
                            + " forbid it; nothing was imported",
                    e);
        }
        if (e.code().category() == ErrorCategory.STORAGE) {
            return e;
        }
        return new FolderException(e.getMessage() + "; nothing was imported", e);
    }

    /** Tells which file is being read, and how far reading has got. */
    private final class Watched implements ContentSource {
        private final FoundFile file;
        private final LongConsumer progress;

        Watched(FoundFile file, LongConsumer progress) {
            this.file = file;
            this.progress = progress;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public InputStream open() throws IOException {
            reading = Optional.of(file.path());
            progress.accept(file.size());
            return file.open();
        }
    }
}
