package io.erpconfig.control;

import io.erpconfig.folder.FolderException;
import io.erpconfig.folder.FoundFile;
import io.erpconfig.folder.FoundFolder;
import io.erpconfig.folder.NewFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The caller's end of a command that a server runs: does here what is asked for there. Used by one thread. */
final class Answers {

    private static final int CHUNK = 32 << 10;

    private final Frames frames;
    private final Caller caller;

    private List<? extends FoundFile> found = List.of();
    private Optional<NewFolder> made = Optional.empty();
    private Optional<OutputStream> file = Optional.empty();
    private Optional<String> failure = Optional.empty();

    Answers(Frames frames, Caller caller) {
        this.frames = frames;
        this.caller = caller;
    }

    /** Returns the command's exit code. */
    int toTheEnd() throws IOException {
        while (true) {
            Frame frame = frames.receive();
            switch (frame.type()) {
                case OUT -> print(caller.out(), frame);
                case ERR -> print(caller.err(), frame);
                case READ -> read(Frame.number(frame.text()));
                case ASK -> ask(frame);
                case FIND -> find(frame.texts(3));
                case OPEN -> open(Frame.number(frame.text()));
                case MAKE -> make(frame.texts(2));
                case FOLDER -> doing(() -> folder(frame).folder(frame.text()));
                case FILE -> begin(frame);
                case DATA -> write(frame);
                case END -> end();
                case COMPLETE -> doing(() -> folder(frame).complete());
                case STAY -> {}
                case EXIT -> {
                    return Math.toIntExact(Frame.number(frame.text()));
                }
                default -> throw frame.wrong();
            }
        }
    }

    private static void print(PrintStream stream, Frame frame) {
        stream.write(frame.payload(), 0, frame.payload().length);
        stream.flush();
    }

    private void read(long wanted) throws IOException {
        byte[] bytes = new byte[(int) Math.max(1, Math.min(wanted, CHUNK))];
        int read = caller.in().read(bytes);
        frames.send(Frame.Type.INPUT, bytes, 0, Math.max(0, read));
    }

    private void ask(Frame frame) throws IOException {
        SecretPrompt terminal = caller.terminal().orElseThrow(frame::wrong);
        frames.send(Frame.Type.SECRET, terminal.ask(frame.text()).stream().toArray(String[]::new));
    }

    private void find(List<String> texts) throws IOException {
        try {
            FoundFolder folder = caller.folders().find(texts.get(0), Frame.number(texts.get(1)));
            found = folder.files();
            if (found.size() > Frame.number(texts.get(2))) {
                throw new FolderException(
                        "the folder has " + found.size() + " files, but beside a running server no more" + " than "
                                + texts.get(2) + " can be imported at once; stop that first");
            }
            for (FoundFile each : found) {
                frames.send(Frame.Type.FILE, each.path().value(), String.valueOf(each.size()));
            }
            frames.send(Frame.Type.FOUND, folder.name());
        } catch (FolderException e) {
            frames.send(Frame.Type.FAILED, e.getMessage());
        }
    }

    private void open(long index) throws IOException {
        if (index < 0 || index >= found.size()) {
            throw new IOException("the server wants a file that was not found");
        }
        Optional<String> unreadable = Optional.empty();
        try (InputStream in = found.get((int) index).open()) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                frames.send(Frame.Type.DATA, chunk, 0, read);
            }
        } catch (IOException e) {
            // If it was not the file but the socket, telling so fails again.
            unreadable = Optional.of(String.valueOf(e.getMessage()));
        }
        if (unreadable.isPresent()) {
            frames.send(Frame.Type.FAILED, unreadable.get());
        } else {
            frames.send(Frame.Type.END);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Does it, and tells whether it could be done. */
    private void doing(Step step) throws IOException {
        try {
            step.run();
            frames.send(Frame.Type.DONE);
        } catch (FolderException e) {
            frames.send(Frame.Type.FAILED, e.getMessage());
        }
    }

    private void make(List<String> texts) throws IOException {
        doing(() -> made = Optional.of(caller.folders().make(texts.get(0), texts.get(1))));
    }

    private NewFolder folder(Frame frame) throws IOException {
        return made.orElseThrow(frame::wrong);
    }

    private void begin(Frame frame) throws IOException {
        NewFolder folder = folder(frame);
        attempt(() -> file = Optional.of(folder.file(frame.text())));
    }

    private void write(Frame frame) throws IOException {
        if (file.isPresent()) {
            attempt(() -> file.get().write(frame.payload()));
        }
    }

    /** Keeps a failure until the end of the file, which is the only step with an answer. */
    private void attempt(Step step) throws IOException {
        try {
            step.run();
        } catch (FolderException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(e.getMessage());
            }
        }
    }

    private void end() throws IOException {
        if (file.isPresent()) {
            OutputStream ended = file.get();
            file = Optional.empty();
            attempt(ended::close);
        }
        if (failure.isPresent()) {
            frames.send(Frame.Type.FAILED, failure.get());
            failure = Optional.empty();
        } else {
            frames.send(Frame.Type.DONE);
        }
    }
}
