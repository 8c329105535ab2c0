package io.erpconfig.core.embed;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An edit of a branch that is being put together: steps, taken in their order when it is saved, all of them in one
 * snapshot or none. Used by one thread at a time.
 */
public final class ConfigEdit {

    private final StoreAccess access;
    private final Project project;
    private final BranchName branch;
    private final List<Change> changes = new ArrayList<>();
    private Precondition precondition = new Precondition.None();

    ConfigEdit(StoreAccess access, Project project, BranchName branch) {
        this.access = access;
        this.project = project;
        this.branch = branch;
    }

    /**
     * Gives a file this text, in UTF-8, whether or not it is there.
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_CONTENT} if it is not valid Unicode
     */
    public ConfigEdit put(String path, String text) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return put(path, ContentSource.of(bytes));
        } catch (CharacterCodingException e) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_CONTENT, "the text for '" + path + "' is not valid Unicode", e);
        }
    }

    /** Gives a file these bytes, whether or not it is there. They are copied. */
    public ConfigEdit put(String path, byte[] bytes) {
        return put(path, ContentSource.of(bytes.clone()));
    }

    /** Gives a file this content, whether or not it is there. It is read when the edit is saved. */
    public ConfigEdit put(String path, ContentSource content) {
        return with(new Change.Put(new ConfigPath(path), content));
    }

    /** Takes a file out; it not being there is {@link ErrorCode#FILE_NOT_FOUND} when the edit is saved. */
    public ConfigEdit delete(String path) {
        return with(new Change.Delete(new ConfigPath(path)));
    }

    /**
     * Gives a file another path; when the edit is saved, there being no such file is {@link ErrorCode#FILE_NOT_FOUND}, and
     * one at the new path {@link ErrorCode#ALREADY_EXISTS}.
     */
    public ConfigEdit move(String from, String to) {
        return with(new Change.Move(new ConfigPath(from), new ConfigPath(to), Optional.empty()));
    }

    /**
     * Makes everything as it was in an older snapshot of the branch; that not being there is {@link
     * ErrorCode#SNAPSHOT_NOT_FOUND} when the edit is saved.
     *
     * @param snapshot such as {@code v0002}
     */
    public ConfigEdit restore(String snapshot) {
        return with(new Change.Restore(SnapshotNumber.parse(snapshot)));
    }

    /** {@link #restore(String)} of one file, which is taken out if it was not there then. */
    public ConfigEdit restore(String snapshot, String path) {
        return with(new Change.RestoreFile(SnapshotNumber.parse(snapshot), new ConfigPath(path)));
    }

    private ConfigEdit with(Change change) {
        changes.add(change);
        return this;
    }

    /**
     * Allows the edit only on the state that the caller has seen. If the branch has another one when it is saved, that
     * is {@link ErrorCode#CONFLICT}. Without this it is made on whatever state there is.
     *
     * @param live what {@link #save} has answered, or a revision's {@linkplain ConfigRevision#snapshot snapshot}
     */
    public ConfigEdit onlyOn(Snapshot live) {
        precondition = new Precondition.BranchIs(Set.of(live.commitId()));
        return this;
    }

    /** {@link #onlyOn(Snapshot)} of what {@link ConfigBranch#live} has answered. */
    public ConfigEdit onlyOn(ConfigRevision live) {
        return onlyOn(live.snapshot());
    }

    /**
     * Makes the edit. It can be made again later, with the steps that it has then.
     *
     * @param message kept exactly: at most {@value Edit#MAX_MESSAGE_BYTES} bytes of UTF-8, no NUL
     * @return the branch's live snapshot, which is durable: the one that this has made, or the one that was there if the
     *     edit changes nothing
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}; {@link ErrorCode#CONFLICT}, if it was to be made on
     *     another state; {@link ErrorCode#PATH_CONFLICT} where a file would stand in the way of a folder or the other way
     *     round; {@link ErrorCode#FILE_TOO_LARGE}; {@link ErrorCode#INVALID_CONTENT}; {@link ErrorCode#INVALID_MESSAGE};
     *     what each step says of itself
     */
    public Snapshot save(String message) {
        Edit edit = new Edit(access.author(), message, cause(), changes, precondition);
        EditOutcome outcome = access.editor().edit(project, branch, edit);
        if (outcome instanceof EditOutcome.Saved saved) {
            return saved.live();
        }
        if (outcome instanceof EditOutcome.Unchanged unchanged) {
            return unchanged.live();
        }
        throw new ConfigStoreException(
                ErrorCode.CONFLICT, "branch '" + branch + "' is no longer what the edit was to be made on");
    }

    private Cause cause() {
        if (changes.size() != 1) {
            return Cause.COMMIT;
        }
        Change only = changes.get(0);
        if (only instanceof Change.Put) {
            return Cause.SAVE;
        }
        if (only instanceof Change.Delete) {
            return Cause.DELETE;
        }
        return only instanceof Change.Restore || only instanceof Change.RestoreFile ? Cause.ROLLBACK : Cause.COMMIT;
    }
}
