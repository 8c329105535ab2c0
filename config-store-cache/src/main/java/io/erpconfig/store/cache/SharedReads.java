package io.erpconfig.store.cache;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.spi.StorePorts;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Keeps for a moment what requests ask for again and again of a store that other processes change too: see {@link
 * RefreshingCache} for how long. {@link #upToDate} is for those who are about to change something: what they read is read from
 * the storage, and is news for those who read from memory by {@link #recent}.
 */
public final class SharedReads {

    private final BlockingGuard blocking = new BlockingGuard();
    private final SharedAuditLog.Reads trails;
    private final RefreshingCache<BranchKey, Optional<Snapshot>> live;
    private final SharedProjectCatalog.Kept projects;
    private final RefreshingCache<TokenHash, Optional<Token>> tokens;
    private final RefreshingCache<OwnerId, Optional<Account>> accounts;
    private final RefreshingCache<SessionHash, Optional<Session>> sessions;

    /** @param executor reads again what is in use */
    public SharedReads(Executor executor) {
        this(executor, System::nanoTime);
    }

    /** @param nanoTime by which what is kept gets old */
    SharedReads(Executor executor, LongSupplier nanoTime) {
        this.trails = new SharedAuditLog.Reads(nanoTime);
        this.live = new RefreshingCache<>(
                executor,
                nanoTime,
                blocking,
                trails.since((branch, live) -> branch.project().owner()));
        this.projects = new SharedProjectCatalog.Kept(executor, nanoTime, blocking, trails);
        this.tokens = new RefreshingCache<>(
                executor,
                nanoTime,
                blocking,
                trails.since((hash, token) ->
                        token == null || token.isEmpty() ? null : token.get().owner()));
        this.accounts = new RefreshingCache<>(executor, nanoTime, blocking);
        this.sessions = new RefreshingCache<>(executor, nanoTime, blocking);
    }

    /** The ports for those who read: what is kept is answered from memory. */
    public StorePorts recent(StorePorts ports) {
        return over(ports, Lookup.RECENT);
    }

    /** The ports of the same store, with the same memory, for those who are about to change something. */
    public StorePorts upToDate(StorePorts ports) {
        return over(ports, Lookup.UP_TO_DATE);
    }

    private StorePorts over(StorePorts ports, Lookup lookup) {
        return ports.withSnapshots(new SharedSnapshotLog(ports.snapshots(), live, blocking, lookup))
                .withCommits(new SharedCommits(ports.commits(), live))
                .withProjects(new SharedProjectCatalog(ports.projects(), projects, lookup))
                .withTokens(new SharedTokenRegistry(ports.tokens(), tokens, blocking, lookup))
                .withAccounts(new SharedAccountRegistry(ports.accounts(), accounts, lookup))
                .withSessions(new SharedSessionRegistry(ports.sessions(), sessions))
                .withAudit(new SharedAuditLog(ports.audit(), trails))
                .withEvents(new SharedEventLog(ports.events(), trails));
    }

    /** Has looked for anew what others have changed, as soon as it is told of that. */
    public ChangeListener changes() {
        return new Changes();
    }

    private final class Changes implements ChangeListener {

        @Override
        public void appended(BranchKey branch, SnapshotNumber first) {
            live.changed(
                    branch,
                    seen -> seen.filter(newest -> newest.number().compareTo(first) >= 0)
                            .isPresent());
        }

        @Override
        public void purged(BranchKey branch) {
            live.changed(branch);
        }

        @Override
        public void audited(OwnerId owner) {
            // Nothing of a trail is kept.
        }

        @Override
        public void projectsChanged() {
            projects.changed();
        }

        @Override
        public void tokensChanged() {
            tokens.changed();
        }

        @Override
        public void accountsChanged() {
            accounts.changed();
        }

        @Override
        public void sessionsEnded() {
            sessions.changed();
        }

        @Override
        public void anythingChanged() {
            live.changed();
            projects.changed();
            tokens.changed();
            accounts.changed();
            sessions.changed();
        }
    }

    /** Forbids a thread to wait for the storage. */
    public BlockingGuard blocking() {
        return blocking;
    }
}
