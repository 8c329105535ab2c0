package io.erpconfig.store.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.change.ChangeListener;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenValue;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.testkit.ConfigStoreContract;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A store that others change too, kept in memory for a moment")
class SharedReadsTest extends ConfigStoreContract {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final Account FIRST = new Account(ANNA, "first", Optional.empty(), Instant.EPOCH);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Queue<Runnable> readAgain = new ArrayDeque<>();
    private final ConfigStore storage = InMemoryStore.create();
    private final SharedReads reads = new SharedReads(readAgain::add, nanoTime::get);
    private final ConfigStore shared = storage.with(reads::recent);

    @Override
    protected ConfigStore create(Clock clock) {
        return InMemoryStore.create(clock).with(new SharedReads(Runnable::run)::recent);
    }

    /** The storage as another process changes it. */
    private AccountRegistry elsewhere() {
        return storage.accounts();
    }

    private String seen() {
        return shared.accounts().find(ANNA).map(Account::passwordHash).orElse("nobody");
    }

    private void pass(long milliseconds) {
        nanoTime.addAndGet(milliseconds * 1_000_000);
    }

    @Test
    void whatAnotherProcessChangesIsSeenWhenTheLimitHasPassed() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        elsewhere().replace(FIRST, FIRST.withPasswordHash("second"));

