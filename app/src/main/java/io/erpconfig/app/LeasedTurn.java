package io.erpconfig.app;

import io.erpconfig.app.upkeep.Turn;
import io.erpconfig.store.gridfs.Lease;
import java.time.Duration;

/** The turn of who holds a lease in the database. */
final class LeasedTurn implements Turn {

    static final Duration TERM = Duration.ofSeconds(30);

    private final Lease lease;

    /** @param lease for {@link #TERM} */
    LeasedTurn(Lease lease) {
        this.lease = lease;
    }

    @Override
    public boolean take() {
        return lease.take();
    }

    @Override
    public Duration term() {
        return TERM;
    }

    @Override
    public void release() {
        lease.release();
    }
}
