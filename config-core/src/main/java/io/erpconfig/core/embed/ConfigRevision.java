package io.erpconfig.core.embed;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.core.read.Revision;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One state of a project's files, which never changes: a snapshot of a branch. */
public final class ConfigRevision {

    private final ConfigReader reader;
    private final Revision revision;

    ConfigRevision(ConfigReader reader, Revision revision) {
        this.reader = reader;
        this.revision = revision;
    }

    /** The revision that this reads through, for {@link ConfigReader}. */
    public Revision revision() {
        return revision;
    }

    /** Its record: author, time, ids. */
    public Snapshot snapshot() {
        return revision.snapshot();
    }

    /** Its number in its branch, which is written {@code v0002}. */
    public SnapshotNumber number() {
        return snapshot().number();
    }

    /** The message that it was saved with. */
    public String message() {
        return snapshot().message();
    }

    /** The first 8 digits of the content id: equal content, equal {@code short_id}. */
    public String shortId() {
        return snapshot().shortId();
    }

    /** The files, each with its path, size and ids, in the order of their paths. They are read as the stream gets to them. */
    public Stream<ListedEntry> files() {
        return stream(reader.list(reader.root(revision), "", true)).filter(each -> each.entry() instanceof FileEntry);
    }

    /** The size and ids of the file at a path, if there is one. */
    public Optional<FileEntry> find(String path) {
        return reader.find(revision, new ConfigPath(path))
                .filter(FileEntry.class::isInstance)
                .map(FileEntry.class::cast);
    }

    /**
     * A file's bytes as a whole; for small files.
     *
     * @throws ConfigStoreException {@link ErrorCode#FILE_NOT_FOUND}
     */
    public byte[] read(String path) {
        return shared(path).clone();
    }

    /**
     * A file that is text in UTF-8.
     *
     * @throws ConfigStoreException {@link ErrorCode#FILE_NOT_FOUND}; {@link ErrorCode#INVALID_CONTENT} if it is something
     *     else
     */
    public String text(String path) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(shared(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigStoreException(ErrorCode.INVALID_CONTENT, "'" + path + "' is no text in UTF-8", e);
        }
    }

    private byte[] shared(String path) {
        return reader.read(reader.file(revision, new ConfigPath(path)));
    }

    /**
     * A file's bytes as a stream, which the caller closes.
     *
     * @throws ConfigStoreException {@link ErrorCode#FILE_NOT_FOUND}
     */
    public InputStream open(String path) {
        return reader.open(reader.file(revision, new ConfigPath(path)));
    }

    /** This state and those before it, newest first, as {@link ConfigBranch#history} has them. */
    public Stream<ConfigRevision> history() {
        return stream(reader.commits(revision)).map(each -> new ConfigRevision(reader, each));
    }

    /** The files that differ from an older state, by path. They are found as the stream gets to them. */
    public Stream<FileChange> changesSince(ConfigRevision older) {
        return stream(reader.compare(older.revision, revision));
    }

    private static <T> Stream<T> stream(Iterable<T> lazy) {
        return StreamSupport.stream(lazy.spliterator(), false);
    }

    @Override
    public String toString() {
        return revision.project().key() + "@" + snapshot().commitId();
    }
}
