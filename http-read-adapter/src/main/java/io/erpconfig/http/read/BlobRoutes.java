package io.erpconfig.http.read;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.content.FileContent;

/** Content by its git id, whatever path it is at. */
final class BlobRoutes {

    private final ConfigReader reader;
    private final FileContent content;

    BlobRoutes(ConfigReader reader, FileContent content) {
        this.reader = reader;
        this.content = content;
    }

    /** {@code GET projects/{id}/repository/blobs/{sha}} */
    Answer metadata(ReadCall call) {
        GitBlob blob = find(call);
        return content.base64(blob, json -> {
            json.writeNumberProperty("size", blob.size());
            json.writeStringProperty("encoding", "base64");
            json.writeStringProperty("sha", blob.id().hex());
        });
    }

    /** {@code GET projects/{id}/repository/blobs/{sha}/raw} */
    Answer raw(ReadCall call) {
        GitBlob blob = find(call);
        return content.raw(blob).withTag(EntityTag.of(blob.id().hex()));
    }

    private GitBlob find(ReadCall call) {
        Project project = call.project();
        return GitId.parse(call.variable("sha"))
                .flatMap(id -> reader.findBlob(project, id))
                .orElseThrow(() -> new ApiException(ApiErrorCode.BLOB_NOT_FOUND));
    }
}
