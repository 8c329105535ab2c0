package io.erpconfig.store.gridfs;

import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A branch, and snapshots to append to it, which are told apart by their messages. */
final class OneBranch {

    static final BranchKey BRANCH = new BranchKey(
            new ProjectKey(new OwnerId("anna"), new RepoId("a.erp-config")), new BranchId("0".repeat(32)));

    private OneBranch() {}

    static Snapshot snapshot(int number, String message) {
        Sha256 hash = Sha256.of(message.getBytes(StandardCharsets.UTF_8));
        return Snapshot.of(
                new SnapshotNumber(number),
                new TreeId(hash),
                GitId.of("tree", new byte[0]),
                new ContentListing(new ContentId(hash), 1, 1),
                Optional.empty(),
                Author.of(new OwnerId("anna")),
                Instant.parse("2026-03-01T12:00:00Z"),
                message,
                Cause.SAVE);
    }
}
