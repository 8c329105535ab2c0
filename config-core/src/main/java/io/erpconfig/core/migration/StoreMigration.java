package io.erpconfig.core.migration;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.maintenance.Sha256Set;
import io.erpconfig.core.maintenance.StoreVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies a whole store into an empty one: objects, histories, projects and branches, deleted ones that are still looked
 * after too, tokens, accounts, sessions and audit trails, all of them with their ids, times and order. Ports are all
 * that it knows of either store.
 *
 * <p>The target is marked as long as it is not whole. A migration that ended early, however it did, is continued by
 * running it again: what is there is compared and not copied anew. The mark goes when both stores have been read again,
 * the source is as it was at the beginning, the target equal to it, and every object and snapshot of the target verified.
 *
 * <p>The source is only read. Nobody else may change either store meanwhile; a change of the source is noticed in the
 * end. What is kept in memory grows with the number of projects, branches, tokens, accounts and sessions, by some hundred
 * bytes each, and not with that of objects and snapshots, of which there are {@linkplain Sha256Set sets with temporary
 * files}. Used by one thread.
 */
public final class StoreMigration {

    private final ConfigStore source;
    private final ConfigStore target;
    private final String origin;
    private final Clock clock;
    private final ParallelTasks sideBySide;
    private final Path temporary;
    private final MigrationListener listener;

    /** A migration whose temporary files are where the platform has them. */
    public StoreMigration(
            ConfigStore source,
            ConfigStore target,
            String origin,
            Clock clock,
            Executor executor,
            MigrationListener listener) {
        this(source, target, origin, clock, executor, Sha256Set.anywhere(), listener);
    }

    /**
     * @param origin   names the source to a person, without secrets; the same when the migration is continued
     * @param clock    dates the deletion of what the source has deleted lately: its grace period begins anew
     * @param executor runs copies side by side, a bounded number of them; they wait for the stores, so it is not one that
     *     these run their own work by
     * @param temporary the folder for temporary files, of a few hundred bytes for each object at the most
     */
    public StoreMigration(
            ConfigStore source,
            ConfigStore target,
            String origin,
            Clock clock,
            Executor executor,
            Path temporary,
            MigrationListener listener) {
        this.source = requireNonNull(source, "source");
        this.target = requireNonNull(target, "target");
        this.origin = requireNonNull(origin, "origin");
        this.clock = requireNonNull(clock, "clock");
        this.sideBySide = new ParallelTasks(requireNonNull(executor, "executor"), listener);
        this.temporary = requireNonNull(temporary, "temporary");
        this.listener = requireNonNull(listener, "listener");
    }

    /**
     * Copies what is still missing, verifies the whole, and takes the mark away.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS} if the target holds something else, which then stays
     *     as it is; {@link ErrorCode#CONFLICT} if the source is not whole, was changed meanwhile, or differs from what was
     *     copied before; {@link ErrorCode#STORAGE_DAMAGED} if anything is damaged; any other storage error
     */
    public MigrationSummary run() {
        requireWhole();
        Inventory there = mark();
        Inventory wanted = Side.SOURCE.telling(() -> Inventory.of(source));
        objects();
        RecordCopy records = new RecordCopy(source, target, wanted, there, clock, sideBySide);
        records.histories();
        records.projects();
        records.access();
        new AuditCopy(source, target, there.trails(), listener).run(wanted.entries());
        compare(wanted);
        MigrationSummary migrated = verify(wanted);
        Side.TARGET.telling(() -> target.migration().clear());
        return migrated;
    }

    private void requireWhole() {
        Optional<String> from = Side.SOURCE.telling(() -> source.migration().source());
        if (from.isPresent()) {
            throw new ConfigStoreException(
                    ErrorCode.CONFLICT,
                    "the source is itself being filled from " + from.get() + " and not whole yet: finish that first");
        }
    }

    /** Marks the target, if this is the beginning; returns what it holds of an earlier try. */
    private Inventory mark() {
        return Side.TARGET.telling(() -> {
            Optional<String> from = target.migration().source();
            if (from.isPresent() && !from.get().equals(origin)) {
                throw new ConfigStoreException(
                        ErrorCode.ALREADY_EXISTS,
                        "the target is being filled from " + from.get() + ": finish that first, or name an empty one");
            }
            Inventory there = Inventory.of(target);
            if (from.isEmpty()) {
                requireEmpty(there);
                if (!target.migration().set(origin)) {
                    throw new ConfigStoreException(
                            ErrorCode.CONFLICT, "somebody else has just begun to fill the target");
                }
            }
            return there;
        });
    }

    private void requireEmpty(Inventory there) {
        Optional<String> held = there.anything();
        if (held.isEmpty() && count(target) > 0) {
            held = Optional.of("objects");
        }
        if (held.isPresent()) {
            throw new ConfigStoreException(
                    ErrorCode.ALREADY_EXISTS, "the target holds " + held.get() + " already; name an empty one");
        }
    }

    private static long count(ConfigStore store) {
        AtomicLong count = new AtomicLong();
        store.blobs().forEach(id -> count.incrementAndGet());
        return count.get();
    }

    private void objects() {
        try (Sha256Set there = new Sha256Set(temporary);
                Sha256Set missing = new Sha256Set(temporary)) {
            Side.TARGET.telling(() -> target.blobs().forEach(id -> there.add(id.sha256())));
            Side.SOURCE.telling(() -> source.blobs().forEach(id -> {
                if (!there.contains(id.sha256())) {
                    missing.add(id.sha256());
                }
            }));
            new ObjectCopy(source.blobs(), target.blobs(), sideBySide).run(missing);
        }
    }

    private void compare(Inventory wanted) {
        listener.begins(MigrationListener.Part.COMPARISON, 1);
        Inventory now = Side.SOURCE.telling(() -> Inventory.of(source));
        Optional<String> change = wanted.difference(now, "when it began", "now");
        if (change.isPresent()) {
            throw new ConfigStoreException(
                    ErrorCode.CONFLICT,
                    "the source was changed while it was copied: " + change.get()
                            + ": stop whatever uses it and migrate again");
        }
        Inventory copied = Side.TARGET.telling(() -> Inventory.of(target));
        Optional<String> difference = now.difference(copied, "in the source", "in the target");
        if (difference.isPresent()) {
            throw differs(difference.get());
        }
        listener.advanced(1);
    }

    /** The error for a target that has something which the source has otherwise. */
    static ConfigStoreException differs(String what) {
        return new ConfigStoreException(
                ErrorCode.CONFLICT,
                "the target differs from the source: " + what
                        + ": if the source was used since the migration began, empty the target and migrate again");
    }

    private MigrationSummary verify(Inventory wanted) {
        long objects = count(target);
        listener.begins(MigrationListener.Part.VERIFICATION, objects + wanted.snapshots());
        Verification verification = new Verification();
        new StoreVerifier(target, temporary, verification).verify();
        if (verification.damages > 0) {
            throw new ConfigStoreException(
                    ErrorCode.STORAGE_DAMAGED,
                    "the target is damaged in " + verification.damages
                            + (verification.damages == 1 ? " place" : " places")
                            + ", as the source may be: verify that too");
        }
        return wanted.migrated(objects, verification.bytes);
    }

    private final class Verification implements StoreVerifier.Listener {
        private long damages;
        private long bytes;

        @Override
        public void damaged(String what, String finding) {
            damages++;
            listener.damaged(what, finding);
        }

        @Override
        public void object(long size) {
            bytes += size;
            listener.advanced(1);
        }

        @Override
        public void snapshot() {
            listener.advanced(1);
        }
    }
}
