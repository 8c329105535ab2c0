package io.erpconfig.store.fs;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.project.ProjectKey;

/**
 * Commits as frames of the journal: objects, snapshot and audit line become durable with one sync. Content that is too
 * large to be written twice is synced before; see {@link FileSystemBlobStore#take}.
 */
final class FileSystemCommits implements StoreCommits {

    private final ProjectFolders folders;
    private final CommitParts parts;
    private final FileSystemSnapshotLog snapshots;

    FileSystemCommits(ProjectFolders folders, CommitParts parts, FileSystemSnapshotLog snapshots) {
        this.snapshots = snapshots;
        this.folders = folders;
        this.parts = parts;
    }

    @Override
    public Outcome commit(StoreCommit commit) {
        ProjectKey project = commit.branch().project();
        if (!commit.fitsBehind(0) && folders.find(project).isEmpty()) {
            return Outcome.STALE;
        }
        boolean ended = false;
        try {
            Outcome outcome = folders.shared(project, folder -> folder.commit(commit, parts));
            if (outcome == Outcome.DONE) {
                commit.uploads().forEach(FileSystemCommits::committed);
            }
            ended = true;
            return outcome;
        } finally {
            if (!ended) {
                commit.uploads().forEach(BlobUpload::close);
            }
        }
    }

    private static void committed(BlobUpload upload) {
        ((FileSystemBlobUpload) upload).committed();
    }

    /** Whatever a process leaves that dies is completed when the directory is opened: this is of earlier versions alone. */
    @Override
    public int complete() {
        snapshots.completeContent(new Trees(parts.blobs()));
        return 0;
    }
}
