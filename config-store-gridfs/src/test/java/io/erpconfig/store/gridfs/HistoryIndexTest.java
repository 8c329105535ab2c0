package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What earlier versions have filed, without noting contents. */
@Timeout(120)
class HistoryIndexTest {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final BranchKey BRANCH =
            new BranchKey(new ProjectKey(ANNA, new RepoId("a.x")), new BranchId("1".repeat(32)));

    private final MongoAddress address = TestServer.newDatabase();
    private final ConfigStore store =
            GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    private Database database;
    private MongoCollection<Document> logs;

    @BeforeEach
    void connect() {
        database = Database.connect(address);
        logs = database.collection(Schema.SNAPSHOTS);
    }

    @AfterEach
    void drop() {
        store.close();
        database.database().drop();
        database.close();
    }

    /** Appends snapshots together, of the contents that a text has a letter for each. */
    private void append(int first, String contents) {
        store.commits()
                .append(
                        BRANCH,
                        IntStream.range(0, contents.length())
                                .mapToObj(i -> snapshot(first + i, contents.charAt(i)))
                                .toList());
    }

    private static Snapshot snapshot(int number, char content) {
        return Snapshot.of(
                new SnapshotNumber(number),
                Tree.EMPTY.id(),
                GitId.of("tree", new byte[0]),
                listing(content),
                Optional.empty(),
                Author.of(ANNA),
                Instant.EPOCH,
                "message " + number,
                Cause.SAVE);
    }

    private static ContentListing listing(char content) {
        ContentListing empty = ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY);
        return new ContentListing(new ContentId(Sha256.of(new byte[] {(byte) content})), empty.files(), empty.size());
    }

    private Optional<Integer> newest(char content) {
        return store.snapshots()
                .findNewest(BRANCH, listing(content).id().shortId())
                .map(SnapshotNumber::value);
    }

    private long notNoted() {
        return logs.countDocuments(new Document(HistoryIndex.CONTENTS, null));
    }

    private void checkNewest() {
        assertThat(newest('a')).contains(8);
        assertThat(newest('b')).contains(2);
        assertThat(newest('c')).contains(6);
        assertThat(newest('d')).contains(7);
        assertThat(newest('e')).isEmpty();
    }

    @Test
    void whatEarlierVersionsHaveFiledIsFoundBeforeAndAfterItIsCompleted() {
        append(1, "ab");
        append(3, "aac");
        append(6, "c");
        logs.updateMany(new Document(), Updates.unset(HistoryIndex.CONTENTS));
        append(7, "da");
        checkNewest();
        assertThat(notNoted()).isEqualTo(3);

        assertThat(store.commits().complete()).isZero();

        assertThat(notNoted()).isZero();
        checkNewest();
    }

    @Test
    void whatANodeOfAnEarlierVersionFilesMeanwhileIsFoundToo() {
        append(1, "ab");
        append(3, "c");
        append(4, "a");
        logs.updateOne(
                new Document(HistoryIndex.CONTENTS, listing('c').id().shortId()), Updates.unset(HistoryIndex.CONTENTS));

        assertThat(newest('a')).contains(4);
        assertThat(newest('b')).contains(2);
        assertThat(newest('c')).contains(3);
    }

    @Test
    void moreThanAreCompletedTogetherAreAllCompleted() {
        for (int number = 1; number <= 430; number++) {
            append(number, number % 7 == 0 ? "a" : "b");
        }
        logs.updateMany(new Document(), Updates.unset(HistoryIndex.CONTENTS));

        store.commits().complete();

        assertThat(notNoted()).isZero();
        assertThat(newest('a')).contains(427);
        assertThat(newest('b')).contains(430);
    }
}
