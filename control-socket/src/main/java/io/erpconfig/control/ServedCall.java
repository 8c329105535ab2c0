package io.erpconfig.control;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The server's end of one command: what it runs with is at the other end. */
final class ServedCall implements Closeable {

    private static final int CHUNK = 32 << 10;

    private final Frames frames;
    private volatile boolean stopping;

    ServedCall(Frames frames) {
        this.frames = frames;
    }

    /** The command is to end at the next step at which it can. */
    void stop() {
        stopping = true;
    }

    /** Runs the command that is asked for, and tells how it ended. */
    void run(String program, ControlSocket.Commands commands) throws IOException {
        frames.send(
                Frame.Type.GREETING,
                program,
                String.valueOf(ProcessHandle.current().pid()));
        List<String> call = frames.receive(Frame.Type.CALL).texts(3);
        if (!call.get(0).equals(program)) {
            // The caller has seen whom it talks to, and says so itself.
            return;
        }
        frames.patience(ControlSocket.PATIENCE);
        boolean debug = !call.get(1).isEmpty();
        Optional<SecretPrompt> terminal = call.get(2).isEmpty() ? Optional.empty() : Optional.of(this::ask);
        try (PrintStream out = stream(Frame.Type.OUT);
                PrintStream err = stream(Frame.Type.ERR)) {
            Caller caller = new Caller(new Input(), out, err, terminal, new RemoteFolders(frames), this::stay);
            int exitCode = commands.run(caller, debug, call.subList(3, call.size()));
            out.flush();
            err.flush();
            frames.send(Frame.Type.EXIT, String.valueOf(exitCode));
            frames.flush();
        }
    }

    private PrintStream stream(Frame.Type type) {
        OutputStream frame = new OutputStream() {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                for (int done = 0; done < count; done += CHUNK) {
                    frames.send(type, bytes, from + done, Math.min(CHUNK, count - done));
                }
            }

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void flush() throws IOException {
                frames.flush();
            }
        };
        return new PrintStream(new BufferedOutputStream(frame), true, StandardCharsets.UTF_8);
    }

    private Optional<String> ask(String prompt) {
        try {
            frames.send(Frame.Type.ASK, prompt);
            return frames.receive(Frame.Type.SECRET).texts(0).stream().findFirst();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private void stay() {
        if (stopping) {
            throw new CallEndedException("the server is being stopped; what was not finished was not done");
        }
        try {
            frames.send(Frame.Type.STAY);
            frames.flush();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** The end of a call whose user reads nothing of it any more. */
    static CallEndedException gone(IOException e) {
        return new CallEndedException("the caller of the command has gone: " + e.getMessage(), e);
    }

    private final class Input extends InputStream {
        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            frames.send(Frame.Type.READ, String.valueOf(Math.min(count, CHUNK)));
            byte[] read = frames.receive(Frame.Type.INPUT).payload();
            if (read.length > count) {
                throw new IOException("more input than was asked for");
            }
            System.arraycopy(read, 0, bytes, from, read.length);
            return read.length == 0 ? -1 : read.length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
