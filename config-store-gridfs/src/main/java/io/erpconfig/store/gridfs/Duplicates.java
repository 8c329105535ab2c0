package io.erpconfig.store.gridfs;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;

/** Inserting what may be there already: a unique key decides between any number of writers, on every server. */
final class Duplicates {

    private Duplicates() {}

    /** Inserts a document, unless one of the same unique key is there; returns whether it did. */
    static boolean insertNew(MongoCollection<Document> collection, Document document) {
        try {
            collection.insertOne(document);
            return true;
        } catch (MongoException e) {
            if (isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    static boolean isDuplicate(MongoException e) {
        return e instanceof MongoWriteException write
                        && ErrorCategory.fromErrorCode(write.getError().getCode()) == ErrorCategory.DUPLICATE_KEY
                || ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY;
    }
}
