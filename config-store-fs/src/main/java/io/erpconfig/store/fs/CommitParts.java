package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.store.fs.FileSystemBlobStore.IncomingBlobs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of the store that a commit changes beside a branch's log. */
record CommitParts(Disk disk, FileSystemBlobStore blobs, FileSystemAuditLog audit) {

    /** Takes in what uploads hold, each blob once; see {@link FileSystemBlobStore#take}. */
    IncomingBlobs take(List<BlobUpload> uploads) throws IOException {
        Map<BlobId, StagedBlob> staged = new LinkedHashMap<>();
        for (BlobUpload upload : uploads) {
            ((FileSystemBlobUpload) upload).staged().forEach((id, blob) -> {
                if (staged.putIfAbsent(id, blob) != null) {
                    FileSystemBlobUpload.discard(blob, disk);
                }
            });
        }
        return blobs.take(staged);
    }

    /** The trail that an entry belongs to. */
    AuditTrail trailOf(AuditEntry entry) {
        return audit.trailOf(entry);
    }
}
