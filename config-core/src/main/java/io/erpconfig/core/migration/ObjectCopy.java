package io.erpconfig.core.migration;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.maintenance.Sha256Set;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/** Copies objects, many at once, each of them against its id. */
final class ObjectCopy {

    /** Most objects of one upload, which makes them durable together. */
    private static final int TOGETHER = 64;

    /** Number of bytes at which an upload is committed. */
    private static final long ENOUGH = 256 << 10;

    private final BlobStore source;
    private final BlobStore target;
    private final ParallelTasks sideBySide;

    ObjectCopy(BlobStore source, BlobStore target, ParallelTasks sideBySide) {
        this.source = source;
        this.target = target;
        this.sideBySide = sideBySide;
    }

    /** @param ids what the target lacks */
    void run(Sha256Set ids) {
        Iterator<Sha256> rest = ids.iterator();
        sideBySide.run(MigrationListener.Part.OBJECTS, ids.size(), new Iterator<ParallelTasks.Task>() {
            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public ParallelTasks.Task next() {
                List<BlobId> some = new ArrayList<>();
                do {
                    some.add(new BlobId(rest.next()));
                } while (rest.hasNext() && some.size() < TOGETHER);
                return advance -> copy(some, advance);
            }
        });
    }

    private void copy(List<BlobId> ids, LongConsumer advance) {
        try (BlobUpload upload = target.begin()) {
            int waiting = 0;
            long bytes = 0;
            for (BlobId id : ids) {
                bytes += copy(id, upload);
                waiting++;
                if (bytes >= ENOUGH) {
                    Side.TARGET.telling(upload::commit);
                    advance.accept(waiting);
                    waiting = 0;
                    bytes = 0;
                }
            }
            if (waiting > 0) {
                Side.TARGET.telling(upload::commit);
                advance.accept(waiting);
            }
        }
    }

    /** Returns how many bytes it had. */
    private long copy(BlobId id, BlobUpload upload) {
        try (Counting in = new Counting(Side.SOURCE.telling(() -> source.open(id)))) {
            // What the target has taken is what it has hashed.
            BlobId taken = upload.put(in);
            if (!taken.equals(id)) {
                throw new ConfigStoreException(
                        ErrorCode.STORAGE_DAMAGED, damaged(id, "its bytes are not those of its id"));
            }
            return in.count;
        } catch (IOException e) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, damaged(id, e.getMessage()), e);
        }
    }

    private static String damaged(BlobId id, String finding) {
        return "in the source: object " + id + ": " + finding;
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
