package io.erpconfig.http.read;

import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.http.diff.UnifiedDiff;
import java.util.concurrent.Semaphore;

/**
 * What differs in files, line by line. Large files are taken one pair at a time, so that requests that come together need
 * no more memory than one. Safe for any number of threads.
 */
final class Diffs {

    /** From this size on, both states together, a file is large, in bytes. */
    private static final long LARGE = 1 << 20;

    /** Beyond this size, both states together, lines are not compared, in bytes. */
    private static final long TOO_LARGE = 64 << 20;

    private static final UnifiedDiff NOT_COMPARED = new UnifiedDiff("", true, false, 0, 0);

    private final ConfigReader reader;
    private final Semaphore large = new Semaphore(1);

    Diffs(ConfigReader reader) {
        this.reader = reader;
    }

    UnifiedDiff of(FileChange change) {
        long size = change.size();
        if (size > TOO_LARGE) {
            return NOT_COMPARED;
        }
        if (size < LARGE) {
            return compare(change);
        }
        large.acquireUninterruptibly();
        try {
            return compare(change);
        } finally {
            large.release();
        }
    }

    private UnifiedDiff compare(FileChange change) {
        return UnifiedDiff.between(
                change.path(), change.before().map(reader::read), change.after().map(reader::read));
    }
}
