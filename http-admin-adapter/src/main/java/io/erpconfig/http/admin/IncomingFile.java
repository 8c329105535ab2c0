package io.erpconfig.http.admin;

import io.erpconfig.core.content.ContentSource;
import java.io.InputStream;
import java.util.Optional;

/**
 * A file's content as a request brings it. Closing it frees what it takes.
 *
 * @param source gives the bytes, once
 * @param spool  where they are meanwhile, if they are not read from the connection itself
 */
record IncomingFile(ContentSource source, Optional<Spool> spool) implements AutoCloseable {

    /** Content of known length. */
    static IncomingFile of(long size, InputStream bytes) {
        ContentSource source = new ContentSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return bytes;
            }
        };
        return new IncomingFile(source, Optional.empty());
    }

    /** Content whose length shows only once all of it is here. */
    static IncomingFile spooled(InputStream bytes) {
        Spool spool = new Spool();
        try {
            spool.append(bytes);
        } catch (RuntimeException e) {
            spool.close();
            throw e;
        }
        return new IncomingFile(spool.slice(0, spool.size()), Optional.of(spool));
    }

    @Override
    public void close() {
        spool.ifPresent(Spool::close);
    }
}
