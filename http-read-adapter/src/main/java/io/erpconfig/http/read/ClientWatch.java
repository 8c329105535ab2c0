package io.erpconfig.http.read;

import java.io.IOException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * A look at the connection of a client that waits for its answer: the server itself reads nothing from it meanwhile, and
 * would learn only from the answer that the client has gone. Used by one thread at a time.
 */
final class ClientWatch {

    private static final Throwable ENDED = new IOException("the client waits no longer");

    private final EndPoint endPoint;
    private final boolean looks;

    ClientWatch(Request request) {
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.looks = request.getConnectionMetaData().getConnection() instanceof HttpConnection
                && endPoint instanceof AbstractEndPoint;
    }

    /** Has something run once when the client may wait no longer, on the connection's selector thread. */
    void begin(Runnable sign) {
        if (looks) {
            endPoint.tryFillInterested(
                    Callback.from(Invocable.InvocationType.NON_BLOCKING, sign, failure -> sign.run()));
        }
    }

    /**
     * Whether the client still waits, and neither has closed its side of the connection nor sent more. If not, a byte of what
     * it has sent may be lost, so that the connection can't go on after the answer.
     */
    boolean waits() {
        try {
            return endPoint.fill(BufferUtil.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Leaves the connection to the server again; what was to run for a sign may be run by this. */
    void end() {
        if (looks) {
            ((AbstractEndPoint) endPoint).getFillInterest().onFail(ENDED);
        }
    }
}
