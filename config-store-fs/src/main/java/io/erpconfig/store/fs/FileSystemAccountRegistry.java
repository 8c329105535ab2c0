package io.erpconfig.store.fs;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.project.OwnerId;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Accounts as files, all of them in memory too; changed one at a time. */
final class FileSystemAccountRegistry implements AccountRegistry {

    private final Disk disk;
    private final RecordFolder<Account> files;

    /** A file that exists as soon as an account is removed: that there was one is not forgotten with it. */
    private final Path removed;

    private final Lock changing = new ReentrantLock();

    /** Null as long as nobody has asked. */
    private volatile @Nullable Loaded loaded;

    private record Loaded(NavigableMap<OwnerId, Account> byName, Optional<ConfigStoreException> damage) {}

    FileSystemAccountRegistry(DataDirectory directory) {
        this.disk = directory.disk();
        this.removed = directory.accounts().resolve(".removed");
        this.files = new RecordFolder<>(
                disk, directory.accounts(), account -> account.name().value(), Records::encode, Records::account);
    }

    private Loaded loaded() {
        Loaded known = loaded;
        if (known != null) {
            return known;
        }
        changing.lock();
        try {
            known = loaded;
            if (known == null) {
                NavigableMap<OwnerId, Account> byName = new ConcurrentSkipListMap<>();
                known = new Loaded(byName, files.load("", account -> byName.put(account.name(), account)));
                loaded = known;
            }
            return known;
        } finally {
            changing.unlock();
        }
    }

    private static void throwDamage(Loaded loaded) {
        if (loaded.damage.isPresent()) {
            throw loaded.damage.get();
        }
    }

    @Override
    public boolean add(Account account) {
        changing.lock();
        try {
            boolean added = files.create(account);
            if (added) {
                loaded().byName.put(account.name(), account);
            }
            return added;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public Optional<Account> find(OwnerId name) {
        Loaded all = loaded();
        Account found = all.byName.get(name);
        if (found == null) {
            throwDamage(all);
        }
        return Optional.ofNullable(found);
    }

    @Override
    public List<Account> list() {
        Loaded all = loaded();
        throwDamage(all);
        return List.copyOf(all.byName.values());
    }

    @Override
    public boolean replace(Account expected, Account changed) {
        AccountRegistry.requireSameName(expected, changed);
        changing.lock();
        try {
            if (!find(changed.name()).equals(Optional.of(expected))) {
                return false;
            }
            files.replace(changed, () -> loaded().byName.put(changed.name(), changed));
            return true;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public boolean remove(OwnerId name) {
        changing.lock();
        try {
            Optional<Account> account = find(name);
            if (account.isPresent()) {
                disk.create(removed, new byte[0]);
                files.delete(account.get(), () -> loaded().byName.remove(name));
            }
            return account.isPresent();
        } finally {
            changing.unlock();
        }
    }

    @Override
    public boolean untouched() {
        Loaded all = loaded();
        return all.byName.isEmpty()
                && all.damage.isEmpty()
                && disk.read(removed).isEmpty();
    }

    @Override
    public void markTouched() {
        changing.lock();
        try {
            disk.create(removed, new byte[0]);
        } finally {
            changing.unlock();
        }
    }
}
