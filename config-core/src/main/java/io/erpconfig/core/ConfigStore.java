package io.erpconfig.core;

import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.migration.MigrationMark;
import io.erpconfig.core.project.ProjectCatalog;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.token.TokenRegistry;

/**
 * A storage backend: the ports that belong together because they keep their data in one place.
 *
 * <p>Every port is safe for use by any number of threads. What a method has answered is durable, and visible to every
 * method called afterwards on the same store. A failure of the storage is a {@link ConfigStoreException} whose
 * {@linkplain ErrorCode#category() category} is {@link ErrorCategory#STORAGE}; the operation then
 * either happened as a whole or not at all.
 */
public interface ConfigStore extends AutoCloseable {

    BlobStore blobs();

    SnapshotLog snapshots();

    ProjectCatalog projects();

    TokenRegistry tokens();

    AccountRegistry accounts();

    SessionRegistry sessions();

    AuditLog audit();

    MigrationMark migration();

    /**
     * Returns if the storage answers, and as far as is known can be written.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it does not
     */
    void checkReachable();

    /** Gives up the storage. Calls under way may fail; nothing acknowledged is lost. Closing twice does nothing. */
    @Override
    void close();
}
