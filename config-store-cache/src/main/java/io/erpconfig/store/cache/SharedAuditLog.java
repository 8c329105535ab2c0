package io.erpconfig.store.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has what an owner has looked for anew if it was read before the owner's trail was: a reader that sees an entry sees its
 * change, also one of another node, or one that is about to be announced here.
 */
final class SharedAuditLog implements AuditLog {

    private final AuditLog audit;
    private final Reads reads;

    SharedAuditLog(AuditLog audit, Reads reads) {
        this.audit = audit;
        this.reads = reads;
    }

    /** When owners' trails were read, as long as values may be kept from before. Safe for any number of threads. */
    static final class Reads {

        private final LongSupplier nanoTime;
        private final Cache<OwnerId, Long> last;

        /** When any of them was; empty as long as none was. */
        private volatile Optional<Long> lastOfAll = Optional.empty();

        Reads(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            this.last = Caffeine.newBuilder()
                    .ticker(nanoTime::getAsLong)
                    .expireAfterWrite(RefreshingCache.LIMIT)
                    .executor(Runnable::run)
                    .build();
        }

        void note(OwnerId owner) {
            long now = nanoTime.getAsLong();
            last.put(owner, now);
            lastOfAll = Optional.of(now);
        }

        /**
         * What is fresh of values that are an owner's.
         *
         * @param owner tells whose a value is, or will be; null if that isn't known
         */
        <K, V> RefreshingCache.Freshness<K, V> since(BiFunction<K, @Nullable V, @Nullable OwnerId> owner) {
            return (key, value, readAt) -> {
                OwnerId known = owner.apply(key, value);
                Long trail = known == null ? lastOfAll.orElse(null) : last.getIfPresent(known);
                return trail == null || readAt - trail > 0;
            };
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
