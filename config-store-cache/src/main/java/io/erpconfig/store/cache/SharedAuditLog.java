package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Has live snapshots looked for anew whose owner's trail was read since: a reader that sees an entry sees its snapshot, also
 * one of another node, or of a save that is about to be announced here.
 */
final class SharedAuditLog implements AuditLog {

    private final AuditLog audit;
    private final Reads reads;

    SharedAuditLog(AuditLog audit, Reads reads) {
        this.audit = audit;
        this.reads = reads;
    }

    /** When owners' trails were read, as long as values may be kept from before. Safe for any number of threads. */
    static final class Reads implements RefreshingCache.Freshness<BranchKey> {

        private final LongSupplier nanoTime;
        private final Cache<OwnerId, Long> last;

        Reads(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            this.last = Caffeine.newBuilder()
                    .ticker(nanoTime::getAsLong)
                    .expireAfterWrite(RefreshingCache.LIMIT)
                    .executor(Runnable::run)
                    .build();
        }

        void note(OwnerId owner) {
            last.put(owner, nanoTime.getAsLong());
        }

        @Override
        public boolean isFresh(BranchKey branch, long readAt) {
            Long trail = last.getIfPresent(branch.project().owner());
            return trail == null || readAt - trail > 0;
        }
    }

    @Override
    public void append(AuditEntry entry) {
        audit.append(entry);
    }

    @Override
    public void append(List<AuditEntry> entries) {
        audit.append(entries);
    }

    @Override
    public List<AuditEntry> read(OwnerId owner, Instant since, long skip, int limit) {
        List<AuditEntry> entries = audit.read(owner, since, skip, limit);
        reads.note(owner);
        return entries;
    }

    @Override
    public void forEach(OwnerId owner, Instant since, Consumer<AuditEntry> each) {
        audit.forEach(owner, since, noting(each));
    }

    @Override
    public void forEach(Instant since, Consumer<AuditEntry> each) {
        audit.forEach(since, noting(each));
    }

    private Consumer<AuditEntry> noting(Consumer<AuditEntry> each) {
        return entry -> {
            entry.owner().ifPresent(reads::note);
            each.accept(entry);
        };
    }
}
