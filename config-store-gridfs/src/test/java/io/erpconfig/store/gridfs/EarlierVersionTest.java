package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Databases that earlier versions have filled, or still do beside this one: their documents of projects have no id. */
@Timeout(120)
class EarlierVersionTest {

    private static final Instant TIME = Instant.parse("2026-01-05T10:00:00Z");
    private static final OwnerId ANNA = new OwnerId("anna");
    private static final int PROJECTS = 20;

    private final MongoAddress address = TestServer.newDatabase();
    private Database database;
    private MongoCollection<Document> projects;

    @BeforeEach
    void fill() {
        open().close();
        database = Database.connect(address);
        projects = database.collection(Schema.PROJECTS);
        for (int i = 0; i < PROJECTS; i++) {
            insertEarlier(i);
        }
    }

    @AfterEach
    void drop() {
        database.database().drop();
        database.close();
    }

    private ConfigStore open() {
        return GridFsStore.open(address, Clock.systemUTC(), Runnable::run).store();
    }

    private static ProjectKey key(int i) {
        return new ProjectKey(ANNA, new RepoId("p" + i + ".x"));
    }

    private static String branchId(int i) {
        return "%032x".formatted(0xabc0 + i);
    }

    private void insertEarlier(int i) {
        Date time = Date.from(TIME);
        projects.insertOne(new Document("_id", branchId(i))
                .append("owner", "anna")
                .append("repoId", "p" + i + ".x")
                .append("projectId", EarlierProjectId.of(key(i)).value())
                .append("createdAt", time)
                .append("defaultBranch", new Document("name", "master").append("createdAt", time)));
    }

    private List<Project> opened() {
        try (ConfigStore store = open()) {
            return store.projects().list(ANNA);
        }
    }

    private static void checkFoundByBothIds(ConfigStore store, List<Project> expected) {
        ConfigReader reader = new ConfigReader(store);
        for (Project project : expected) {
            assertThat(reader.findProject(project.id().value())).contains(project);
            assertThat(reader.findProject(EarlierProjectId.of(project.key()).value()))
                    .contains(project);
        }
    }

    @Test
    void eachProjectIsAllottedAnIdForGoodAndAnswersToItsEarlierOneToo() {
        List<Project> first = opened();

        assertThat(first).hasSize(PROJECTS).extracting(Project::id).doesNotHaveDuplicates();
        assertThat(opened()).isEqualTo(first);
        try (ConfigStore store = open()) {
            checkFoundByBothIds(store, first);
        }
    }

    @Test
    void nodesThatOpenItAtOnceAgree() throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<Project>>> nodes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                nodes.add(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return opened();
                });
            }
            List<Project> expected = null;
            for (Future<List<Project>> node : threads.invokeAll(nodes, 60, TimeUnit.SECONDS)) {
                expected = expected == null ? node.get() : expected;
                assertThat(node.get()).isEqualTo(expected);
            }
            assertThat(opened()).isEqualTo(expected).extracting(Project::id).doesNotHaveDuplicates();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void brokenOffBetweenTakingAnIdAndNotingItItEndsUpTheSame() {
        List<Project> first = opened();
        projects.updateMany(new Document(), Updates.unset("id"));

        assertThat(opened()).isEqualTo(first);
    }

    @Test
    void anIdThatAnotherProjectHasIsNotAllotted() {
        ProjectId wanted = ProjectId.candidate(new BranchId(branchId(0)), 0);
        Project other = new Project(
                new ProjectKey(new OwnerId("bert"), new RepoId("x.y")),
                wanted,
                Optional.empty(),
                TIME,
                new Branch(BranchName.MASTER, new BranchId("f".repeat(32)), TIME));
        projects.deleteMany(new Document());
        try (ConfigStore store = open()) {
            assertThat(store.projects().create(other)).isEqualTo(Creation.DONE);
        }
        insertEarlier(0);

        assertThat(opened()).extracting(Project::id).doesNotContain(wanted).hasSize(1);
        try (ConfigStore store = open()) {
            assertThat(store.projects().find(wanted)).contains(other);
        }
    }

    @Test
    void whatANodeOfAnEarlierVersionMakesMeanwhileIsAllottedAnIdWhenItIsFirstRead() {
        projects.deleteMany(new Document());
        try (ConfigStore store = open()) {
            insertEarlier(0);
            Project project = store.projects().find(key(0)).orElseThrow();
            insertEarlier(1);
            assertThat(store.projects().list(ANNA)).hasSize(2).contains(project);
            checkFoundByBothIds(store, store.projects().list(ANNA));
        }
    }

    @Test
    void aRestoreWithoutTheCollectionOfTakenIdsTakesThemAgain() {
        Project project = opened().get(0);
        database.collection(Schema.PROJECT_IDS).drop();
        Project second = new Project(
                new ProjectKey(ANNA, new RepoId("second.x")),
                project.id(),
                Optional.empty(),
                TIME,
                new Branch(BranchName.MASTER, new BranchId("f".repeat(32)), TIME));

        try (ConfigStore store = open()) {
            assertThat(store.projects().create(second)).isEqualTo(Creation.ID_TAKEN);
        }
    }

    @Test
    void aTokenWithoutTheScopeReadIsAnExpiredOneToAnEarlierVersion() {
        NewToken wanted = new NewToken("t", "", Set.of(TokenScope.TICKETS), Set.of(), Optional.empty(), false);
        try (ConfigStore store = open()) {
            Token token = new Tokens(store.tokens(), Clock.systemUTC(), new SecureRandom())
                    .issue(ANNA, wanted)
                    .token();
            Document document = database.collection(Schema.TOKENS)
                    .find(eq("hash", token.hash().sha256().hex()))
                    .first();
            // What an earlier version doesn't know, and takes away with each change.
            document.remove("scopes");
            document.remove("endsAt");

            Token seen = Fields.decode(Schema.TOKENS, document, Records::token);
            assertThat(seen.expired(TIME)).isTrue();
            assertThat(seen.id()).isEqualTo(token.id());
        }
    }

    @Test
    void aTokenOfTodayIsStoredAsAnEarlierVersionStoresIt() {
        try (ConfigStore store = open()) {
            Token token = new Tokens(store.tokens(), Clock.systemUTC(), new SecureRandom())
                    .issue(ANNA, "t", Set.of(), Optional.of(TIME), false)
                    .token();
            Document document = database.collection(Schema.TOKENS)
                    .find(eq("hash", token.hash().sha256().hex()))
                    .first();
            assertThat(document.keySet())
                    .containsExactlyInAnyOrder(
                            "_id",
                            "hash",
                            "suffix",
                            "owner",
                            "name",
                            "repos",
                            "fingerprintRequired",
                            "createdAt",
                            "expiresAt",
                            "stamp");
        }
    }

    @Test
    void aDocumentThatCanNotBeReadHoldsUpNobody() {
        projects.updateOne(eq("_id", branchId(0)), Updates.unset("repoId"));

        try (ConfigStore store = open()) {
            assertThat(store.projects().find(key(1))).isPresent();
            assertThatThrownBy(() -> store.projects().list(ANNA))
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED))
                    .hasMessageContaining(branchId(0));
        }
    }
}
