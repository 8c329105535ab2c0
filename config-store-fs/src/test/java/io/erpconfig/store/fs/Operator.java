package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.Sweep;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Somebody who changes a store at random, by the use cases and the ports, and enters in a {@link Ledger} what was begun
 * and answered. An operator's records are its own; only the shared project's {@code master} is edited by all. Used by
 * one thread.
 */
final class Operator {

    /** What an operator can do. */
    enum Action {
        SAVE,
        COMMIT,
        DELETE_FILE,
        ROLL_BACK,
        SAVE_ON_BRANCH,
        CREATE_PROJECT,
        DELETE_PROJECT,
        CREATE_BRANCH,
        COPY_BRANCH,
        DELETE_BRANCH,
        ISSUE_TOKEN,
        CHANGE_TOKEN,
        BIND_TOKEN,
        REVOKE_TOKEN,
        ADD_ACCOUNT,
        CHANGE_ACCOUNT,
        REMOVE_ACCOUNT
    }

    static final OwnerId OWNER = new OwnerId("anna");
    private static final Author AUTHOR = Author.of(OWNER);
    static final ProjectKey SHARED = new ProjectKey(OWNER, new RepoId("shared.erp-config"));
    private static final int SLOTS = 2;

    /** What takes the place of each use, which is noted apart from all other changes. */
    private static final Instant LATEST_USE = Instant.parse("9999-12-31T00:00:00Z");

    private final String name;
    private final ConfigStore store;
    private final Ledger ledger;
    private final Random random;
    private final Clock clock;
    private final ConfigEditor editor;
    private final ProjectEditor projects;

    Operator(String name, ConfigStore store, Ledger ledger, Random random, Clock clock) {
        this.name = name;
        this.store = store;
        this.ledger = ledger;
        this.random = random;
        this.clock = clock;
        this.editor = new ConfigEditor(store, clock, ConfigEditor.DEFAULT_MAX_FILE_SIZE);
        this.projects = new ProjectEditor(store, clock, new Drawn(random));
    }

    /** Draws the same ids in each run. */
    private static final class Drawn extends SecureRandom {
        private final transient Random random;

        Drawn(Random random) {
            this.random = random;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }

    /** Makes the project that all edit, unless it is there. */
    void makeShared() {
        if (shared().known().isEmpty()) {
            createProject(shared(), SHARED);
        }
    }

    /** Does something; saves are what most of it is. */
    void step() {
        Action[] all = Action.values();
        run(random.nextInt(3) == 0 ? Action.SAVE : all[random.nextInt(all.length)]);
    }

    /** Does one thing, after what has to be there for it. Throws what the store throws. */
    void run(Action action) {
        switch (action) {
            case SAVE -> save(master());
            case COMMIT -> commit(master());
            case DELETE_FILE -> deleteFile();
            case ROLL_BACK -> rollBack();
            case SAVE_ON_BRANCH -> save(branchThere(slot()));
            case CREATE_PROJECT -> createProject(slot());
            case DELETE_PROJECT -> deleteProject(slot());
            case CREATE_BRANCH -> createBranch(slot());
            case COPY_BRANCH -> copyBranch(slot());
            case DELETE_BRANCH -> deleteBranch(slot());
            case ISSUE_TOKEN -> issueToken(slot());
            case CHANGE_TOKEN -> changeToken(slot());
            case BIND_TOKEN -> bindToken(slot());
            case REVOKE_TOKEN -> revokeToken(slot());
            case ADD_ACCOUNT -> addAccount(slot());
            case CHANGE_ACCOUNT -> changeAccount(slot());
            case REMOVE_ACCOUNT -> removeAccount(slot());
        }
    }

    /** Frees what can be freed, as where nobody else has the store open. */
    void sweep() {
        List<Ledger.Entry<Branch>> deleted = ledger.entries("deleted branch ");
        deleted.forEach(branch -> branch.begin(Optional::isEmpty));
        new Sweep(store, clock, Duration.ZERO).run();
        deleted.forEach(branch -> branch.acknowledged(Optional.empty()));
    }

