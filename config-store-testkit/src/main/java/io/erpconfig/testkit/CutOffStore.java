package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.mark.MigrationMark;
import io.erpconfig.core.session.SessionRegistry;
import io.erpconfig.core.spi.StorePorts;
import io.erpconfig.core.token.TokenRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that takes a number of changes and then fails at each, as if its user were cut off from it. */
final class CutOffStore {

    private static final Set<String> CHANGES = Set.of(
            "commit",
            "commitWith",
            "append",
            "create",
            "createBranch",
            "deleteBranch",
            "add",
            "markTouched",
            "set",
            "clear");

    private final AtomicInteger left;
    private final Runnable before;

    private CutOffStore(int changes, Runnable before) {
        this.left = new AtomicInteger(changes);
        this.before = before;
    }

    /** @param changes how many it takes */
    static ConfigStore after(int changes, ConfigStore store) {
        return after(changes, store, () -> {});
    }

    /**
     * @param changes how many it takes
     * @param before  happens before the first that fails
     */
    static ConfigStore after(int changes, ConfigStore store, Runnable before) {
        return store.with(new CutOffStore(changes, before)::on);
    }

    private StorePorts on(StorePorts ports) {
        return new StorePorts(
                around(BlobStore.class, ports.blobs()),
                around(SnapshotLog.class, ports.snapshots()),
                around(StoreCommits.class, ports.commits()),
                around(ProjectCatalog.class, ports.projects()),
                around(TokenRegistry.class, ports.tokens()),
                around(AccountRegistry.class, ports.accounts()),
                around(SessionRegistry.class, ports.sessions()),
                around(AuditLog.class, ports.audit()),
                ports.events(),
                around(MigrationMark.class, ports.migration()),
                ports.storage());
    }

    private <T> T around(Class<T> type, Object part) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new CutOff(part)));
    }

    /** A part of the store that is cut off. */
    private final class CutOff implements InvocationHandler {
        private final Object part;

        CutOff(Object part) {
            this.part = part;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            int first = CHANGES.contains(method.getName()) ? left.getAndDecrement() : 1;
            if (first <= 0) {
                if (first == 0) {
                    before.run();
                }
                throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "cut off");
            }
            try {
                Object answer = method.invoke(part, unwrapped(args));
                return answer instanceof BlobUpload ? around(BlobUpload.class, answer) : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** A commit's uploads are the store's own. */
    private static Object[] unwrapped(Object[] args) {
        if (args != null && args.length == 1 && args[0] instanceof StoreCommit commit) {
            return new Object[] {
                commit.withUploads(
                        commit.uploads().stream().map(CutOffStore::unwrapped).toList())
            };
        }
        return args;
    }

    private static BlobUpload unwrapped(BlobUpload upload) {
        return Proxy.isProxyClass(upload.getClass()) && Proxy.getInvocationHandler(upload) instanceof CutOff cutOff
                ? (BlobUpload) cutOff.part
                : upload;
    }
}
