package io.erpconfig.opening;

import io.erpconfig.server.upkeep.Leadership;
import io.erpconfig.store.gridfs.Lease;
import java.time.Duration;

/** Leadership by a lease in the database. */
public final class LeaseLeadership implements Leadership {

    private final Lease lease;

    public LeaseLeadership(Lease lease) {
        this.lease = lease;
    }

    @Override
    public boolean take() {
        return lease.take();
    }

    @Override
    public Duration term() {
        return lease.term();
    }

    @Override
    public void release() {
        lease.release();
    }
}
