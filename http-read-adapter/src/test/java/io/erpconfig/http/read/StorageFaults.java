package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.spi.ForwardingBlobStore;
import io.erpconfig.core.spi.Storage;
import io.erpconfig.core.spi.StorePorts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the content of a store unreadable when a test says so, with the words of a file system. */
final class StorageFaults {

    static final String SECRET = "/srv/secret/objects/ab";

    private volatile Optional<ErrorCode> failure = Optional.empty();
    private volatile long readable = Long.MAX_VALUE;
    private volatile Optional<ConfigStoreException> reason = Optional.empty();
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Runnable> beforeBranches = new AtomicReference<>(() -> {});

    /** Makes all reading of content fail from now on. */
    void fail(ErrorCode code) {
        failure = Optional.of(code);
    }

    /** Makes each stream fail after a number of bytes from now on. */
    void failAfter(long bytes) {
        readable = bytes;
    }

    /** {@link #failAfter(long)}, where the store knows why. */
    void failAfter(long bytes, ErrorCode why) {
        reason = Optional.of(new ConfigStoreException(why, "can't read " + SECRET));
        readable = bytes;
    }

    /** Sets an action that is done once, when a project's branches are next asked for. */
    void beforeBranches(Runnable action) {
        beforeBranches.set(action);
    }

    /** Number of folders and small files that were read so far. */
    int reads() {
        return reads.get();
    }

    /** The next one that reads waits until it is let go. */
    Held holdNextRead() {
        Held next = new Held();
        held.set(next);
        return next;
    }

    /** A reader that waits. */
    static final class Held {
        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        void awaitReader() throws InterruptedException {
            assertThat(there.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void letGo() {
            free.countDown();
        }

        private void pass() {
            there.countDown();
            try {
                assertThat(free.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void count() {
        reads.incrementAndGet();
        Held next = held.getAndSet(null);
        if (next != null) {
            next.pass();
        }
    }

    private void check() {
        failure.ifPresent(code -> {
            throw new ConfigStoreException(code, "can't read " + SECRET, new IOException(SECRET));
        });
    }

    StorePorts on(StorePorts ports) {
        return ports.withBlobs(new FragileBlobStore(ports.blobs()))
                .withProjects(projects(ports.projects()))
                .withStorage(new FragileStorage(ports.storage()));
    }

    private final class FragileBlobStore extends ForwardingBlobStore {
        FragileBlobStore(BlobStore blobs) {
            super(blobs);
        }

        @Override
        public byte[] read(BlobId id) {
            count();
            check();
            return super.read(id);
        }

        @Override
        public InputStream open(BlobId id) {
            check();
            return new Ending(super.open(id), readable, reason);
        }
    }

    private static final class Ending extends FilterInputStream {
        private long left;
        private final Optional<ConfigStoreException> reason;

        Ending(InputStream in, long left, Optional<ConfigStoreException> reason) {
            super(in);
            this.left = left;
            this.reason = reason;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("I/O error on " + SECRET, reason.orElse(null));
            }
            int read = super.read(into, offset, (int) Math.min(length, left));
            left -= read;
            return read;
        }
    }

    private ProjectCatalog projects(ProjectCatalog projects) {
        Class<?> type = ProjectCatalog.class;
        return (ProjectCatalog) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, call, of) -> {
                    if (call.getName().equals("branches")) {
                        beforeBranches.getAndSet(() -> {}).run();
                    }
                    try {
                        return call.invoke(projects, of);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class FragileStorage implements Storage {
        private final Storage storage;

        FragileStorage(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void checkReachable() {
            check();
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
