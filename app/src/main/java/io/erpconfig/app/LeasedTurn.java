package io.erpconfig.app;

import io.erpconfig.app.upkeep.Turn;
import io.erpconfig.store.gridfs.Lease;
import java.time.Duration;

/** The turn of who holds a lease in the database. */
final class LeasedTurn implements Turn {

    private final Lease lease;

    LeasedTurn(Lease lease) {
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