        pass(RefreshingCache.LIMIT.toMillis() - 1);
        assertThat(seen()).isEqualTo("first");
        pass(1);
        assertThat(seen()).isEqualTo("second");
    }

    @Test
    void whatIsNotThereIsKeptNoLonger() {
        assertThat(seen()).isEqualTo("nobody");
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("nobody");
        pass(RefreshingCache.LIMIT.toMillis());
        assertThat(seen()).isEqualTo("first");
    }

    @Test
    void whatIsInUseIsReadAgainBeforeThatByTheExecutor() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        elsewhere().replace(FIRST, FIRST.withPasswordHash("second"));
        pass(RefreshingCache.READ_AGAIN.toMillis());
        assertThat(seen()).isEqualTo("first");
        assertThat(seen()).isEqualTo("first");

        assertThat(readAgain).hasSize(1);
        readAgain.remove().run();

        assertThat(seen()).isEqualTo("second");
        assertThat(readAgain).isEmpty();
    }

    @Test
    void whatThisProcessChangesIsSeenAtOnceAlsoIfItWasBeingReadMeanwhile() {
        elsewhere().add(FIRST);
        assertThat(seen()).isEqualTo("first");
        RefreshingCache<String, String> values =
                new RefreshingCache<>(readAgain::add, nanoTime::get, new BlockingGuard());

        String read = values.read("key", key -> {
            values.changed("key");
            return "old";
        });

        assertThat(read).isEqualTo("old");
        assertThat(values.get("key", key -> "new")).isEqualTo("new");
        shared.accounts().replace(FIRST, FIRST.withPasswordHash("second"));
        assertThat(seen()).isEqualTo("second");
    }

    @Test
    void whoHasReadATrailSeesTheRecordsThatItTellsOf() {
        TokenValue value = TokenValue.parse("5".repeat(64)).orElseThrow();
        Token token = Token.builder()
                .id(new TokenId("0123456789abcdef01234567"))
                .value(value)
                .owner(ANNA)
                .name("a token")
                .repos(Set.of())
                .createdAt(Instant.EPOCH)
                .build();
        ProjectKey key = new ProjectKey(ANNA, new RepoId("b2b.erp-config"));
        assertThat(shared.tokens().findByHash(value.hash())).isEmpty();
        assertThat(shared.projects().find(key)).isEmpty();
        assertThat(shared.projects().list(ANNA)).isEmpty();

        Project project =
                new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom()).createProject(key, Author.of(ANNA));
        storage.tokens().add(token);
        assertThat(shared.tokens().findByHash(value.hash())).isEmpty();
        assertThat(shared.projects().find(key)).isEmpty();

        shared.events().latest(ANNA);
        pass(1);
        assertThat(shared.tokens().findByHash(value.hash())).contains(token);
        assertThat(shared.projects().find(key)).contains(project);
        assertThat(shared.projects().list(ANNA)).containsExactly(project);
        assertThat(shared.projects().find(project.id())).contains(project);

        storage.tokens().remove(token.id());
        storage.projects().delete(key, Instant.EPOCH);
        shared.audit().read(new OwnerId("bert"), Instant.EPOCH, 0, 1);
        assertThat(shared.tokens().findByHash(value.hash())).contains(token);
        assertThat(shared.projects().find(project.id())).contains(project);
        shared.audit().read(ANNA, Instant.EPOCH, 0, 1);
        assertThat(shared.tokens().findByHash(value.hash())).isEmpty();
        assertThat(shared.projects().find(project.id())).isEmpty();
    }

    @Test
    void changesAreMadeOnWhatIsStored() {
        assertThat(seen()).isEqualTo("nobody");
        elsewhere().add(FIRST);

        assertThat(storage.with(reads::upToDate).accounts().find(ANNA)).contains(FIRST);
        assertThat(seen()).as("and so does everybody from now on").isEqualTo("first");
    }

    @Test
    void whatIsReadInOrderToChangeItIsNewOfEveryKind() {
        ProjectEditor editor = new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom());
        Project project = editor.createProject(key("one"), Author.of(ANNA));
        Tokens.Issued issued = new Tokens(InMemoryStore.create().tokens(), Clock.systemUTC(), new SecureRandom())
                .issue(ANNA, "erp", Set.of(), Optional.empty(), false);
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());
        Function<ConfigStore, List<Object>> look = store -> List.of(
                store.snapshots().live(master),
                store.projects().find(key("two")),
                store.projects().list(ANNA),
                store.projects().branches(project.key()),
                store.tokens().findByHash(issued.token().hash()),
                store.accounts().find(ANNA));
        List<Object> before = look.apply(shared);

        storage.tokens().add(issued.token());
        elsewhere().add(FIRST);
        editor.createProject(key("two"), Author.of(ANNA));
        editor.createBranch(project, new BranchName("dev"), Author.of(ANNA));
        save(project);

        assertThat(look.apply(shared)).isEqualTo(before).doesNotContainAnyElementsOf(look.apply(storage));
        assertThat(look.apply(storage.with(reads::upToDate))).isEqualTo(look.apply(storage));
        assertThat(look.apply(shared)).as("and so does everybody from now on").isEqualTo(look.apply(storage));
    }

    @Test
    void whatItIsToldOfIsReadAnewAtOnce() {
        ProjectEditor editor = new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom());
        Project project = editor.createProject(key("one"), Author.of(ANNA));
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());
        Tokens tokens = new Tokens(storage.tokens(), Clock.systemUTC(), new SecureRandom());
        Tokens.Issued issued = tokens.issue(ANNA, "erp", Set.of(), Optional.empty(), false);
        ChangeListener changes = reads.changes();
        shared.snapshots().live(master);
        shared.projects().list(ANNA);
        shared.tokens().findByHash(issued.token().hash());
        shared.accounts().find(ANNA);

        save(project);
        changes.appended(master, new SnapshotNumber(2));
        assertThat(shared.snapshots().live(master))
                .isEqualTo(storage.snapshots().live(master));
        editor.createProject(key("two"), Author.of(ANNA));
        changes.projectsChanged();
        assertThat(shared.projects().list(ANNA)).hasSize(2);
        storage.tokens().remove(issued.token().id());
        changes.tokensChanged();
        assertThat(shared.tokens().findByHash(issued.token().hash())).isEmpty();
        elsewhere().add(FIRST);
        changes.accountsChanged();
        assertThat(shared.accounts().find(ANNA)).contains(FIRST);
        storage.snapshots().purge(master);
        changes.purged(master);
        assertThat(shared.snapshots().live(master)).isEmpty();
        assertThat(readAgain).as("nothing that anybody else had to read").isEmpty();
    }

    @Test
    void anythingMayHaveChangedWhenItIsToldSo() {
        ProjectEditor editor = new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom());
        Project project = editor.createProject(key("one"), Author.of(ANNA));
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());
        shared.snapshots().live(master);
        shared.projects().list(ANNA);

        save(project);
        editor.createProject(key("two"), Author.of(ANNA));
        reads.changes().anythingChanged();

        assertThat(shared.snapshots().live(master))
                .isEqualTo(storage.snapshots().live(master));
        assertThat(shared.projects().list(ANNA)).hasSize(2);
    }

    @Test
    void whatIsReadAlreadyWhenItIsToldOfItIsNotReadOnceMore() {
        ProjectEditor editor = new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom());
        Project project = editor.createProject(key("one"), Author.of(ANNA));
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());
        Optional<Snapshot> first = shared.snapshots().live(master);
        save(project);

        reads.changes().appended(master, SnapshotNumber.FIRST);

        assertThat(shared.snapshots().live(master)).isEqualTo(first);
    }

    private void save(Project project) {
        new ConfigEditor(storage, Clock.systemUTC(), 1000)
                .edit(
                        project,
                        BranchName.MASTER,
                        Edit.of(
                                Author.of(ANNA),
                                "save",
                                Cause.SAVE,
                                new Change.Put(new ConfigPath("a"), ContentSource.of(new byte[] {1}))));
    }

    @Test
    void afterReadingATrailLiveSnapshotsAreNotOlderThanIt() {
        ProjectEditor editor = new ProjectEditor(storage, Clock.systemUTC(), new SecureRandom());
        Project project = editor.createProject(key("one"), Author.of(ANNA));
        BranchKey master = new BranchKey(project.key(), project.defaultBranch().id());
        List<Consumer<AuditLog>> readers = List.of(
                audit -> audit.read(ANNA, AuditEntry.EARLIEST, 0, 1),
                audit -> audit.forEach(ANNA, AuditEntry.EARLIEST, entry -> {}),
                audit -> audit.forEach(AuditEntry.EARLIEST, entry -> {}));
        for (Consumer<AuditLog> reader : readers) {
            Optional<Snapshot> before = shared.snapshots().live(master);
            new ConfigEditor(storage, Clock.systemUTC(), 1000)
                    .edit(
                            project,
                            BranchName.MASTER,
                            Edit.of(
                                            Author.of(ANNA),
                                            "save",
                                            Cause.SAVE,
                                            new Change.Put(
                                                    new ConfigPath("a"),
                                                    ContentSource.of(
                                                            before.toString().getBytes(UTF_8))))
                                    .audited(AuditEntry.builder(
                                                    Instant.EPOCH,
                                                    "anna",
                                                    AuditAction.FILE_SAVE,
                                                    AuditEntry.COMMAND_LINE)
                                            .owner(ANNA)
                                            .build()));
            assertThat(shared.snapshots().live(master)).isEqualTo(before);

            reader.accept(shared.audit());
            pass(1);

            assertThat(shared.snapshots().live(master))
                    .isNotEqualTo(before)
                    .isEqualTo(storage.snapshots().live(master));
        }
    }

    private static ProjectKey key(String name) {
        return new ProjectKey(ANNA, new RepoId(name + ".erp-config"));
    }

    @Test
    void aThreadThatMustNotWaitIsToldInsteadOfReading() {
        elsewhere().add(FIRST);
        reads.blocking().forbid();
        try {
            assertThatThrownBy(this::seen)
                    .isInstanceOfSatisfying(
                            ConfigStoreException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
        } finally {
            reads.blocking().allow();
        }
        assertThat(seen()).isEqualTo("first");
        reads.blocking().forbid();
        try {
            assertThat(seen()).as("from memory").isEqualTo("first");
        } finally {
            reads.blocking().allow();
        }
    }
}
