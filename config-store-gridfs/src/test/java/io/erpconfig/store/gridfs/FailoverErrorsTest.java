package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import io.erpconfig.core.error.ErrorCode;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Translation of the errors that servers give while a replica set has no primary. */
class FailoverErrorsTest {

    private final Database database = Database.connect(TestServer.newDatabase());

    @AfterEach
    void close() {
        database.close();
    }

    private ErrorCode meaning(MongoException e) {
        return database.failure("write to", e).code();
    }

    private static MongoBulkWriteException bulk(List<BulkWriteError> errors, WriteConcernError concern) {
        return new MongoBulkWriteException(
                BulkWriteResult.unacknowledged(), errors, concern, new ServerAddress(), Set.of());
    }

    private static BsonDocument answer(int code) {
        return new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("none"));
    }

    private static BulkWriteError refused(int code, int document) {
        return new BulkWriteError(code, "refused", new BsonDocument(), document);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                6, 7, 43, 64, 89, 91, 100, 133, 134, 175, 189, 202, 237, 262, 9001, 10058, 10107, 11600, 11602, 13435,
                13436
            })
    void whateverMeetsNoPrimaryOrNoMajorityMeetsAnUnavailableStore(int code) {
        ServerAddress server = new ServerAddress();

        assertThat(meaning(new MongoQueryException(answer(code), server)))
                .as("a query")
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(meaning(new MongoCommandException(answer(code), server)))
                .as("a command")
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(meaning(
                        new MongoWriteException(new WriteError(code, "refused", new BsonDocument()), server, Set.of())))
                .as("a write")
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(meaning(bulk(List.of(refused(code, 0)), null)))
                .as("a bulk write")
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 11602})
    void aBulkWriteThatNoMajorityConfirmsMeetsAnUnavailableStore(int code) {
        WriteConcernError concern = new WriteConcernError(code, "WriteConcernFailed", "waiting", new BsonDocument());

        assertThat(meaning(bulk(List.of(), concern))).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(meaning(bulk(List.of(refused(11000, 0)), concern)))
                .as("of documents that are there")
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void aCursorThatTheServerHasLostMeetsAnUnavailableStore() {
        assertThat(meaning(new MongoCursorNotFoundException(7, answer(43), new ServerAddress())))
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RetryableWriteError", "RetryableError", "SystemOverloadedError"})
    void whatTheServerItselfCallsPassingMeetsAnUnavailableStore(String label) {
        MongoException e = new MongoCommandException(answer(1), new ServerAddress());
        e.addLabel(label);

        assertThat(meaning(e)).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void aWriteThatWasRefusedHasFailed() {
        WriteConcernError concern = new WriteConcernError(64, "WriteConcernFailed", "waiting", new BsonDocument());

        assertThat(meaning(bulk(List.of(refused(10334, 0)), null))).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(meaning(bulk(List.of(refused(10334, 0)), concern))).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(meaning(bulk(List.of(refused(10107, 0), refused(10334, 1)), null)))
                .isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(meaning(new MongoCommandException(answer(13), new ServerAddress())))
                .isEqualTo(ErrorCode.STORAGE_FAILED);
    }
}
