package io.erpconfig.store.gridfs;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.bulk.BulkWriteError;
import java.util.List;
import java.util.Set;

/**
 * Tells which errors say nothing of what was asked for, but that nobody answers, or nobody who may decide: the same request
 * may succeed later. The driver has a type for these in most answers, but not in all, so their codes count too.
 */
final class OutageErrors {

    /** Codes of a member that is not the primary, not any more or not yet: the drivers' specification of server discovery. */
    private static final Set<Integer> NO_PRIMARY = Set.of(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);

    /** The others after which drivers try again by themselves: members that don't reach one another, or not in time. */
    private static final Set<Integer> RETRYABLE = Set.of(6, 7, 89, 134, 262, 9001);

    /**
     * What else a fail-over leads to: no majority (64, 100), no member for {@code mongos} to ask (133, 202), and queries whose
     * server has lost them (43, 175, 237).
     */
    private static final Set<Integer> FAIL_OVER = Set.of(43, 64, 100, 133, 175, 202, 237);

    /** Labels by which servers say so themselves. */
    private static final List<String> LABELS =
            List.of("RetryableWriteError", "RetryableError", "SystemOverloadedError");

    private OutageErrors() {}

    static boolean isOutage(MongoException e) {
        return e instanceof MongoTimeoutException
                || e instanceof MongoSocketException
                || e instanceof MongoNotPrimaryException
                || e instanceof MongoNodeIsRecoveringException
                || e instanceof MongoSecurityException
                || e instanceof MongoWriteConcernException
                || e instanceof MongoCursorNotFoundException
                || e instanceof MongoBulkWriteException bulk && isOutage(bulk)
                || isOutage(e.getCode())
                || LABELS.stream().anyMatch(e::hasErrorLabel)
                || e instanceof MongoClientException && !(e instanceof MongoServerException);
    }

    private static boolean isOutage(int code) {
        return NO_PRIMARY.contains(code) || RETRYABLE.contains(code) || FAIL_OVER.contains(code);
    }

    /** A document that was refused is refused again; one that is there already is none that was. */
    private static boolean isOutage(MongoBulkWriteException bulk) {
        List<BulkWriteError> errors = bulk.getWriteErrors();
        boolean met = bulk.getWriteConcernError() != null || errors.stream().anyMatch(each -> isOutage(each.getCode()));
        return met
                && errors.stream()
                        .allMatch(each -> isOutage(each.getCode()) || UniqueInsert.isDuplicateKey(each.getCode()));
    }
}
