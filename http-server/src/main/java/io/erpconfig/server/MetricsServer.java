package io.erpconfig.server;

import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Body;
import io.erpconfig.server.observe.Metrics;
import io.erpconfig.server.observe.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Answers {@code /metrics}, {@code /livez} and {@code /readyz} on an address of its own, with threads of its own: however
 * busy the server is, and while it stops. It asks nobody who they are, so its address has to be one that only monitoring
 * reaches.
 */
final class MetricsServer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int SELECTORS = 1;
    private static final int MAX_REQUEST_HEAD = 8 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Server server;
    private final ListenAddress address;

    private MetricsServer(Server server, ListenAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts it; it answers when this returns.
     *
     * @param port 0 for any free one
     * @throws CannotListenException if it can't listen there
     */
    static MetricsServer start(Metrics metrics, Readiness readiness, String host, int port) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1 + SELECTORS);
        threads.setName("metrics");
        threads.setDaemon(true);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_REQUEST_HEAD);
        Server server = new Server(threads);
        ServerConnector connector =
                new ServerConnector(server, null, null, null, 0, SELECTORS, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(new Pages(metrics, readiness));
        server.setErrorHandler(new Errors());
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new CannotListenException(host, port, e);
        }
        return new MetricsServer(server, new ListenAddress(host, connector.getLocalPort()));
    }

    /** The URL that it listens at, as it was asked to. */
    String url() {
        return address.url();
    }

    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the metrics can't be stopped", e);
        }
    }

    private static final class Pages extends Handler.Abstract {

        private final Metrics metrics;
        private final Readiness readiness;

        Pages(Metrics metrics, Readiness readiness) {
            this.metrics = metrics;
            this.readiness = readiness;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            send(answer(request), request, response, callback);
            return true;
        }

        private Answer answer(Request request) throws IOException {
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                return new ApiException(ApiErrorCode.METHOD_NOT_ALLOWED, new Answer.Header("Allow", "GET, HEAD"))
                        .answer();
            }
            return switch (String.valueOf(request.getHttpURI().getPath())) {
                case "/metrics" -> page();
                case "/livez" -> Readiness.ok();
                case "/readyz" -> readiness.answer();
                default -> new ApiException(ApiErrorCode.NOT_FOUND).answer();
            };
        }

        private Answer page() throws IOException {
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            metrics.writeTo(page);
            return Answer.of(Metrics.MEDIA_TYPE, new Body.Bytes(page.toByteArray()));
        }
    }

    /** Answers errors in the form that the APIs use. */
    private static final class Errors extends ErrorHandler {

        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request, Response response, int status, String message, Throwable cause, Callback callback) {
            ApiErrorCode code = status < 500 ? ApiErrorCode.BAD_REQUEST : ApiErrorCode.INTERNAL;
            send(new ApiException(code).answer().withStatus(status), request, response, callback);
        }
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        byte[] body = ((Body.Bytes) answer.body()).bytes();
        response.setStatus(answer.status());
        answer.allHeaders().forEach(header -> response.getHeaders().put(header.name(), header.value()));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? null : ByteBuffer.wrap(body), callback);
    }
}
