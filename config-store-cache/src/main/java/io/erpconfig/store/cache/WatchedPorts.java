package io.erpconfig.store.cache;

import io.erpconfig.core.spi.StorePorts;
import io.erpconfig.core.watch.Watches;
import java.util.function.UnaryOperator;

/** The ports of a store whose commits are told of. */
public final class WatchedPorts {

    private WatchedPorts() {}

    /** Has watches told of every commit; to be put in front of all caches, so that who is told sees it. */
    public static UnaryOperator<StorePorts> by(Watches watches) {
        return ports -> ports.withCommits(watches.over(ports.commits()));
    }
}
