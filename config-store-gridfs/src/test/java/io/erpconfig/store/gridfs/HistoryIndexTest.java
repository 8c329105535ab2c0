package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
    void contentThatCameInWithEarlierVersionsIsFoundBeforeAndAfterItIsCompleted() {
        Project project = filledByAnEarlierVersion();
        ConfigReader reader = new ConfigReader(store);
        assertThat(store.snapshots().knowsContent(project.key())).isFalse();
        checkContent(reader, project);

        store.commits().complete();

        assertThat(store.snapshots().knowsContent(project.key())).isTrue();
        checkContent(reader, project);
        store.snapshots()
                .purge(new BranchKey(project.key(), project.defaultBranch().id()));
        assertThat(database.collection(Schema.INCOMING).countDocuments()).isZero();
    }

    @Test
    void whatIsDamagedIsNotCompletedAndHoldsUpNothingElse() {
        append(1, "ab");
        append(3, "c");
        logs.updateMany(new Document(), Updates.unset(HistoryIndex.CONTENTS));
        logs.updateOne(Filters.regex("_id", "/0000000001$"), Updates.set("snapshots.1.root", "0".repeat(64)));

        store.commits().complete();

        assertThat(notNoted()).isEqualTo(1);
        assertThat(newest('a')).contains(1);
        assertThat(newest('c')).contains(3);
    }

    @Test
    void whatIsMuchAndComesTooLateIsTakenBack() {
        append(1, "a");
        List<GitBlob> much = IntStream.range(0, 250)
                .mapToObj(i -> new GitBlob(
                        GitId.of("blob", new byte[] {(byte) i}), new BlobId(Sha256.of(new byte[] {(byte) i})), i))
                .toList();
        StoreCommit commit =
                new StoreCommit(BRANCH, List.of(new StoreCommit.Step(snapshot(2, 'b'), List.of(), much)), List.of());
        assertThat(store.commits().commit(commit)).isEqualTo(Outcome.DONE);
        assertThat(database.collection(Schema.INCOMING).countDocuments()).isEqualTo(1);
        store.snapshots().purge(BRANCH);
        assertThat(database.collection(Schema.INCOMING).countDocuments()).isZero();

        append(1, "a");
        GridFsSnapshotLog late = new GridFsSnapshotLog(
                database, Clock.systemUTC(), new AuditOutbox(database, Runnable::run, entry -> true));
        assertThat(late.live(BRANCH)).isPresent();
        store.snapshots().purge(BRANCH);

        assertThat(late.append(commit)).isEqualTo(Outcome.STALE);
        assertThat(database.collection(Schema.INCOMING).countDocuments()).isZero();
    }

    private Project filledByAnEarlierVersion() {
        Author author = Author.of(ANNA);
        Project project = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom())
                .createProject(new ProjectKey(ANNA, new RepoId("b.x")), author);
        ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), 1 << 20);
        List<Change> many = IntStream.range(0, 150)
                .mapToObj(i -> put("d/" + i, "many " + i))
                .toList();
        editor.edit(project, BranchName.MASTER, Edit.of(author, "", Cause.SAVE, put("a", "one"), put("b/c", "two")));
        editor.edit(project, BranchName.MASTER, Edit.of(author, "", Cause.SAVE, put("a", "three")));
        editor.edit(project, BranchName.MASTER, Edit.of(author, "", Cause.IMPORT, many.toArray(Change[]::new)));
        logs.updateMany(
                new Document(),
                Updates.combine(Updates.unset(HistoryIndex.CONTENTS), Updates.unset(HistoryIndex.INCOMING)));
        database.collection(Schema.INCOMING).deleteMany(new Document());
        return project;
    }

    private static Change put(String path, String text) {
        return new Change.Put(new ConfigPath(path), ContentSource.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void checkContent(ConfigReader reader, Project project) {
        for (String text : List.of("one", "two", "three", "many 0", "many 149")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(reader.findBlob(project, GitId.of("blob", bytes)).map(reader::read))
                    .contains(bytes);
        }
        assertThat(reader.findBlob(project, GitId.of("blob", new byte[0]))).isEmpty();
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
