package io.erpconfig.core.edit;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.spi.ForwardingBlobStore;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import io.erpconfig.core.spi.StorePorts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes each commit and append of the stores that it is put on, and has a test come between. */
final class StoreWatch {

    /** An action at an append, with the log that is watched; usually it appends there. */
    interface Appending {
        SnapshotLog.Append append(SnapshotLog log, BranchKey branch, List<Snapshot> snapshots);
    }

    private final AtomicInteger commits = new AtomicInteger();
    private final List<Integer> appends = Collections.synchronizedList(new ArrayList<>());
    volatile Runnable committing = () -> {};
    volatile Appending appending = SnapshotLog::append;

    /** Number of commits of uploads; those committed together count as one. */
    int commits() {
        return commits.get();
    }

    /** Number of snapshots of each append, in the order in which they began. */
    List<Integer> appends() {
        return List.copyOf(appends);
    }

    /** Takes its time, as a disk does. */
    static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void forget() {
        commits.set(0);
        appends.clear();
    }

    private final class WatchedUpload implements BlobUpload {
        private final BlobUpload upload;

        WatchedUpload(BlobUpload upload) {
            this.upload = upload;
        }

        @Override
        public BlobId put(InputStream bytes) throws IOException {
            return upload.put(bytes);
        }

        @Override
        public void commit() {
            commitWith(List.of());
        }

        @Override
        public void commitWith(List<BlobUpload> others) {
            commits.incrementAndGet();
            committing.run();
            upload.commitWith(
                    others.stream().map(other -> ((WatchedUpload) other).upload).toList());
        }

        @Override
        public void close() {
            upload.close();
        }
    }

    StorePorts on(StorePorts ports) {
        return ports.withBlobs(new ForwardingBlobStore(ports.blobs()) {
                    @Override
                    public BlobUpload begin() {
                        return new WatchedUpload(super.begin());
                    }
                })
                .withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
                    @Override
                    public Append append(BranchKey branch, List<Snapshot> snapshots) {
                        appends.add(snapshots.size());
                        return appending.append(ports.snapshots(), branch, snapshots);
                    }
                });
    }
}
