package io.erpconfig.store.gridfs;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import java.util.List;
import org.bson.Document;

/** Inserts of documents that may exist already: a unique key decides between any number of writers, on every server. */
final class UniqueInsert {

    private UniqueInsert() {}

    /**
     * Inserts a document unless one with the same unique key exists; returns whether it did. A key that is taken is one that a
     * majority has, too. As a bulk of one: else the driver says only that the key is taken, also where no majority
     * confirmed that.
     */
    static boolean tryInsert(MongoCollection<Document> collection, Document document) {
        try {
            collection.insertMany(List.of(document));
            return true;
        } catch (MongoBulkWriteException e) {
            if (areDuplicateKeys(e)) {
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
