package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.exists;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.PreparedEdit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
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
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenChange;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.testkit.EventReplay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that dies in the middle of a change, before any of its requests: another one finds the change with its event, or neither. */
@Timeout(300)
class KilledNodeTest {

    /** Each how many requests a node is killed: by default at some, with 1 at all. */
    private static final int STEP = Integer.getInteger("nodes.kill.step", 8);

    private static final OwnerId OWNER = new OwnerId("anna");
    private static final Author AUTHOR = Author.of(OWNER);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TokenChange RENAMED =
            TokenChange.builder().name("another name").build();

    private final MongoAddress database = TestServer.newDatabase();
    private final SecureRandom random = new SecureRandom();
    private BreakingProxy proxy;
    private MongoAddress throughProxy;

    /** Another node, by whose clock a claim of the dead one counts no more. */
    private ConfigStore other;

    @BeforeEach
    void open() throws IOException {
        InetSocketAddress server = TestServer.primary(database);
        proxy = new BreakingProxy(server.getHostString(), server.getPort());
        throughProxy = TestServer.through(
                new InetSocketAddress("127.0.0.1", proxy.port()), database, "serverSelectionTimeoutMS=3000");
        other = GridFsStore.open(
                        database,
                        Clock.offset(CLOCK, CompareAndReplace.TERM.plus(Duration.ofSeconds(1))),
                        Runnable::run)
                .store();
    }

    @AfterEach
    void close() {
        other.close();
        proxy.close();
    }

    /** What is there before, and what a node does. */
    private enum Doing {
        ISSUE_TOKEN,
        CHANGE_TOKEN,
        BIND_TOKEN,
        REVOKE_TOKEN,
        CREATE_PROJECT,
        IMPORT_PROJECT,
        CREATE_BRANCH,
        DELETE_BRANCH,
        DELETE_PROJECT;

        boolean isOfToken() {
            return ordinal() <= REVOKE_TOKEN.ordinal();
        }

        boolean needsProject() {
            return ordinal() >= CREATE_BRANCH.ordinal();
        }
    }

    /** One change of records of its own. */
    private final class Attempt {
        private final Doing doing;
        private final ProjectKey key;
        private final BranchName trial = new BranchName("trial");
        private Optional<Token> token = Optional.empty();

        Attempt(Doing doing, int number) {
            this.doing = doing;
            this.key = new ProjectKey(OWNER, RepoId.of("p" + number, RepoId.DEFAULT_TYPE));
        }

        void prepare() {
            if (doing.isOfToken() && doing != Doing.ISSUE_TOKEN) {
                token = Optional.of(issue(other));
            }
            if (doing.needsProject()) {
                Project project = projects(other).createProject(key, AUTHOR);
                if (doing == Doing.DELETE_BRANCH || doing == Doing.DELETE_PROJECT) {
                    projects(other).createBranch(project, trial, AUTHOR);
                }
            }
        }

        private Token issue(ConfigStore store) {
            return tokens(store)
                    .issue(OWNER, "a token", Set.of(), Optional.empty(), doing == Doing.BIND_TOKEN)
                    .token();
        }

        void make(ConfigStore store) {
            switch (doing) {
                case ISSUE_TOKEN -> issue(store);
                case CHANGE_TOKEN ->
                    tokens(store).change(OWNER, token.orElseThrow().id(), RENAMED);
                case BIND_TOKEN -> gate(store).admit(token.orElseThrow(), Optional.of("instance"), TokenScope.READ);
                case REVOKE_TOKEN ->
                    tokens(store).revoke(OWNER, token.orElseThrow().id());
                case CREATE_PROJECT -> projects(store).createProject(key, AUTHOR);
                case IMPORT_PROJECT -> fill(store);
                case CREATE_BRANCH -> projects(store).createBranch(project(store), trial, AUTHOR);
                case DELETE_BRANCH -> projects(store).deleteBranch(project(store), trial);
                case DELETE_PROJECT -> projects(store).deleteProject(key);
            }
        }

