package io.erpconfig.store.fs;

import java.io.IOException;
import java.util.Optional;

/** Gives entries one after another. Used by one thread. */
interface EntryCursor {

    /**
     * The next entry; none behind the last.
     *
     * @throws DamagedPackException if some can't be read; the next call goes on behind them
     */
    Optional<? extends Entry> next() throws IOException;
}
