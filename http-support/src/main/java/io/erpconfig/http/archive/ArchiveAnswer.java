package io.erpconfig.http.archive;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Body;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.HeaderText;
import java.util.OptionalLong;

/** An {@link Archive} to be downloaded. */
public final class ArchiveAnswer {

    private ArchiveAnswer() {}

    /**
     * The answer that an archive is made in while it is sent.
     *
     * @param refName as which the revision was asked for
     * @param scope   what of it is wanted
     * @throws ApiException 404 if nothing is where the scope begins, or at a path that it leaves out: a mistyped one
     *     would leave out nothing
     */
    public static Answer of(
            ConfigReader reader, Revision revision, String refName, ArchiveScope scope, ArchiveFormat format) {
        String content = scope.below()
                .map(below -> id(reader, revision, below))
                .orElseGet(() -> revision.snapshot().rootGitId().hex());
        scope.without().forEach(path -> id(reader, revision, path));
        String folder = Archive.folderName(
                revision.project().key().repoId(), refName, revision.snapshot().shortId());
        Body body = new Body.Written(
                OptionalLong.empty(), out -> Archive.write(reader, revision, scope, folder, format, out));
        return Answer.of(format.mediaType(), body)
                .with("Content-Disposition", HeaderText.disposition("attachment", folder + '.' + format.ending()))
                // All that the bytes follow from.
                .withTag(EntityTag.ofParts(Archive.EDITION, format.ending(), folder, scope.canonical(), content));
    }

    private static String id(ConfigReader reader, Revision revision, ConfigPath path) {
        TreeEntry entry = reader.find(revision, path).orElseThrow(() -> new ApiException(ApiErrorCode.FILE_NOT_FOUND));
        return entry.gitId().hex();
    }
}