    private int slot() {
        return random.nextInt(SLOTS);
    }

    private String drawn() {
        return name + ' ' + ledger.draw();
    }

    // ---- edits

    private Ledger.Entry<Project> shared() {
        return ledger.entry("shared project", opened -> opened.projects().find(SHARED));
    }

    private Branch master() {
        return shared().known().orElseThrow().defaultBranch();
    }

    private static ConfigPath path(String folder, int number) {
        return new ConfigPath(folder + number + ".properties");
    }

    /** Now and then what others save at the same time. */
    private byte[] content() {
        if (random.nextInt(3) == 0) {
            return ("common " + ledger.draw() / 8).getBytes(StandardCharsets.UTF_8);
        }
        int size = random.nextInt(15) == 0 ? 100_000 : 1 + random.nextInt(3000);
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }

    private void save(Branch branch) {
        ConfigPath path = path("alone/" + name + '/', random.nextInt(5));
        byte[] content = content();
        edit(
                branch,
                Cause.SAVE,
                List.of(new Change.Put(path, ContentSource.of(content))),
                Map.of(path, Optional.of(content)));
    }

    private void commit(Branch branch) {
        byte[] content = content();
        Map<ConfigPath, Optional<byte[]>> after = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            after.put(path(Ledger.TOGETHER, i), Optional.of(content));
        }
        List<Change> changes = after.keySet().stream()
                .<Change>map(path -> new Change.Put(path, ContentSource.of(content)))
                .toList();
        edit(branch, Cause.COMMIT, changes, after);
    }

