package io.erpconfig.http.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A periodic look at all connections. It ends those that have begun a request, be it with a byte now and then, and don't come
 * to its head's end; Jetty itself ends only those that are silent. While there are as many as there may be, it ends those
 * that have waited longest for their client's next request. While the server stops, it ends those without a request.
 */
final class ConnectionSweep extends AbstractLifeCycle {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Time without a request after which a connection makes room for others. */
    private static final Duration IDLE_WHILE_FULL = Duration.ofSeconds(5);

    /** The share of all connections that is ended at a time to make room: one in so many. */
    private static final int ROOM = 20;

    private final ServerConnector connector;
    private final ConnectionCount count;
    private final ConnectionLimits limits;
    private Map<EndPoint, Seen> seen = new HashMap<>();
    private volatile Scheduler.Task next = () -> false;

    ConnectionSweep(ServerConnector connector, ConnectionCount count, ConnectionLimits limits) {
        this.connector = connector;
        this.count = count;
        this.limits = limits;
    }

    /**
     * What a connection had done by the last look.
     *
     * @param heads number of heads that came to their end
     * @param bytes number of bytes that came
     * @param begun the time since which there are bytes of a head that isn't there yet; 0 if there are none
     */
    private record Seen(long heads, long bytes, long begun) {}

    @Override
    protected void doStart() {
        again();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void again() {
        if (isStarting() || isRunning()) {
            next = connector.getScheduler().schedule(this::look, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            long now = System.nanoTime();
            Map<EndPoint, Seen> seenNow = new HashMap<>();
            List<EndPoint> waiting = new ArrayList<>();
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                Connection connection = endPoint.getConnection();
                if (connection != null) {
                    look(endPoint, connection, now, seenNow, waiting);
                    if (connector.isShutdown() && !isUnderWay(connection)) {
                        hurry(endPoint);
                    }
                }
            }
            seen = seenNow;
            if (count.isFull()) {
                makeRoom(waiting);
            }
        } finally {
            again();
        }
    }

    private void look(
            EndPoint endPoint, Connection connection, long now, Map<EndPoint, Seen> seenNow, List<EndPoint> waiting) {
        long heads = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        Seen before = seen.get(endPoint);
        if (isUnderWay(connection)) {
            // Whatever comes of it later belongs to this request, and is no head.
            seenNow.put(endPoint, new Seen(heads, Long.MAX_VALUE, 0));
            return;
        }
        boolean none = heads == 0;
        boolean moreOfAHead =
                before != null && before.heads() == heads && (before.begun() != 0 || before.bytes() < bytes);
        if (!none && !moreOfAHead) {
            boolean same = before != null && before.heads() == heads && before.bytes() == bytes;
            seenNow.put(endPoint, same ? before : new Seen(heads, bytes, 0));
            if (endPoint.isFillInterested()) {
                waiting.add(endPoint);
            }
            return;
        }
        long begun = before == null || before.begun() == 0 ? now : before.begun();
        if (now - begun > limits.head().toNanos()) {
            endPoint.close();
        } else {
            seenNow.put(endPoint, new Seen(heads, bytes, begun));
        }
    }

    /** Whether a request's head is there, and its answer not yet at its end. */
    private static boolean isUnderWay(Connection connection) {
        // The numbers of messages don't tell: being told to go on counts as an answer.
        return connection instanceof HttpConnection http
                && http.getHttpChannel().getRequest() != null;
    }

    /**
     * Gives a connection the short time that all get when the server begins to stop. Jetty gives back the usual one at the end
     * of a request that was under way then, and to a connection that comes at that instant; either would be waited for.
     */
    private void hurry(EndPoint endPoint) {
        long shortTime = connector.getShutdownIdleTimeout();
        if (endPoint.getIdleTimeout() > shortTime) {
            endPoint.setIdleTimeout(shortTime);
        }
    }

    private void makeRoom(List<EndPoint> waiting) {
        waiting.stream()
                .filter(IdleTimeout.class::isInstance)
                .filter(endPoint -> idle(endPoint) > IDLE_WHILE_FULL.toMillis())
                .sorted(Comparator.comparingLong(ConnectionSweep::idle).reversed())
                .limit(1 + limits.most() / ROOM)
                .forEach(EndPoint::close);
    }

    private static long idle(EndPoint endPoint) {
        return ((IdleTimeout) endPoint).getIdleFor();
    }
}
