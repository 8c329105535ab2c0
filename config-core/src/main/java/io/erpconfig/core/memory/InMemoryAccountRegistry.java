package io.erpconfig.core.memory;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.project.OwnerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

final class InMemoryAccountRegistry implements AccountRegistry {

    private final Map<OwnerId, Account> accounts = new ConcurrentSkipListMap<>();
    private volatile boolean untouched = true;

    @Override
    public boolean add(Account account) {
        boolean added = accounts.putIfAbsent(account.name(), account) == null;
        untouched = false;
        return added;
    }

    @Override
    public Optional<Account> find(OwnerId name) {
        return Optional.ofNullable(accounts.get(name));
    }

    @Override
    public List<Account> list() {
        return List.copyOf(accounts.values());
    }

    @Override
    public boolean replace(Account expected, Account changed) {
        AccountRegistry.requireSameName(expected, changed);
        return accounts.replace(changed.name(), expected, changed);
    }

    @Override
    public boolean remove(OwnerId name) {
        return accounts.remove(name) != null;
    }

    @Override
    public boolean untouched() {
        return untouched;
    }

    @Override
    public void markTouched() {
        untouched = false;
    }
}