    private void deleteFile() {
        ConfigPath path = path("gone/" + name, 0);
        byte[] content = content();
        edit(
                master(),
                Cause.SAVE,
                List.of(new Change.Put(path, ContentSource.of(content))),
                Map.of(path, Optional.of(content)));
        try {
            edit(master(), Cause.DELETE, List.of(new Change.Delete(path)), Map.of(path, Optional.empty()));
        } catch (ConfigStoreException e) {
            // Somebody has rolled back meanwhile.
            if (e.code() != ErrorCode.FILE_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void rollBack() {
        edit(
                master(),
                Cause.ROLLBACK,
                List.of(new Change.Restore(anyOf(master()).number())),
                Map.of());
    }

    private Snapshot anyOf(Branch branch) {
        BranchKey key = new BranchKey(SHARED, branch.id());
        int live = store.snapshots().live(key).orElseThrow().number().value();
        return store.snapshots()
                .find(key, new SnapshotNumber(1 + random.nextInt(live)))
                .orElseThrow();
    }

    private void edit(Branch branch, Cause cause, List<Change> changes, Map<ConfigPath, Optional<byte[]>> after) {
        BranchKey key = new BranchKey(SHARED, branch.id());
        String message = drawn();
        ledger.beginEdit(key, message);
        EditOutcome outcome = editor.edit(
                shared().known().orElseThrow(),
                branch.name(),
                Edit.of(AUTHOR, message, cause, changes.toArray(Change[]::new))
                        .audited(new AuditEntry(
                                clock.instant(),
                                Optional.of(OWNER),
                                name,
                                AuditAction.COMMIT,
                                Map.of(Subject.BRANCH, branch.id().value(), Subject.REQUEST_ID, message),
                                List.of(),
                                AuditEntry.COMMAND_LINE,
                                AuditEntry.OK)));
        if (outcome instanceof EditOutcome.Saved saved) {
            ledger.edited(key, saved, after);
        } else if (outcome instanceof EditOutcome.Unchanged unchanged) {
            ledger.seen(key, unchanged.live());
        }
    }

    // ---- projects and branches

    private ProjectKey key(int slot) {
        return new ProjectKey(OWNER, new RepoId(name + slot + ".erp-config"));
    }

    private Ledger.Entry<Project> project(int slot) {
        return ledger.entry(
                "project " + name + slot, opened -> opened.projects().find(key(slot)));
    }

    private void createProject(int slot) {
        if (project(slot).known().isPresent()) {
            deleteProject(slot);
        }
        createProject(project(slot), key(slot));
    }

    private void createProject(Ledger.Entry<Project> entry, ProjectKey key) {
        entry.begin(Optional::isPresent);
        Project made = projects.createProject(key, AUTHOR);
        entry.acknowledged(Optional.of(made));
        seeFirst(key, made.defaultBranch());
    }

    private void deleteProject(int slot) {
        if (project(slot).known().isEmpty()) {
            createProject(slot);
        }
        project(slot).begin(Optional::isEmpty);
        projects.deleteProject(key(slot));
        project(slot).acknowledged(Optional.empty());
    }

    private BranchName branchName(int slot) {
        return new BranchName("Branch/" + name + slot);
    }

    private Ledger.Entry<Branch> branch(int slot) {
        return ledger.entry("branch " + name + slot, opened -> opened.projects().findBranch(SHARED, branchName(slot)));
    }

    private Branch branchThere(int slot) {
        if (branch(slot).known().isEmpty()) {
            createBranch(slot);
        }
        return branch(slot).known().orElseThrow();
    }

    private void createBranch(int slot) {
        if (branch(slot).known().isPresent()) {
            deleteBranch(slot);
        }
        branch(slot).begin(Optional::isPresent);
        Branch made = projects.createBranch(shared().known().orElseThrow(), branchName(slot), AUTHOR);
        branch(slot).acknowledged(Optional.of(made));
        seeFirst(SHARED, made);
    }

    private void copyBranch(int slot) {
        if (branch(slot).known().isPresent()) {
            deleteBranch(slot);
        }
        Project project = shared().known().orElseThrow();
        Snapshot source = anyOf(master());
        Revision revision = new Revision(project, new BranchKey(SHARED, master().id()), source);
        branch(slot).begin(Optional::isPresent);
        Branch made = projects.copyBranch(project, branchName(slot), revision, AUTHOR);
        branch(slot).acknowledged(Optional.of(made));
        assertThat(seeFirst(SHARED, made).root()).isEqualTo(source.root());
    }

    private Snapshot seeFirst(ProjectKey project, Branch made) {
        BranchKey key = new BranchKey(project, made.id());
        Snapshot first = store.snapshots().live(key).orElseThrow();
        ledger.seen(key, first);
        return first;
    }

    private void deleteBranch(int slot) {
        Branch branch = branchThere(slot);
        Ledger.Entry<Branch> deleted = ledger.entry(
                "deleted branch " + branch.id(),
                opened -> opened.projects().deletedBranches(SHARED).stream()
                        .filter(branch::equals)
                        .findFirst());
        branch(slot).begin(Optional::isEmpty);
        deleted.begin(Optional::isPresent);
        projects.deleteBranch(shared().known().orElseThrow(), branchName(slot));
        branch(slot).acknowledged(Optional.empty());
        deleted.acknowledged(Optional.of(branch));
    }

    // ---- tokens

    private TokenId tokenId(int slot) {
        return new TokenId(digest("token id " + slot).hex().substring(0, 24));
    }

    private Sha256 digest(String text) {
        return Sha256.of((name + text).getBytes(StandardCharsets.UTF_8));
    }

    private Ledger.Entry<Token> token(int slot) {
        return ledger.entry(
                "token " + name + slot,
                opened -> opened.tokens().find(tokenId(slot)).map(found -> found.usedAt(LATEST_USE)));
    }

    private Token tokenOf(int slot, boolean fingerprintRequired, Token.Binding binding) {
        return Token.builder()
                .id(tokenId(slot))
                .hash(new TokenHash(digest("token " + slot)))
                .suffix("beef")
                .owner(OWNER)
                .name(drawn())
                .fingerprintRequired(fingerprintRequired)
                .binding(binding)
                .createdAt(Instant.EPOCH)
                .lastUsedAt(Optional.of(Instant.EPOCH))
                .build();
    }

    private List<AuditEntry> said(AuditAction action, Token token) {
        return List.of(AuditEntry.builder(clock.instant(), name, action, AuditEntry.COMMAND_LINE)
                .subject(Subject.TOKEN, token.id().value())
                .subject(Subject.TOKEN_NAME, token.name())
                .build()
                .asEvent(OWNER, EventTarget.NONE));
    }

    private void issueToken(int slot) {
        if (token(slot).known().isPresent()) {
            revokeToken(slot);
        }
        issueToken(slot, random.nextBoolean());
    }

    private void issueToken(int slot, boolean fingerprintRequired) {
        Token made = tokenOf(slot, fingerprintRequired, Token.Binding.NONE);
        change(token(slot), Optional.of(made.usedAt(LATEST_USE)), () -> {
            store.tokens().add(made, said(AuditAction.TOKEN_ISSUE, made));
            return true;
        });
    }

    private Token tokenThere(int slot) {
        if (token(slot).known().isEmpty()) {
            issueToken(slot);
        }
        return token(slot).known().orElseThrow();
    }

    private void changeToken(int slot) {
        Token before = tokenThere(slot);
        Token changed = tokenOf(slot, before.fingerprintRequired(), before.binding());
        store.tokens().touch(before.id(), clock.instant());
        change(
                token(slot),
                Optional.of(changed.usedAt(LATEST_USE)),
                () -> store.tokens().replace(before, changed, said(AuditAction.TOKEN_CHANGE, changed)));
    }

    private void bindToken(int slot) {
        Token before = tokenThere(slot);
        if (!before.fingerprintRequired() || before.binding().bound().isPresent()) {
            revokeToken(slot);
            issueToken(slot, true);
            before = tokenThere(slot);
        }
        FingerprintHash instance = FingerprintHash.of(drawn());
        Token bound = before.boundTo(instance);
        change(
                token(slot),
                Optional.of(bound),
                () -> store.tokens()
                        .bindFingerprint(bound.id(), instance, said(AuditAction.TOKEN_BIND, bound))
                        .filter(now -> now.binding().equals(bound.binding()))
                        .isPresent());
    }

    private void revokeToken(int slot) {
        Token before = tokenThere(slot);
        change(
                token(slot),
                Optional.empty(),
                () -> store.tokens().remove(before.id(), said(AuditAction.TOKEN_REVOKE, before)));
    }

    private static <T> void change(Ledger.Entry<T> entry, Optional<T> after, BooleanSupplier change) {
        entry.begin(after::equals);
        if (!change.getAsBoolean()) {
            throw new ConfigStoreException(ErrorCode.CONFLICT, "not in the state that was answered: " + entry.known());
        }
        entry.acknowledged(after);
    }

    // ---- accounts

    private OwnerId accountName(int slot) {
        return new OwnerId(name + slot);
    }

    private Ledger.Entry<Account> account(int slot) {
        return ledger.entry(
                "account " + name + slot, opened -> opened.accounts().find(accountName(slot)));
    }

    private void addAccount(int slot) {
        if (account(slot).known().isPresent()) {
            removeAccount(slot);
        }
        Account made = new Account(accountName(slot), drawn(), Optional.empty(), Instant.EPOCH);
        change(account(slot), Optional.of(made), () -> store.accounts().add(made));
        ledger.accountAdded();
    }

    private Account accountThere(int slot) {
        if (account(slot).known().isEmpty()) {
            addAccount(slot);
        }
        return account(slot).known().orElseThrow();
    }

    private void changeAccount(int slot) {
        Account before = accountThere(slot);
        Account changed = before.withPasswordHash(drawn());
        change(account(slot), Optional.of(changed), () -> store.accounts().replace(before, changed));
    }

    private void removeAccount(int slot) {
        accountThere(slot);
        change(account(slot), Optional.empty(), () -> store.accounts().remove(accountName(slot)));
    }
}
