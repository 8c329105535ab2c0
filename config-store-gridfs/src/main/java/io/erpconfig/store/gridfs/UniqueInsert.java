package io.erpconfig.store.gridfs;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;

/** Inserts of documents that may exist already: a unique key decides between any number of writers, on every server. */
final class UniqueInsert {

    private UniqueInsert() {}

    /** Inserts a document unless one with the same unique key exists; returns whether it did. */
    static boolean tryInsert(MongoCollection<Document> collection, Document document) {
        try {
            collection.insertOne(document);
            return true;
        } catch (MongoException e) {
            if (isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether a bulk failed of nothing but documents that exist. */
    static boolean areDuplicateKeys(MongoBulkWriteException e) {
        return e.getWriteConcernError() == null
                && e.getWriteErrors().stream().allMatch(each -> isDuplicateKey(each.getCode()));
    }

    static boolean isDuplicateKey(MongoException e) {
        return e instanceof MongoWriteException write
                        && isDuplicateKey(write.getError().getCode())
                || isDuplicateKey(e.getCode());
    }

    static boolean isDuplicateKey(int code) {
        return ErrorCategory.fromErrorCode(code) == ErrorCategory.DUPLICATE_KEY;
    }
}
