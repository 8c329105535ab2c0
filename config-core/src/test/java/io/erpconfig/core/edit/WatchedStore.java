package io.erpconfig.core.edit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A store that notes each commit and append, and has a test come between. */
final class WatchedStore implements ConfigStore {

    /** What happens at an append, with the log that is watched; usually it appends there. */
    interface Appending {
        SnapshotLog.Append append(SnapshotLog log, BranchKey branch, List<Snapshot> snapshots);
    }

    private final ConfigStore store;
    private final AtomicInteger commits = new AtomicInteger();
    private final List<Integer> appends = Collections.synchronizedList(new ArrayList<>());
    volatile Runnable committing = () -> {};
    volatile Appending appending = SnapshotLog::append;

    WatchedStore(ConfigStore store) {
        this.store = store;
    }

    /** How often uploads were committed, those that were committed together as one. */
    int commits() {
        return commits.get();
    }

    /** How many snapshots each append had, in the order in which they began. */
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

    @Override
    public BlobStore blobs() {
        BlobStore blobs = store.blobs();
        return new BlobStore() {
            @Override
            public BlobUpload begin() {
                return new WatchedUpload(blobs.begin());
            }

            @Override
            public boolean contains(BlobId id) {
                return blobs.contains(id);
            }

            @Override
            public byte[] read(BlobId id) {
                return blobs.read(id);
            }

            @Override
            public InputStream open(BlobId id) {
                return blobs.open(id);
            }

            @Override
            public void forEach(Consumer<BlobId> each) {
                blobs.forEach(each);
            }

            @Override
            public Freed sweep(Predicate<BlobId> keep, Instant before) {
                return blobs.sweep(keep, before);
            }
        };
    }

    @Override
    public SnapshotLog snapshots() {
        SnapshotLog log = store.snapshots();
        return new SnapshotLog() {
            @Override
            public Optional<Snapshot> live(BranchKey branch) {
                return log.live(branch);
            }

            @Override
            public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                return log.find(branch, number);
            }

            @Override
            public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
                return log.range(branch, first, last);
            }

            @Override
            public Append append(BranchKey branch, List<Snapshot> snapshots) {
                appends.add(snapshots.size());
                return appending.append(log, branch, snapshots);
            }

            @Override
            public Optional<Location> findCommit(ProjectKey project, GitId commit) {
                return log.findCommit(project, commit);
            }

            @Override
            public void forEachBranch(Consumer<BranchKey> each) {
                log.forEachBranch(each);
            }

            @Override
            public void purge(BranchKey branch) {
                log.purge(branch);
            }
        };
    }

    @Override
    public ProjectCatalog projects() {
        return store.projects();
    }

    @Override
    public TokenRegistry tokens() {
        return store.tokens();
    }

    @Override
    public AccountRegistry accounts() {
        return store.accounts();
    }

    @Override
    public SessionRegistry sessions() {
        return store.sessions();
    }

    @Override
    public AuditLog audit() {
        return store.audit();
    }

    @Override
    public MigrationMark migration() {
        return store.migration();
    }

    @Override
    public void checkReachable() {
        store.checkReachable();
    }

    @Override
    public void close() {
        store.close();
    }
}
