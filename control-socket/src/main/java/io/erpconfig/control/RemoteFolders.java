package io.erpconfig.control;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.folder.FolderException;
import io.erpconfig.folder.Folders;
import io.erpconfig.folder.FoundFile;
import io.erpconfig.folder.FoundFolder;
import io.erpconfig.folder.NewFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of a caller at the other end of a socket. All reading and writing of them is done there: a server may be
 * kept from files that the caller sees, or see others under the same names.
 */
final class RemoteFolders implements Folders {

    /** Most files of a folder: their list is held in the server's memory, beside what that needs for requests. */
    static final int MAX_FILES = 250_000;

    private static final int CHUNK = 32 << 10;

    private final Frames frames;

    RemoteFolders(Frames frames) {
        this.frames = frames;
    }

    @Override
    public FoundFolder find(String folder, long maxFileSize) {
        List<RemoteFile> files = new ArrayList<>();
        try {
            frames.send(Frame.Type.FIND, folder, String.valueOf(maxFileSize), String.valueOf(MAX_FILES));
            Frame frame = answer(Frame.Type.FILE, Frame.Type.FOUND);
            while (frame.type() == Frame.Type.FILE) {
                if (files.size() == MAX_FILES) {
                    throw frame.wrong();
                }
                files.add(file(files.size(), frame.texts(2)));
                frame = answer(Frame.Type.FILE, Frame.Type.FOUND);
            }
            return new FoundFolder(frame.text(), files);
        } catch (IOException e) {
            throw ServedCall.gone(e);
        }
    }

    private RemoteFile file(int index, List<String> texts) throws IOException {
        try {
            return new RemoteFile(index, new ConfigPath(texts.get(0)), Frame.number(texts.get(1)));
        } catch (ConfigStoreException e) {
            throw new IOException("a file without a name that a branch can hold", e);
        }
    }

    @Override
    public NewFolder make(String folder, String marker) {
        told(Frame.Type.MAKE, folder, marker);
        return new RemoteFolder();
    }

    /** Sends what has to be done there, and returns when it is. */
    private void told(Frame.Type type, String... texts) {
        try {
            frames.send(type, texts);
            answer(Frame.Type.DONE);
        } catch (IOException e) {
            throw ServedCall.gone(e);
        }
    }

    private Frame answer(Frame.Type first, Frame.Type... others) throws IOException {
        Frame frame = frames.receive();
        if (frame.type() == Frame.Type.FAILED) {
            throw new FolderException(frame.text());
        }
        if (frame.type() != first && !List.of(others).contains(frame.type())) {
            throw frame.wrong();
        }
        return frame;
    }

    /** @param index its place in what was found */
    private final class RemoteFile implements FoundFile {
        private final int index;
        private final ConfigPath path;
        private final long size;

        RemoteFile(int index, ConfigPath path, long size) {
            this.index = index;
            this.path = path;
            this.size = size;
        }

        @Override
        public ConfigPath path() {
            return path;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            frames.send(Frame.Type.OPEN, String.valueOf(index));
            return new RemoteBytes();
        }
    }

    /** The bytes of a file, which is read to its end in any case: the next answer comes after it. */
    private final class RemoteBytes extends InputStream {
        private byte[] chunk = new byte[0];
        private int next;
        private boolean ended;

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            while (next == chunk.length && !ended) {
                receive();
            }
            if (next == chunk.length) {
                return -1;
            }
            int read = Math.min(count, chunk.length - next);
            System.arraycopy(chunk, next, bytes, from, read);
            next += read;
            return read;
        }

        private void receive() throws IOException {
            Frame frame = frames.receive(Frame.Type.DATA, Frame.Type.END, Frame.Type.FAILED);
            ended = frame.type() != Frame.Type.DATA;
            if (frame.type() == Frame.Type.FAILED) {
                throw new IOException(frame.text());
            }
            next = 0;
            chunk = frame.payload();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public void close() throws IOException {
            while (!ended) {
                receive();
            }
        }
    }

    private final class RemoteFolder implements NewFolder {
        @Override
        public void folder(String path) {
            told(Frame.Type.FOLDER, path);
        }

        @Override
        public OutputStream file(String path) {
            send(Frame.Type.FILE, path);
            return new OutputStream() {
                @Override
                public void write(byte[] bytes, int from, int count) {
                    try {
                        for (int done = 0; done < count; done += CHUNK) {
                            frames.send(Frame.Type.DATA, bytes, from + done, Math.min(CHUNK, count - done));
                        }
                    } catch (IOException e) {
                        throw ServedCall.gone(e);
                    }
                }

                @Override
                public void write(int b) {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void close() {
                    told(Frame.Type.END);
                }
            };
        }

        private void send(Frame.Type type, String... texts) {
            try {
                frames.send(type, texts);
            } catch (IOException e) {
                throw ServedCall.gone(e);
            }
        }

        @Override
        public void complete() {
            told(Frame.Type.COMPLETE);
        }
    }
}
