package io.erpconfig.server.upkeep;

import java.time.Duration;

/** Leadership among the processes that serve one store: the leader does the upkeep. Used by one thread at a time. */
public interface Leadership {

    /**
     * Takes the lead if no other process has it, and keeps it if this one has.
     *
     * @return whether this process leads, for a {@link #term} from now on
     * @throws io.erpconfig.core.error.ConfigStoreException if that can't be told now
     */
    boolean take();

    /**
     * The time for which the lead lasts without being taken again; a process that dies delays the others for no longer.
     */
    Duration term();

    /** Gives the lead up. */
    void release();

    /** The leadership of the only process there is. */
    Leadership ALWAYS = new Leadership() {
        @Override
        public boolean take() {
            return true;
        }

        @Override
        public Duration term() {
            return Duration.ofDays(1);
        }

        @Override
        public void release() {}
    };
}
