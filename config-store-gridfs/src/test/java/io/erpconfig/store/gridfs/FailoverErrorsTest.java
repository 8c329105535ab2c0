package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.ServerAddress;
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

    @ParameterizedTest
    @ValueSource(ints = {91, 189, 10107, 11600, 11602, 13435, 13436})
    void aQueryThatMeetsNoPrimaryMeetsAnUnavailableStore(int code) {
        BsonDocument answer = new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("not primary"));

        assertThat(meaning(new MongoQueryException(answer, new ServerAddress())))
                .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 11602})
    void aBulkWriteThatNoMajorityConfirmsMeetsAnUnavailableStore(int code) {
        WriteConcernError concern = new WriteConcernError(code, "WriteConcernFailed", "waiting", new BsonDocument());

        assertThat(meaning(bulk(List.of(), concern))).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void aBulkWriteThatWasRefusedHasFailed() {
        BulkWriteError tooLarge = new BulkWriteError(10334, "object to insert too large", new BsonDocument(), 0);

        assertThat(meaning(bulk(List.of(tooLarge), null))).isEqualTo(ErrorCode.STORAGE_FAILED);
    }
}
