package io.erpconfig.http.archive;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The files of a revision in one archive (contract, section 2).
 *
 * <p>All of them are below one folder, which is there even if nothing is in it, and in the order of
 * {@link String#compareTo}. Owners and modes are the same for all, a file's date is made from its content, and nothing of
 * the server is in the archive: the same files below the same folder give the same bytes. (What is compressed depends on
 * the version of the platform's zlib besides.)
 */
final class Archive {

    /** The longest name that file systems take, less the longest ending that is put behind it. */
    private static final int MAX_FOLDER_BYTES = 255 - ".tar.bz2".length();

    /** Another one whenever the same files come to give other bytes than they did, so that what was kept is not mistaken. */
    static final String EDITION = "2";

    private Archive() {}

    /**
     * The folder that everything in an archive is below, and the archive's file name but for the ending:
     * {@code {repoId}-{ref}-{short_id}} with {@code -} in place of every {@code /} of the ref, and with the ref cut short where
     * the whole would be too long for a file's name.
     */
    static String folderName(RepoId repoId, String ref, String shortId) {
        String before = repoId.value() + '-';
        String after = '-' + shortId;
        int room = MAX_FOLDER_BYTES - before.length() - after.length();
        String name = ref.replace('/', '-');
        while (name.getBytes(StandardCharsets.UTF_8).length > room) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return before + name + after;
    }

    /**
     * Writes an archive file by file, none of them held as a whole.
     *
     * @param scope  what of the revision is wanted
     * @param folder one name, as {@link #folderName} makes it
     * @param out    is flushed and left open; after a failure what was written is no complete archive
     * @throws ConfigStoreException {@link ErrorCode#FILE_NOT_FOUND}, before anything is written, if nothing is where the
     *     scope begins
     * @throws IOException if a file can't be read to its end or {@code out} fails
     */
    static void write(
            ConfigReader reader,
            Revision revision,
            ArchiveScope scope,
            String folder,
            ArchiveFormat format,
            OutputStream out)
            throws IOException {
        Optional<TreeEntry> top = scope.below()
                .map(path -> reader.find(revision, path)
                        .orElseThrow(() ->
                                new ConfigStoreException(ErrorCode.FILE_NOT_FOUND, "nothing is at '" + path + "'")));
        Outlet outlet = new Outlet(out);
        try (ArchiveWriter container = format.begin(outlet)) {
            try {
                Writing writing = new Writing(reader, scope, container, folder + '/');
                container.folder(writing.prefix);
                if (top.isEmpty()) {
                    writing.folder(reader.root(revision), "");
                } else if (!scope.isEmpty()) {
                    writing.entry(scope.below().get().value(), top.get());
                }
            } catch (Throwable failure) {
                outlet.cut();
                throw failure;
            }
        }
    }

    private record Writing(ConfigReader reader, ArchiveScope scope, ArchiveWriter container, String prefix) {

        /** Folder by folder, so that no more than the folders on the way to a file are listed at a time. */
        void folder(TreeId folder, String path) throws IOException {
            for (ListedEntry listed : reader.list(folder, path, false)) {
                if (!scope.leavesOut(listed.path())) {
                    entry(listed.path(), listed.entry());
                }
            }
        }

        void entry(String path, TreeEntry entry) throws IOException {
            if (entry instanceof FileEntry file) {
                try (InputStream bytes = reader.open(file)) {
                    container.file(prefix + path, file.size(), EntryDate.of(file.blob()), bytes);
                }
            } else {
                folder(((FolderEntry) entry).tree(), path + '/');
            }
        }
    }

    /** Keeps the caller's stream open, and what completes an archive off it once that archive has failed. */
    private static final class Outlet extends FilterOutputStream {
        private boolean cut;

        Outlet(OutputStream out) {
            super(out);
        }

        void cut() {
            cut = true;
        }

        @Override
        public void write(int b) throws IOException {
            if (!cut) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (!cut) {
                out.write(from, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!cut) {
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
