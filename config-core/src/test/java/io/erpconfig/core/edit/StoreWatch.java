package io.erpconfig.core.edit;

import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.spi.ForwardingBlobStore;
import io.erpconfig.core.spi.StorePorts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes each commit of the stores that it is put on, and has a test come between. */
final class StoreWatch {

    /** An action at a commit, with the port that is watched; usually it is made there. */
    interface Committing {
        Outcome commit(StoreCommits commits, StoreCommit commit);
    }

    private final AtomicInteger stored = new AtomicInteger();
    private final List<Integer> commits = Collections.synchronizedList(new ArrayList<>());

    /** Run before anything is made durable, be it uploads alone. */
    volatile Runnable storing = () -> {};

    volatile Committing committing = StoreCommits::commit;

    /** Number of times that something was made durable: uploads alone, or a commit. */
    int stored() {
        return stored.get();
    }

    /** Number of snapshots of each commit, in the order in which they began. */
    List<Integer> commits() {
        return List.copyOf(commits);
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
        stored.set(0);
        commits.clear();
    }

    private void store() {
        stored.incrementAndGet();
        storing.run();
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
            store();
            upload.commit();
        }

        @Override
        public void close() {
            upload.close();
        }
    }

    private static BlobUpload unwatched(BlobUpload upload) {
        return upload instanceof WatchedUpload watched ? watched.upload : upload;
    }

    StorePorts on(StorePorts ports) {
        StoreCommits port = ports.commits();
        return ports.withBlobs(new ForwardingBlobStore(ports.blobs()) {
                    @Override
                    public BlobUpload begin() {
                        return new WatchedUpload(super.begin());
                    }
                })
                .withCommits(new StoreCommits() {
                    @Override
                    public Outcome commit(StoreCommit commit) {
                        store();
                        commits.add(commit.steps().size());
                        return committing.commit(
                                port,
                                commit.withUploads(commit.uploads().stream()
                                        .map(StoreWatch::unwatched)
                                        .toList()));
                    }

                    @Override
                    public int complete() {
                        return port.complete();
                    }
                });
    }
}
