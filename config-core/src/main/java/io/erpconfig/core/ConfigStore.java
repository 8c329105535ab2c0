package io.erpconfig.core;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.mark.MigrationMark;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.spi.StorePorts;
import io.erpconfig.core.token.TokenRegistry;
import java.util.function.UnaryOperator;

/**
 * A store of configurations: the ports of one storage backend, for the use cases that are built upon them. A backend's
 * module opens it, such as {@link io.erpconfig.core.memory.InMemoryStore}.
 *
 * <p>Every port is safe for use by any number of threads. What a method has answered is durable, and visible to every
 * method called afterwards on the same store. A failure of the storage is a {@link ConfigStoreException} whose
 * {@linkplain ErrorCode#category() category} is {@link ErrorCategory#STORAGE}; the operation then
 * either happened as a whole or not at all.
 */
public final class ConfigStore implements AutoCloseable {

    private final StorePorts ports;

    public ConfigStore(StorePorts ports) {
        this.ports = requireNonNull(ports, "ports");
    }

    /**
     * Returns a store on the same storage with other ports, such as ones with a cache in front; this one stays as it is.
     * Either of them closes the storage of both.
     *
     * @param decoration makes the other ports out of this store's
     */
    public ConfigStore with(UnaryOperator<StorePorts> decoration) {
        return new ConfigStore(decoration.apply(ports));
    }

    public BlobStore blobs() {
        return ports.blobs();
    }

    public SnapshotLog snapshots() {
        return ports.snapshots();
    }

    public StoreCommits commits() {
        return ports.commits();
    }

    public ProjectCatalog projects() {
        return ports.projects();
    }

    public TokenRegistry tokens() {
        return ports.tokens();
    }

    public AccountRegistry accounts() {
        return ports.accounts();
    }

    public SessionRegistry sessions() {
        return ports.sessions();
    }

    public AuditLog audit() {
        return ports.audit();
    }

    public EventLog events() {
        return ports.events();
    }

    public MigrationMark migration() {
        return ports.migration();
    }

    /**
     * Returns if the storage answers, and as far as is known can be written.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_UNAVAILABLE} if it does not
     */
    public void checkReachable() {
        ports.storage().checkReachable();
    }

    /**
     * Has a listener told what others change in the storage, from soon on and until it is closed, as far as the storage can
     * tell: MongoDB can where it has change streams, mostly within some milliseconds. A directory, which no other process
     * changes, tells nothing. What is kept of a store that others change needs a bound on its age all the same.
     */
    public void follow(ChangeListener listener) {
        ports.storage().follow(listener);
    }

    /** Gives up the storage. Calls under way may fail; nothing acknowledged is lost. Closing twice does nothing. */
    @Override
    public void close() {
        ports.storage().close();
    }
}
