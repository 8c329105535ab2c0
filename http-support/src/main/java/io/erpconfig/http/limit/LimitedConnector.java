package io.erpconfig.http.limit;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector with {@link ConnectionLimits}: connections that are too many wait in the system's queue, which costs nothing
 * here. It also pauses when the system has no file left for a connection, and ends connections whose requests don't come
 * ({@link ConnectionSweep}).
 */
public final class LimitedConnector extends ServerConnector {

    private static final Logger LOG = LoggerFactory.getLogger(LimitedConnector.class);

    /** Time that accepting pauses at least. */
    private static final long PAUSE_MILLIS = 250;

    /** Time beyond the announced one before a connection is closed, so that no request meets a server that has just done so. */
    private static final long GRACE_MILLIS = 5_000;

    /** How many connections may wait to be accepted. With the usual 50, all clients that come again at once wait a second. */
    private static final int ACCEPT_QUEUE = 1_024;

    private final ConnectionCount count;
    private final RareWarning noFile = new RareWarning(LOG);
    private final AtomicBoolean paused = new AtomicBoolean();

    /**
     * @param trusted tells the addresses of proxies, which connect for others
     */
    public LimitedConnector(
            Server server,
            int selectors,
            HttpConnectionFactory http,
            ConnectionLimits limits,
            Predicate<String> trusted) {
        super(server, null, null, null, 0, selectors, http);
        ConnectionLimits allowed = limits.withinOpenFiles();
        if (allowed.most() < limits.most()) {
            LOG.info("at most {} connections at a time: the process may not open more files", allowed.most());
        }
        count = new ConnectionCount(allowed, trusted, this::pause);
        setAcceptQueueSize(ACCEPT_QUEUE);
        setIdleTimeout(limits.keepAlive().toMillis() + GRACE_MILLIS);
        addBean(count);
        addBean(new ConnectionSweep(this, count, allowed));
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            protected SelectableChannel doAccept(SelectableChannel server) {
                if (paused.get()) {
                    return null;
                }
                try {
                    return super.doAccept(server);
                } catch (IOException e) {
                    // Asked again at once, the system would say the same, for as long as clients wait.
                    noFile.say(() -> "a connection can't be accepted: " + e.getMessage());
                    pause();
                    return null;
                }
            }
        };
    }

    private void pause() {
        if (paused.compareAndSet(false, true)) {
            setAccepting(false);
            afterSelecting(this::lookAgain);
        }
    }

    /**
     * Runs something when each selector has selected: a selector that is asked for an acceptor again before it has let go of
     * the one that was taken from it closes the server's channel. What is submitted by an update is done after a select.
     */
    private void afterSelecting(Runnable then) {
        Collection<ManagedSelector> selectors = getSelectorManager().getBeans(ManagedSelector.class);
        AtomicInteger left = new AtomicInteger(selectors.size());
        for (ManagedSelector each : selectors) {
            each.submit(before -> each.submit(after -> {
                if (left.decrementAndGet() == 0) {
                    then.run();
                }
            }));
        }
    }

    private void lookAgain() {
        getScheduler().schedule(this::resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resume() {
        if (!isRunning()) {
            return;
        }
        if (count.isFull()) {
            lookAgain();
        } else {
            setAccepting(true);
            paused.set(false);
        }
    }
}
