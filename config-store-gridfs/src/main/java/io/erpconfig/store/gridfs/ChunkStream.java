package io.erpconfig.store.gridfs;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Function;
import org.bson.Document;

/** The chunks of a file, one after another; few of them are in memory at a time. */
final class ChunkStream extends InputStream {

    /** Number of chunks that are asked for at once. */
    static final int AHEAD = 4;

    private final Database database;
    private final MongoCursor<Document> chunks;
    private final Function<Document, byte[]> data;
    private long left;
    private byte[] chunk = new byte[0];
    private int at;

    /** @param length of the file, in bytes */
    ChunkStream(Database database, MongoCursor<Document> chunks, long length, Function<Document, byte[]> data) {
        this.database = database;
        this.chunks = chunks;
        this.left = length;
        this.data = data;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (at == chunk.length) {
            if (left == 0) {
                return -1;
            }
            next();
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, into, offset, count);
        at += count;
        return count;
    }

    private void next() throws IOException {
        try {
            if (!chunks.hasNext()) {
                throw new IOException(
                        "a file in database " + database.address() + " lacks its last " + left + " bytes");
            }
            chunk = data.apply(chunks.next());
        } catch (MongoException e) {
            throw new IOException(database.failure("read", e));
        } catch (IllegalStateException | ConfigStoreException e) {
            throw new IOException(e);
        }
        at = 0;
        left -= chunk.length;
        if (left < 0) {
            throw new IOException("a file in database " + database.address() + " has more bytes than it should");
        }
    }

    @Override
    public void close() {
        chunks.close();
    }
}