        private void fill(ConfigStore store) {
            Change put =
                    new Change.Put(new ConfigPath("a.json"), ContentSource.of("{}".getBytes(StandardCharsets.UTF_8)));
            try (PreparedEdit edit = new ConfigEditor(store, CLOCK, ConfigEditor.DEFAULT_MAX_FILE_SIZE)
                    .prepare(Edit.of(AUTHOR, "", Cause.IMPORT, put))) {
                projects(store).fill(key, Optional.empty(), edit);
            }
        }

        /** A project that was made by an import has its content, and the event of that. */
        void checkImport() {
            Optional<Project> made = other.projects().find(key);
            if (doing == Doing.IMPORT_PROJECT && made.isPresent()) {
                BranchId branch = made.get().defaultBranch().id();
                assertThat(other.snapshots().live(new BranchKey(key, branch)))
                        .map(Snapshot::number)
                        .contains(new SnapshotNumber(2));
                assertThat(other.events().read(OWNER, 0, Integer.MAX_VALUE))
                        .filteredOn(event -> event.entry().action() == AuditAction.IMPORT)
                        .extracting(event -> event.entry().event().orElseThrow().branch())
                        .containsOnlyOnce(Optional.of(branch));
            }
        }

        private Project project(ConfigStore store) {
            return store.projects().find(key).orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeAndItsEventAreThereOrNeitherIs(Doing doing) {
        boolean finished = false;
        for (int requests = random.nextInt(STEP); !finished; requests += STEP) {
            Attempt attempt = new Attempt(doing, requests);
            attempt.prepare();
            finished = makeAndDie(attempt, requests);
            if (requests / STEP % 2 == 0) {
                other.commits().complete();
            }
            EventReplay.assertMatches(other, OWNER);
            attempt.checkImport();
            if (finished && doing != Doing.ISSUE_TOKEN) {
                assertThat(made(attempt)).as("made by who was not killed").isFalse();
            }
            // Nothing of the dead node is in the way.
            if (!finished) {
                made(attempt);
            }
            EventReplay.assertMatches(other, OWNER);
            assertThat(other.commits().complete()).isZero();
        }
        try (Database direct = Database.connect(database)) {
            for (String each : List.of(
                    Schema.TOKENS,
                    Schema.PROJECTS,
                    Schema.BRANCHES,
                    Schema.DELETED_BRANCHES,
                    Schema.DELETED_PROJECTS)) {
                assertThat(direct.collection(each).find(exists(AuditOutbox.FIELD + ".0")))
                        .as(each)
                        .isEmpty();
            }
        }
    }

    /** Returns whether the node was done before it was to die. */
    private boolean makeAndDie(Attempt attempt, int requests) {
        ConfigStore dying = GridFsStore.open(throughProxy, CLOCK, Runnable::run).store();
        proxy.breakAfter(requests, database.database(), dying::close);
        try {
            attempt.make(dying);
        } catch (ConfigStoreException e) {
            assertThat(proxy.hasBroken()).isTrue();
        }
        boolean finished = !proxy.hasBroken();
        proxy.breakNothing();
        dying.close();
        return finished;
    }

    /** Makes the change by the other node; returns false if there is nothing to be made any more. */
    private boolean made(Attempt attempt) {
        List<?> before = other.events().read(OWNER, 0, Integer.MAX_VALUE);
        try {
            attempt.make(other);
        } catch (ConfigStoreException e) {
            assertThat(e.code().category()).isNotEqualTo(ErrorCategory.STORAGE);
        }
        return other.events().latest(OWNER) > before.size();
    }

    private static TokenGate gate(ConfigStore store) {
        return new TokenGate(store.tokens(), CLOCK, Runnable::run);
    }

    private Tokens tokens(ConfigStore store) {
        return new Tokens(store.tokens(), CLOCK, random);
    }

    private ProjectEditor projects(ConfigStore store) {
        return new ProjectEditor(store, CLOCK, random);
    }
}
