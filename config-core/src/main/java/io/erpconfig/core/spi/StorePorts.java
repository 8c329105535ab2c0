package io.erpconfig.core.spi;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.mark.MigrationMark;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;

/**
 * The ports that a storage backend implements, which belong together because they keep their data in one place. A {@link
 * ConfigStore} is made of them, and says what all of them promise.
 *
 * <p>A decorator, such as a cache, is a function from ports to ports, which replaces those that it changes: see {@link
 * ConfigStore#with}.
 *
 * @param storage the place itself
 */
public record StorePorts(
        BlobStore blobs,
        SnapshotLog snapshots,
        StoreCommits commits,
        ProjectCatalog projects,
        TokenRegistry tokens,
        AccountRegistry accounts,
        SessionRegistry sessions,
        AuditLog audit,
        EventLog events,
        MigrationMark migration,
        Storage storage) {

    public StorePorts {
        requireNonNull(blobs, "blobs");
        requireNonNull(snapshots, "snapshots");
        requireNonNull(commits, "commits");
        requireNonNull(projects, "projects");
        requireNonNull(tokens, "tokens");
        requireNonNull(accounts, "accounts");
        requireNonNull(sessions, "sessions");
        requireNonNull(audit, "audit");
        requireNonNull(events, "events");
        requireNonNull(migration, "migration");
        requireNonNull(storage, "storage");
    }

    public StorePorts withBlobs(BlobStore blobs) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withSnapshots(SnapshotLog snapshots) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withCommits(StoreCommits commits) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withProjects(ProjectCatalog projects) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withTokens(TokenRegistry tokens) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withAccounts(AccountRegistry accounts) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withSessions(SessionRegistry sessions) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withAudit(AuditLog audit) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withEvents(EventLog events) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }

    public StorePorts withStorage(Storage storage) {
        return new StorePorts(
                blobs, snapshots, commits, projects, tokens, accounts, sessions, audit, events, migration, storage);
    }
}
