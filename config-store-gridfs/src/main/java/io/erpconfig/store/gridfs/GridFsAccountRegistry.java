package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.project.OwnerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** Accounts as documents. That there was one is noted before it is removed. */
final class GridFsAccountRegistry implements AccountRegistry {

    private static final Document ONCE = new Document("_id", "accounts");

    private final Database database;
    private final CompareAndReplace versions;
    private final MongoCollection<Document> accounts;
    private final MongoCollection<Document> store;

    GridFsAccountRegistry(Database database, CompareAndReplace versions) {
        this.database = database;
        this.versions = versions;
        this.accounts = database.collection(Schema.ACCOUNTS);
        this.store = database.collection(Schema.STORE);
    }

    private static Account decode(Document document) {
        return Fields.decode(Schema.ACCOUNTS, document, Records::account);
    }

    private Optional<Document> load(OwnerId name) {
        return database.find(accounts, name.value());
    }

    @Override
    public boolean add(Account account) {
        Document document = CompareAndReplace.stamped(Records.encode(account));
        return database.call("write to", () -> UniqueInsert.tryInsert(accounts, document));
    }

    @Override
    public Optional<Account> find(OwnerId name) {
        return load(name).map(GridFsAccountRegistry::decode);
    }

    @Override
    public List<Account> list() {
        List<Document> documents = database.call("read", () -> accounts.find().into(new ArrayList<>()));
        return documents.stream()
                .map(GridFsAccountRegistry::decode)
                .sorted(Account.BY_NAME)
                .toList();
    }

    @Override
    public boolean replace(Account expected, Account changed) {
        AccountRegistry.requireSameName(expected, changed);
        Optional<Document> current = load(expected.name());
        return current.isPresent()
                && decode(current.get()).equals(expected)
                && versions.replace(accounts, current.get(), Records.encode(changed));
    }

    @Override
    public boolean remove(OwnerId name) {
        if (load(name).isEmpty()) {
            return false;
        }
        markTouched();
        return database.call(
                "delete from", () -> accounts.deleteOne(eq("_id", name.value())).getDeletedCount() == 1);
    }

    @Override
    public void markTouched() {
        database.run("write to", () -> UniqueInsert.tryInsert(store, new Document(ONCE)));
    }

    @Override
    public boolean untouched() {
        // In this order: an account that is removed in between is noted by then.
        return database.call(
                "read",
                () -> accounts.find().first() == null && store.find(ONCE).first() == null);
    }
}
