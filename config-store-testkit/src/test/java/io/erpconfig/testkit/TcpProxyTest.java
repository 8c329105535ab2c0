package io.erpconfig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpProxyTest {

    private Echo first;
    private Echo second;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        first = new Echo('1');
        second = new Echo('2');
        proxy = TcpProxy.to(first.address(), second.address());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        first.close();
        second.close();
    }

    @Test
    void leadsToItsTargetsInTurn() throws IOException {
        String names = "";
        for (int i = 0; i < 4; i++) {
            try (Socket socket = connect()) {
                names += ask(socket, "x");
            }
        }
        assertThat(names).matches("(1x2x){2}|(2x1x){2}");
    }

    @Test
    void cutsWhatIsOpenAndTakesWhatIsNew() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, "x");
            proxy.cut();
            assertThatThrownBy(() -> ask(socket, "y")).isInstanceOf(IOException.class);
        }
        try (Socket socket = connect()) {
            assertThat(ask(socket, "z")).endsWith("z");
        }
    }

    @Test
    void letsNothingThroughWhileItIsDown() throws IOException {
        proxy.down();
        assertThatThrownBy(() -> {
                    try (Socket socket = connect()) {
                        ask(socket, "x");
                    }
                })
                .isInstanceOf(IOException.class);
        proxy.up();
        try (Socket socket = connect()) {
            assertThat(ask(socket, "x")).endsWith("x");
        }
    }

    @Test
    void delaysAndThrottles() throws IOException {
        try (Socket socket = connect()) {
            ask(socket, "x");
            long began = System.nanoTime();
            proxy.delay(100);
            ask(socket, "x");
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(200_000_000L);

            proxy.up();
            proxy.throttle(1_000);
            began = System.nanoTime();
            ask(socket, "x".repeat(200));
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(200_000_000L);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(proxy.address(), 5_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The answer to a text; the server's name is before it the first time. */
    private static String ask(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it ended");
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** A server that says its name, and then whatever it hears, to one connection after the other. */
    private static final class Echo implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Echo(char name) throws IOException {
            Thread thread = new Thread(
                    () -> {
                        while (!listening.isClosed()) {
                            try (Socket socket = listening.accept()) {
                                socket.getOutputStream().write(name);
                                socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                                // The connection or the server has ended.
                            }
                        }
                    },
                    "echo");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
