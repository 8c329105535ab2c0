package io.erpconfig.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BodiesFirstTest {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        BodiesFirst bodies = new BodiesFirst(4096);
        bodies.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(204);
                callback.succeeded();
                return true;
            }
        });
        server.setHandler(bodies);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void halvesOfBodiesTakeNoMoreMemoryThanIsSetAside() throws IOException {
        try (Socket one = send(3000);
                Socket other = send(3000)) {
            // Which of them comes first, nobody knows; the one that is let in goes on.
            other.setSoTimeout(500);
            boolean otherIsLetIn;
            try {
                assertThat(status(other)).startsWith("HTTP/1.1 503");
                otherIsLetIn = false;
            } catch (java.net.SocketTimeoutException e) {
                otherIsLetIn = true;
                assertThat(status(one)).startsWith("HTTP/1.1 503");
            }
            Socket letIn = otherIsLetIn ? other : one;
            letIn.setSoTimeout(0);
            letIn.getOutputStream().write(new byte[1000]);
            assertThat(status(letIn)).startsWith("HTTP/1.1 204");
        }
        try (Socket later = send(3000)) {
            later.getOutputStream().write(new byte[1000]);
            assertThat(status(later)).startsWith("HTTP/1.1 204");
        }
    }

    private Socket send(int part) throws IOException {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        socket.getOutputStream()
                .write("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4000\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(new byte[part]);
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                .readLine();
    }
}
