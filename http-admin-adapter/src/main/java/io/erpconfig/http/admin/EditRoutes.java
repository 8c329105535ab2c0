package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/** Changes to what is in a branch. Each is answered when it is durable (contract, section 3). */
final class EditRoutes {

    /** The parameter that describes a change in the history. */
    static final String MESSAGE = "message";

    /** The parameter with the snapshot that is rolled back to. */
    static final String TO = "to";

    /** The parameter with the only file that is rolled back. */
    static final String PATH = "path";

    private final ConfigReader reader;
    private final ConfigEditor editor;
    private final CommitBodyReader commitBodies;

    EditRoutes(ConfigReader reader, ConfigEditor editor) {
        this.reader = reader;
        this.editor = editor;
        this.commitBodies = new CommitBodyReader(editor.maxFileSize());
    }

    /** A branch that is going to be changed. */
    private record Place(Project project, BranchKey branch) {

        Revision at(Snapshot snapshot) {
            return new Revision(project, branch, snapshot);
        }
    }

    private Place place(AdminCall call) {
        Project project = call.project(reader);
        return new Place(project, call.branchKey(reader, project));
    }

    /** A variable or parameter that names a file, which the audit trail is told of, also if it is none. */
    private static ConfigPath file(AdminCall call, String named) {
        call.audit().file(named);
        return new ConfigPath(named);
    }

    /** {@code PUT A/projects/{repoId}/branches/{branch}/files/{path...}} */
    Answer save(AdminCall call) throws IOException {
        call.audit().of(AuditAction.FILE_SAVE);
        Place place = place(call);
        ConfigPath path = file(call, call.variable("path"));
        Precondition precondition = Preconditions.ofSave(call, path);
        String message = message(call, "Save " + path);
        try (IncomingFile content = call.body().content(editor.maxFileSize())) {
            Edit edit = new Edit(
                    call.author(), message, Cause.SAVE, List.of(new Change.Put(path, content.source())), precondition);
            Made made = make(call, place, edit, live -> fileTag(place, live, path));
            EditOutcome.Written written = made.written().get(0);
            FileEntry saved = written.file();
            Answer answer = made.answer(json -> {
                json.writeStringProperty("path", path.value());
                json.writeNumberProperty("size", saved.size());
                json.writeStringProperty("md5", saved.md5().toString());
                json.writeStringProperty("sha256", saved.blob().hex());
                json.writeStringProperty("id", saved.gitId().hex());
            });
            return answer.withStatus(made.changed() && written.isNew() ? 201 : 200)
                    .with("ETag", EntityTag.of(saved.gitId().hex()));
        }
    }

    /** {@code DELETE A/projects/{repoId}/branches/{branch}/files/{path...}} */
    Answer delete(AdminCall call) {
        call.audit().of(AuditAction.FILE_DELETE);
        Place place = place(call);
        ConfigPath path = file(call, call.variable("path"));
        Edit edit = new Edit(
                call.author(),
                message(call, "Delete " + path),
                Cause.DELETE,
                List.of(new Change.Delete(path)),
                Preconditions.ofDelete(call, path));
        return make(call, place, edit, live -> fileTag(place, live, path)).answer(json -> {});
    }

    /** {@code POST A/projects/{repoId}/branches/{branch}/commits} */
    Answer commit(AdminCall call) throws IOException {
        call.audit().of(AuditAction.COMMIT);
        Place place = place(call);
        Precondition precondition = Preconditions.ofBranch(call);
        try (CommitBody body = commitBodies.read(call.body(), call.audit()::file)) {
            Edit edit = new Edit(call.author(), body.message(), Cause.COMMIT, body.changes(), precondition);
            Made made = make(call, place, edit, EditRoutes::branchTag);
            return made.answer(json -> {})
                    .withStatus(made.changed() ? 201 : 200)
                    .with("ETag", BranchRoutes.tag(made.live()));
        }
    }

    /** {@code POST A/projects/{repoId}/branches/{branch}/rollback} */
    Answer rollBack(AdminCall call) {
        call.audit().of(AuditAction.ROLLBACK);
        Place place = place(call);
        Optional<String> asked = call.query().text(TO);
        asked.ifPresent(to -> call.audit().on(Subject.SOURCE, to));
        SnapshotNumber to = SnapshotNumber.parse(asked.orElseThrow(() -> ApiException.parameter("to is missing")));
        Optional<ConfigPath> path = call.query().text(PATH).map(named -> file(call, named));
        Change change =
                path.<Change>map(file -> new Change.RestoreFile(to, file)).orElseGet(() -> new Change.Restore(to));
        String message = "Roll back " + path.map(file -> file + " ").orElse("") + "to " + to;
        Edit edit = new Edit(
                call.author(), message(call, message), Cause.ROLLBACK, List.of(change), Preconditions.ofBranch(call));
        Made made = make(call, place, edit, EditRoutes::branchTag);
        return made.answer(json -> json.writeStringProperty("restored", to.toString()))
                .with("ETag", BranchRoutes.tag(made.live()));
    }

    /** The result of an edit. */
    private record Made(Snapshot live, boolean changed, List<EditOutcome.Written> written) {

        Answer answer(Consumer<JsonGenerator> more) {
            return Answer.json(json -> {
                json.writeStartObject();
                more.accept(json);
                json.writeStringProperty("snapshot", live.number().toString());
                json.writeStringProperty("short_id", live.shortId());
                json.writeStringProperty("commit_id", live.commitId().hex());
                json.writeBooleanProperty("changed", changed);
                json.writeEndObject();
            });
        }
    }

    /**
     * Makes an edit.
     *
     * @param tag of the state that a stale edit is told of
     */
    private Made make(AdminCall call, Place place, Edit edit, Function<Snapshot, Optional<String>> tag) {
        EditOutcome outcome = editor.edit(place.branch(), edit.audited(call.made()));
        if (outcome instanceof EditOutcome.Saved saved) {
            call.audit().written();
            return new Made(saved.live(), true, saved.written());
        }
        if (outcome instanceof EditOutcome.Unchanged unchanged) {
            return new Made(unchanged.live(), false, unchanged.written());
        }
        Snapshot live = ((EditOutcome.Stale) outcome).live();
        throw new ApiException(
                ApiErrorCode.CONFLICT,
                tag.apply(live)
                        .map(current -> new Answer.Header[] {new Answer.Header("ETag", current)})
                        .orElseGet(() -> new Answer.Header[0]));
    }

    private static Optional<String> branchTag(Snapshot live) {
        return Optional.of(BranchRoutes.tag(live));
    }

    private Optional<String> fileTag(Place place, Snapshot live, ConfigPath path) {
        return findFile(place, live, path).map(file -> EntityTag.of(file.gitId().hex()));
    }

    private Optional<TreeEntry> findFile(Place place, Snapshot snapshot, ConfigPath path) {
        return reader.find(place.at(snapshot), path).filter(FileEntry.class::isInstance);
    }

    private static String message(AdminCall call, String usual) {
        return call.query().text(MESSAGE).orElse(usual);
    }
}
