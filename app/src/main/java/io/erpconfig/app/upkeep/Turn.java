package io.erpconfig.app.upkeep;

import java.time.Duration;

/** Whose turn it is to look after a store that several processes serve. Used by one thread at a time. */
public interface Turn {

    /**
     * Takes the turn if nobody else has it, and keeps it if this process has.
     *
     * @return whether it is this process's, for a {@link #term} from now on
     * @throws io.erpconfig.core.ConfigStoreException if that can't be told now
     */
    boolean take();

    /** For how long it is one's own without asking again; who dies holds the others up for no longer. */
    Duration term();

    /** Leaves it to another one. */
    void release();

    /** That of the only process there is. */
    Turn ALWAYS = new Turn() {
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
