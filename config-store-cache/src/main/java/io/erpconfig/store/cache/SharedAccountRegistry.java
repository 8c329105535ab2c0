package io.erpconfig.store.cache;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.project.OwnerId;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Keeps accounts for a moment. */
final class SharedAccountRegistry implements AccountRegistry {

    private final AccountRegistry accounts;
    private final RefreshingCache<OwnerId, Optional<Account>> byName;
    private final Lookup lookup;

    SharedAccountRegistry(AccountRegistry accounts, RefreshingCache<OwnerId, Optional<Account>> byName, Lookup lookup) {
        this.accounts = accounts;
        this.byName = byName;
        this.lookup = lookup;
    }

    private boolean changing(OwnerId name, BooleanSupplier change) {
        try {
            return change.getAsBoolean();
        } finally {
            byName.changed(name);
        }
    }

    @Override
    public boolean add(Account account) {
        return changing(account.name(), () -> accounts.add(account));
    }

    @Override
    public Optional<Account> find(OwnerId name) {
        return lookup.find(byName, name, accounts::find);
    }

    @Override
    public List<Account> list() {
        return accounts.list();
    }

    @Override
    public boolean replace(Account expected, Account changed) {
        return changing(expected.name(), () -> accounts.replace(expected, changed));
    }

    @Override
    public boolean remove(OwnerId name) {
        return changing(name, () -> accounts.remove(name));
    }

    @Override
    public boolean untouched() {
        return accounts.untouched();
    }

    @Override
    public void markTouched() {
        accounts.markTouched();
    }
}
