#!/usr/bin/env bash
# Jetty 12.1.12 (org.eclipse.jetty:jetty-server), a server with a graceful stop: setStopTimeout and GracefulHandler. When it
# stops, its connector gives each open connection one second of idle time, so that kept ones don't hold up the stop. A
# connection whose request is under way at that instant gets back, when the request ends, the idle time it had before the
# request, if HttpConfiguration.setIdleTimeout names another for requests. If its answer went out before the stop began, it
# isn't closed with the answer either. The stop then waits for that idle connection until its own time is over, and ends
# with a TimeoutException, although all requests were answered long before. Without HttpConfiguration's idle time nothing is
# given back and the stop takes a second. Who sets both has to shorten the time again while the connector is shut down.
#
# Seen on 2026-12-01 with OpenJDK 17, a client that keeps its connection, and 6 s for the stop:
#   idle time of requests not set: stopped before its time was over
#   idle time of requests set: TimeoutException
# Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=12.1.12
for library in org.eclipse.jetty:jetty-{server,http,io,util}:$version org.slf4j:slf4j-api:2.0.17; do
    mvn -B -ntp -q dependency:copy -Dartifact="$library" -DoutputDirectory=.
done
cat >Stop.java <<'END'
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

class Stop {

    static String stop(boolean idleTimeOfRequests) throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        HttpConfiguration http = new HttpConfiguration();
        if (idleTimeOfRequests) {
            http.setIdleTimeout(20_000);
        }
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(60_000);
        server.addConnector(connector);
        server.setStopTimeout(6_000);
        server.setHandler(new GracefulHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put("Content-Length", 4);
                // The whole answer is sent; the request ends later.
                response.write(true, ByteBuffer.wrap("here".getBytes(StandardCharsets.US_ASCII)), Callback.NOOP);
                new Thread(() -> {
                    try {
                        stopping.await();
                        callback.succeeded();
                    } catch (InterruptedException e) {
                        callback.failed(e);
                    }
                }).start();
                return true;
            }
        }));
        server.start();
        try (Socket client = new Socket(InetAddress.getByName("127.0.0.1"), connector.getLocalPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = "";
            while (!answer.endsWith("here")) {
                answer += (char) client.getInputStream().read();
            }
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            while (connector.getConnectedEndPoints().stream().anyMatch(each -> each.getIdleTimeout() > 1_000)) {
                Thread.onSpinWait();
            }
            stopping.countDown();
            stopped.join();
            return "stopped before its time was over";
        } catch (CompletionException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("idle time of requests not set: " + stop(false));
        System.out.println("idle time of requests set: " + stop(true));
        System.exit(0);
    }
}
END
seen=$(java -cp "$folder/*" Stop.java 2>/dev/null)
echo "$seen"
[ "$seen" = 'idle time of requests not set: stopped before its time was over
idle time of requests set: TimeoutException' ] || {
    echo "that has changed" >&2
    exit 1
}
