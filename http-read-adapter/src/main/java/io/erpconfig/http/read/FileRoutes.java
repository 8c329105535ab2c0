package io.erpconfig.http.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.HeaderText;
import io.erpconfig.http.content.FileContent;
import java.util.List;

/** One file of a branch: what is known of it and its content. */
final class FileRoutes {

    private static final String NOT_FOUND = "404 Commit Not Found";

    private final ConfigReader reader;
    private final FileContent content;

    FileRoutes(ConfigReader reader, FileContent content) {
        this.reader = reader;
        this.content = content;
    }

    /** {@code GET projects/{id}/repository/files/{path...}} */
    Answer metadata(ReadCall call) {
        File file = file(call);
        return content.base64(file.entry().content(), json -> {
                    json.writeStringProperty("file_name", file.entry().name());
                    json.writeStringProperty("file_path", file.path().value());
                    json.writeNumberProperty("size", file.entry().size());
                    json.writeStringProperty("encoding", "base64");
                    json.writeStringProperty(
                            "content_sha256", file.entry().blob().hex());
                    json.writeStringProperty("ref", file.ref());
                    json.writeStringProperty("blob_id", file.entry().gitId().hex());
                    json.writeStringProperty("commit_id", file.commitId());
                    json.writeStringProperty("last_commit_id", file.lastCommitId());
                    json.writeBooleanProperty("execute_filemode", false);
                })
                .with(headers(file));
    }

    /** {@code GET projects/{id}/repository/files/{path...}/raw} */
    Answer raw(ReadCall call) {
        // No file is a pointer to content that is kept elsewhere.
        call.query().flag("lfs");
        File file = file(call);
        return content.file(file.entry()).with(headers(file));
    }

    /** {@code GET projects/{id}/repository/files/{path...}/blame} */
    Answer blame(ReadCall call) {
        file(call);
        // Not that the file is missing: of whole files the last change is known, of their lines it is not.
        throw new ApiException(ApiErrorCode.NOT_FOUND, "404 Blame Not Found");
    }

    private record File(ConfigPath path, FileEntry entry, String ref, String commitId, String lastCommitId) {}

    private File file(ReadCall call) {
        Project project = call.project();
        Revision revision = call.revision(project, "ref", NOT_FOUND);
        ConfigPath path = new ConfigPath(call.variable("path"));
        return new File(
                path,
                reader.file(revision, path),
                call.refName(project, "ref"),
                revision.snapshot().commitId().hex(),
                reader.lastChange(revision, path).snapshot().commitId().hex());
    }

    private static List<Answer.Header> headers(File file) {
        FileEntry entry = file.entry();
        return List.of(
                new Answer.Header("X-Gitlab-Blob-Id", entry.gitId().hex()),
                new Answer.Header("X-Gitlab-Commit-Id", file.commitId()),
                new Answer.Header("X-Gitlab-Content-Sha256", entry.blob().hex()),
                new Answer.Header("X-Gitlab-Encoding", "base64"),
                new Answer.Header("X-Gitlab-Execute-Filemode", "false"),
                new Answer.Header("X-Gitlab-File-Name", HeaderText.encode(entry.name())),
                new Answer.Header(
                        "X-Gitlab-File-Path", HeaderText.encode(file.path().value())),
                new Answer.Header("X-Gitlab-Last-Commit-Id", file.lastCommitId()),
                new Answer.Header("X-Gitlab-Ref", HeaderText.encode(file.ref())),
                new Answer.Header("X-Gitlab-Size", Long.toString(entry.size())));
    }
}
