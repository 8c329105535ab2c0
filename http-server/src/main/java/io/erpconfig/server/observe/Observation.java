package io.erpconfig.server.observe;

import io.javalin.config.JavalinConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;

/** The observation of a server's requests; where there is none, they cost nothing more. */
public final class Observation {

    /** No observation. */
    public static final Observation NONE = new Observation(Optional.empty(), Optional.empty());

    private final Optional<Metrics> metrics;
    private final Optional<AccessLog> accessLog;

    public Observation(Optional<Metrics> metrics, Optional<AccessLog> accessLog) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        metrics.ifPresent(counts -> accessLog.ifPresent(log -> counts.counter(
                "erp.config.access.log.lost.lines", "Lines of the access log that could not be written", log::lost)));
    }

    public Optional<Metrics> metrics() {
        return metrics;
    }

    /**
     * Sees to it that every request is noted, when its answer is complete; also those that are answered in front of the
     * servlets, and what the server can't even parse. Call it before anything is mounted that answers from memory.
     */
    public void watch(JavalinConfig config) {
        List<RequestLog> logs = new ArrayList<>();
        metrics.ifPresent(logs::add);
        accessLog.ifPresent(logs::add);
        if (!logs.isEmpty()) {
            RequestLog[] all = logs.toArray(new RequestLog[0]);
            config.jetty.modifyServer(
                    server -> server.setRequestLog(all.length == 1 ? all[0] : new RequestLog.Collection(all)));
        }
        metrics.ifPresent(counts -> config.jetty.modifyServer(server -> watch(server, counts)));
    }

    private static void watch(Server server, Metrics metrics) {
        GracefulHandler underWay = server.getDescendant(GracefulHandler.class);
        metrics.gauge(
                "http.server.requests.in.flight",
                "Requests under way, beside those that are answered from memory",
                underWay::getCurrentRequestCount);
        metrics.gauge(
                "http.server.connections.open",
                "Connections of clients",
                () -> Stream.of(server.getConnectors())
                        .mapToInt(each -> each.getConnectedEndPoints().size())
                        .sum());
        server.setHandler(new Handler.Wrapper(server.getHandler()) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                metrics.answerMade();
                return super.handle(request, response, callback);
            }
        });
    }
}
