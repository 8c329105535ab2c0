package io.erpconfig.http.dispatch;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;

/** A handler on the server's selector threads that passes requests on to threads which may wait. */
public abstract class DispatchingHandler extends Handler.Wrapper {

    /** Passes a request on to a thread of the pool, since the handlers behind this one may wait. */
    protected final void dispatch(Request request, Response response, Callback callback) {
        try {
            executor(request).execute(() -> handleBehind(request, response, callback));
        } catch (RuntimeException e) {
            // The pool takes no more.
            Response.writeError(request, response, callback, 503);
        }
    }

    /** Threads that may wait: virtual ones where Java has them, which wait for slow clients at no cost. */
    protected final Executor executor(Request request) {
        Executor virtual = VirtualThreads.getVirtualThreadsExecutor(getServer().getThreadPool());
        return virtual == null ? request.getContext() : virtual;
    }

    /** Passes a request on; it gets its answer whatever the handlers behind this one do. */
    protected final void handleBehind(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Throwable e) {
            // As the server itself does with what a handler throws.
            Response.writeError(request, response, callback, e);
        }
    }
}
