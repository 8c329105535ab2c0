package io.erpconfig.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.folder.LocalFolders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlSocketTest {

    private static final ControlSocket.Commands ECHO = (caller, debug, words) -> {
        caller.out().println(String.join(" ", words));
        caller.err().println(debug);
        return 7;
    };

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatACommandSaysAndHowItEndsIsItsCallers() throws IOException {
        try (ControlSocket socket = open(folder, ECHO)) {
            assertThat(call("one", "zwei é", "")).isEqualTo(7);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one zwei é " + System.lineSeparator());
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("false" + System.lineSeparator());
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void itsStandardInputIsItsCallers() throws IOException {
        ControlSocket.Commands copy = (caller, debug, words) -> {
            try {
                caller.in().transferTo(caller.out());
                return 0;
            } catch (IOException e) {
                return 1;
            }
        };
        byte[] much = "0123456789".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        try (ControlSocket socket = open(folder, copy);
                RunningServer server = RunningServer.find(folder).orElseThrow()) {
            Caller caller = new Caller(
                    new ByteArrayInputStream(much),
                    new PrintStream(out),
                    new PrintStream(err),
                    Optional.empty(),
                    new LocalFolders(inside -> false),
                    () -> {});
            assertThat(server.run("v1", false, List.of(), caller)).isZero();
            assertThat(out.toByteArray()).isEqualTo(much);
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void aDirectoryMayBeDeeperThanAnAddressIsLong() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(100)).resolve("e".repeat(100)));
        Path temporaries = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = shortcuts(temporaries);
        try (ControlSocket socket = open(deep, ECHO)) {
            assertThat(deep.resolve("control.sock")).exists();
            try (RunningServer server = RunningServer.find(deep).orElseThrow()) {
                assertThat(server.run("v1", false, List.of("x"), caller())).isEqualTo(7);
            }
            assertThat(socket).isNotNull();
        }
        assertThat(deep).isEmptyDirectory();
        assertThat(shortcuts(temporaries)).isEqualTo(before);
    }

    private static List<Path> shortcuts(Path temporaries) throws IOException {
        try (Stream<Path> files = Files.list(temporaries)) {
            return files.filter(file -> file.getFileName().toString().matches("erp-config[0-9]+"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anotherVersionIsTurnedDownByName() throws IOException {
        try (ControlSocket socket = open(folder, ECHO);
                RunningServer server = RunningServer.find(folder).orElseThrow()) {
            assertThatThrownBy(() -> server.run("v2", false, List.of("x"), caller()))
                    .isInstanceOf(CallEndedException.class)
                    .hasMessageContainingAll(
                            "v1", "v2", "process " + ProcessHandle.current().pid());
            assertThat(socket).isNotNull();
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void whereNobodyListensThereIsNoServer() throws IOException {
        assertThat(RunningServer.find(folder)).isEmpty();
        assertThat(RunningServer.find(folder.resolve("missing"))).isEmpty();
        Files.createFile(folder.resolve("control.sock"));
        assertThat(RunningServer.find(folder)).isEmpty();
    }

    @Test
    void aCommandWhoseCallerHasGoneEndsWhereItCan() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ControlSocket.Commands endless = (caller, debug, words) -> {
            started.countDown();
            try {
                while (true) {
                    caller.stay().run();
                    sleep();
                }
            } finally {
                ended.countDown();
            }
        };
        try (ControlSocket socket = open(folder, endless)) {
            RunningServer server = RunningServer.find(folder).orElseThrow();
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread calling = calling(server, failure);
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            calling.join();
            assertThat(failure.get()).isInstanceOf(CallEndedException.class);
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void aServerThatStopsEndsItsCommandsAndSaysSo() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        ControlSocket.Commands endless = (caller, debug, words) -> {
            started.countDown();
            try {
                while (true) {
                    caller.stay().run();
                    sleep();
                }
            } catch (CallEndedException e) {
                caller.err().println(e.getMessage());
                return 1;
            }
        };
        ControlSocket socket = open(folder, endless);
        try (RunningServer server = RunningServer.find(folder).orElseThrow()) {
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread calling = calling(server, failure);
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            socket.close();
            calling.join();
            assertThat(failure.get()).isNull();
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("being stopped");
        }
    }

    @Test
    void oneThatWaitsForItsCallerIsCutOffWhenTheServerStops() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        ControlSocket.Commands asking = (caller, debug, words) -> {
            started.countDown();
            return caller.terminal().orElseThrow().ask("?").isPresent() ? 0 : 1;
        };
        ControlSocket socket = open(folder, asking);
        try (Frames frames = raw()) {
            frames.receive(Frame.Type.GREETING);
            frames.send(Frame.Type.CALL, ControlSocket.program("v1"), "", "terminal");
            frames.receive(Frame.Type.ASK);
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            socket.close();
            assertThatThrownBy(frames::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aServerThatDiesInTheMiddleIsToldFromOneThatWasNeverAsked() throws Exception {
        ControlSocket.Commands dying = (caller, debug, words) -> {
            throw new CallEndedException("the end of the connection without a word");
        };
        try (ControlSocket socket = open(folder, dying)) {
            assertThatThrownBy(() -> call("x"))
                    .isInstanceOf(CallEndedException.class)
                    .hasMessageContaining("look whether it took effect");
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void whatIsNoMessageEndsOnlyItsOwnConnection() throws IOException {
        byte[][] hostile = {
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            ByteBuffer.allocate(5).putInt(Integer.MAX_VALUE).put((byte) 2).array(),
            ByteBuffer.allocate(5).putInt(-1).put((byte) 2).array(),
            ByteBuffer.allocate(5).putInt(0).put((byte) 99).array(),
            ByteBuffer.allocate(9)
                    .putInt(4)
                    .put((byte) 2)
                    .putInt(Integer.MAX_VALUE)
                    .array(),
            ByteBuffer.allocate(5).putInt(0).put((byte) 2).array()
        };
        try (ControlSocket socket = open(folder, ECHO)) {
            for (byte[] bytes : hostile) {
                SocketChannel channel = new SocketFile(folder).use(SocketChannel::open);
                try (Frames frames = new Frames(channel, Duration.ofSeconds(5))) {
                    channel.write(ByteBuffer.wrap(bytes));
                    frames.receive(Frame.Type.GREETING);
                    assertThatThrownBy(frames::receive)
                            .isInstanceOf(IOException.class)
                            .isNotInstanceOf(SocketTimeoutException.class);
                }
            }
            assertThat(call("still there")).isEqualTo(7);
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void noMoreThanSoManyCommandsAreRunAtOnce() throws IOException {
        List<Frames> silent = new ArrayList<>();
        try (ControlSocket socket = open(folder, ECHO)) {
            for (int i = 0; i < ControlSocket.MAX_CALLS; i++) {
                Frames frames = raw();
                frames.receive(Frame.Type.GREETING);
                silent.add(frames);
            }
            assertThatThrownBy(() -> call("one more"))
                    .isInstanceOf(CallEndedException.class)
                    .hasMessageContaining("try again");
            for (Frames frames : silent) {
                frames.close();
            }
            assertThat(eventually("one more")).isEqualTo(7);
            assertThat(socket).isNotNull();
        }
    }

    private int eventually(String word) {
        while (true) {
            try {
                return call(word);
            } catch (CallEndedException e) {
                sleep();
            }
        }
    }

    @Test
    void theOtherEndIsWaitedForOnlySoLong() throws IOException {
        try (ControlSocket socket = open(folder, ECHO);
                Frames frames = new Frames(new SocketFile(folder).use(SocketChannel::open), Duration.ofMillis(50))) {
            frames.receive(Frame.Type.GREETING);
            assertThatThrownBy(frames::receive).isInstanceOf(SocketTimeoutException.class);
            assertThat(socket).isNotNull();
        }
    }

    @Test
    void aCommandThatIsTooLongIsNotSent() throws IOException {
        try (ControlSocket socket = open(folder, ECHO)) {
            assertThatThrownBy(() -> call("x".repeat(Frames.MAX_PAYLOAD)))
                    .isInstanceOf(CallEndedException.class)
                    .hasMessageContaining("longer than");
            assertThat(socket).isNotNull();
        }
    }

    private Frames raw() throws IOException {
        return new Frames(new SocketFile(folder).use(SocketChannel::open), Duration.ofSeconds(10));
    }

    private Thread calling(RunningServer server, AtomicReference<Exception> failure) {
        Thread calling = new Thread(() -> {
            try {
                server.run("v1", false, List.of(), caller());
            } catch (CallEndedException e) {
                failure.set(e);
            }
        });
        calling.start();
        return calling;
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ControlSocket open(Path dataDir, ControlSocket.Commands commands) throws IOException {
        return ControlSocket.open(dataDir, "v1", commands);
    }

    private int call(String... words) {
        try (RunningServer server = RunningServer.find(folder).orElseThrow()) {
            return server.run("v1", false, List.of(words), caller());
        }
    }

    private Caller caller() {
        return new Caller(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Optional.empty(),
                new LocalFolders(inside -> false),
                () -> {});
    }
}
