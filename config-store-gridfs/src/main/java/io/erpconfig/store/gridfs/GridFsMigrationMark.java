package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.mark.MigrationMark;
import java.util.Optional;
import org.bson.Document;

/** The mark as one document, whose id only one of those who set it can insert. */
final class GridFsMigrationMark implements MigrationMark {

    private static final String ID = "migration";
    private static final String SOURCE = "source";

    private final Database database;
    private final MongoCollection<Document> store;

    GridFsMigrationMark(Database database) {
        this.database = database;
        this.store = database.collection(Schema.STORE);
    }

    @Override
    public Optional<String> source() {
        return database.find(store, ID).map(mark -> Fields.decode(Schema.STORE, mark, fields -> fields.text(SOURCE)));
    }

    @Override
    public boolean set(String source) {
        Document mark = new Document("_id", ID).append(SOURCE, source);
        return database.call("write to", () -> UniqueInsert.tryInsert(store, mark));
    }

    @Override
    public void clear() {
        database.run("delete from", () -> store.deleteOne(eq("_id", ID)));
    }
}
