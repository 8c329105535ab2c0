package io.erpconfig.core.edit;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.ChangeTree;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Ancestry;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes and deletes projects and branches. Safe for any number of threads. */
public final class ProjectEditor {

    private final ConfigStore store;
    private final Clock clock;
    private final SecureRandom random;

    public ProjectEditor(ConfigStore store, Clock clock, SecureRandom random) {
        this.store = requireNonNull(store, "store");
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
    }

    /**
     * Makes a project with an empty {@code master}.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}
     */
    public Project createProject(ProjectKey key, Author author) {
        return createProject(key, author, said(author.name().value(), AuditAction.PROJECT_CREATE));
    }

    /**
     * {@link #createProject(ProjectKey, Author)}.
     *
     * @param said what the audit trail says of it, but for the time and the project
     */
    public Project createProject(ProjectKey key, Author author, AuditEntry said) {
        return createProject(key, author, said, Making.NOTHING).orElseThrow(() -> projectExists(key));
    }

    private static AuditEntry said(String user, AuditAction action) {
        return AuditEntry.builder(AuditEntry.EARLIEST, user, action, AuditEntry.EMBEDDED)
                .build();
    }

    /** What the audit trail says of a change to a branch, or with its default branch to a project. */
    private static AuditEntry event(AuditEntry said, Instant now, Project project, Branch branch) {
        boolean isDefault = project.defaultBranch().equals(branch);
        return said.at(now)
                .withIfAbsent(Subject.PROJECT, project.key().repoId().value())
                .asEvent(
                        project.key().owner(),
                        new EventTarget(Optional.of(project.id()), Optional.of(branch.id()), isDefault));
    }

    /**
     * Makes a project unless there is one.
     *
     * @param making what is made in its branch when that has its first snapshot, and no record yet
     */
    private Optional<Project> createProject(ProjectKey key, Author author, AuditEntry said, Making making) {
        if (store.projects().find(key).isPresent()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Branch master = file(key, BranchName.MASTER, empty(author, now, "Create project " + key.repoId()), making);
        for (int attempt = 0; ; attempt++) {
            Project project = Project.made(key, attempt, now, master);
            List<AuditEntry> entries = new ArrayList<>(List.of(event(said, now, project, master)));
            making.entry().ifPresent(entry -> entries.add(event(entry, now, project, master)));
            switch (store.projects().create(project, entries)) {
                case DONE -> {
                    return Optional.of(project);
                }
                case NAME_TAKEN -> {
                    return Optional.empty();
                }
                case ID_TAKEN -> {}
            }
        }
    }

    private static ConfigStoreException projectExists(ProjectKey key) {
        return new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a project '" + key.repoId() + "' already");
    }

    /**
     * Deletes a project with all its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public void deleteProject(ProjectKey key) {
        deleteProject(key, said(key.owner().value(), AuditAction.PROJECT_DELETE));
    }

    /**
     * {@link #deleteProject(ProjectKey)}.
     *
     * @param said what the audit trail says of it, but for the time and the project
     */
    public void deleteProject(ProjectKey key, AuditEntry said) {
        Instant now = clock.instant();
        Project project = store.projects().find(key).orElseThrow(() -> noProject(key));
        if (!store.projects().delete(project, now, List.of(event(said, now, project, project.defaultBranch())))) {
            throw noProject(key);
        }
    }

    private static ConfigStoreException noProject(ProjectKey key) {
        return new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + key.repoId() + "'");
    }

    /**
     * Makes an empty branch.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public Branch createBranch(Project project, BranchName name, Author author) {
        return createBranch(project, name, author, said(author.name().value(), AuditAction.BRANCH_CREATE));
    }

    /**
     * {@link #createBranch(Project, BranchName, Author)}.
     *
     * @param said what the audit trail says of it, but for the time, the project and the branch
     */
    public Branch createBranch(Project project, BranchName name, Author author, AuditEntry said) {
        Snapshot first = empty(author, clock.instant(), "Create branch " + name);
        return create(project, name, first, said, Making.NOTHING, Optional::empty)
                .orElseThrow(() -> branchExists(name));
    }

    /**
     * Makes an edit in a branch that may not be there, nor its project. What isn't there is made; a branch that is made
     * comes into being, empty, together with the edit on top of it: nobody ever sees it without. If another writer makes
     * it first, the edit is made on what that one has made.
     *
     * <p>When this throws, no branch was changed or made by it. A project that was to have another branch than its
     * default one may be there, with an empty default branch, if the branch's record alone can't be written: it is not
     * taken back, because others may use it by then.
     *
     * <p>What the audit trail says of it gets the branch's name. That a project or branch was made for it is said before, in
     * the same step.
     *
     * @param branch the default branch if none is named
     * @param edit   has no precondition
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND} or {@link ErrorCode#PROJECT_NOT_FOUND} if it is
     *     deleted at the same time; what each {@link Change} says of itself
     */
    public Filled fill(ProjectKey key, Optional<BranchName> branch, PreparedEdit edit) {
        if (!(edit.edit().precondition() instanceof Precondition.None)) {
            throw new IllegalArgumentException("edit: a branch that is not there meets no precondition");
        }
        Author author = edit.edit().author();
        AuditEntry said = edit.edit().said();
        Making making = new Making(Optional.of(edit));
        boolean newProject = false;
        if (store.projects().find(key).isEmpty()) {
            BranchName name = branch.orElse(BranchName.MASTER);
            boolean newBranch;
            if (name.equals(BranchName.MASTER)) {
                making.branch = Optional.of(name);
                newProject = createProject(key, author, of(said, AuditAction.PROJECT_CREATE), making)
                        .isPresent();
                newBranch = newProject;
            } else {
                // Before its project is made: what can fail has failed then, and the two records are left to be
                // written.
                making.branch = Optional.of(name);
                Branch made = file(key, name, empty(author, clock.instant(), "Create branch " + name), making);
                newProject = createProject(key, author, of(said, AuditAction.PROJECT_CREATE), Making.NOTHING)
                        .isPresent();
                Project project = store.projects().find(key).orElseThrow(() -> noProject(key));
                newBranch = record(project, made, of(said, AuditAction.BRANCH_CREATE), making.entry());
            }
            if (newBranch) {
                return filled(making, name, newProject);
            }
        }
        Project project = store.projects().find(key).orElseThrow(() -> noProject(key));
        BranchName name = branch.orElse(project.defaultBranch().name());
        Optional<Branch> there = store.projects().findBranch(key, name);
        if (there.isEmpty()) {
            making.branch = Optional.of(name);
            Snapshot first = empty(author, clock.instant(), "Create branch " + name);
            if (create(project, name, first, of(said, AuditAction.BRANCH_CREATE), making, making::entry)
                    .isPresent()) {
                return filled(making, name, newProject);
            }
            there = store.projects().findBranch(key, name);
        }
        Branch found = there.orElseThrow(
                () -> new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + name + "'"));
        Optional<AuditEntry> audit = Optional.of(said.withIfAbsent(Subject.BRANCH, name.value()));
        return new Filled(edit.make(new BranchKey(key, found.id()), audit), name, newProject, false);
    }

    /** The same, of what was done for it. */
    private static AuditEntry of(AuditEntry said, AuditAction action) {
        AuditEntry.Builder entry = AuditEntry.builder(said.at(), said.user(), action, said.origin());
        Optional.ofNullable(said.subject().get(Subject.REQUEST_ID))
                .ifPresent(request -> entry.subject(Subject.REQUEST_ID, request));
        return entry.build();
    }

    private static Filled filled(Making making, BranchName name, boolean newProject) {
        return new Filled(making.outcome(), name, newProject, true);
    }

    /**
     * The result of {@link #fill}.
     *
     * @param branch     where the edit was made
     * @param newProject whether the project was made for it
     * @param newBranch  whether the branch was made for it
     */
    public record Filled(EditOutcome outcome, BranchName branch, boolean newProject, boolean newBranch) {}

    /** Makes an edit, if there is one, where a branch has just been filed that has no record yet. */
    private static final class Making implements Consumer<BranchKey> {

        static final Making NOTHING = new Making(Optional.empty());

        private final Optional<PreparedEdit> edit;
        private Optional<BranchName> branch = Optional.empty();
        private Optional<EditOutcome> outcome = Optional.empty();

        Making(Optional<PreparedEdit> edit) {
            this.edit = edit;
        }

        @Override
        public void accept(BranchKey filed) {
            if (edit.isPresent()) {
                outcome = Optional.of(edit.get().make(filed, Optional.empty()));
            }
        }

        EditOutcome outcome() {
            return outcome.orElseThrow();
        }

        /** What the audit trail says of the edit once the branch has its record: only then is there anything to be said. */
        Optional<AuditEntry> entry() {
            return outcome.filter(EditOutcome.Saved.class::isInstance)
                    .map(EditOutcome.Saved.class::cast)
                    .map(saved -> edit.orElseThrow()
                            .edit()
                            .said()
                            .with(Subject.BRANCH, branch.orElseThrow().value())
                            .with(Subject.SNAPSHOT, saved.live().number().toString()));
        }
    }

    /**
     * Makes a branch that begins as a copy of a revision of the same project. No content is copied.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#PROJECT_NOT_FOUND},
     *     {@link ErrorCode#REF_NOT_FOUND} if the source has been swept away meanwhile
     */
    public Branch copyBranch(Project project, BranchName name, Revision from, Author author) {
        return copyBranch(project, name, from, author, said(author.name().value(), AuditAction.BRANCH_CREATE));
    }

    /**
     * {@link #copyBranch(Project, BranchName, Revision, Author)}.
     *
     * @param said what the audit trail says of it, but for the time, the project and the branch
     */
    public Branch copyBranch(Project project, BranchName name, Revision from, Author author, AuditEntry said) {
        if (!from.project().key().equals(project.key())) {
            throw new IllegalArgumentException("from: a revision of " + project.key());
        }
        Snapshot source = from.snapshot();
        Snapshot.Parent parent = new Snapshot.Parent(from.branch().branch(), source.number(), source.commitId());
        Snapshot first = Snapshot.of(
                        SnapshotNumber.FIRST,
                        source.root(),
                        source.rootGitId(),
                        source.listing(),
                        Optional.of(parent),
                        author,
                        clock.instant(),
                        "Create branch " + name,
                        Cause.COPY)
                .with(source.changes().map(known -> new Snapshot.Changes(known.root(), known.generation() + 1)));
        Consumer<BranchKey> filed = key -> {
            // The source may be of a deleted branch. A sweep that still keeps it now will find the copy filed.
            if (!isKept(from.branch())) {
                store.snapshots().purge(key);
                throw new ConfigStoreException(ErrorCode.REF_NOT_FOUND, "what was to be copied is gone");
            }
        };
        return create(project, name, first, said, filed, Optional::empty).orElseThrow(() -> branchExists(name));
    }

    /** Whether a sweep spares the branch's snapshots: it has a record, or one with a record descends from it. */
    private boolean isKept(BranchKey branch) {
        Function<Branch, BranchKey> keys = each -> new BranchKey(branch.project(), each.id());
        List<BranchKey> recorded = new ArrayList<>();
        store.projects().branches(branch.project()).forEach(each -> recorded.add(keys.apply(each)));
        if (!recorded.contains(branch)) {
            store.projects().deletedBranches(branch.project()).forEach(each -> recorded.add(keys.apply(each)));
        }
        return recorded.contains(branch)
                || Ancestry.of(recorded, store.snapshots()).contains(branch);
    }

    /**
     * Makes a branch unless there is one.
     *
     * @param filed  is told of it when it has its first snapshot, and no record yet
     * @param beside what the audit trail says beside that it was made
     */
    private Optional<Branch> create(
            Project project,
            BranchName name,
            Snapshot first,
            AuditEntry said,
            Consumer<BranchKey> filed,
            Supplier<Optional<AuditEntry>> beside) {
        if (store.projects().findBranch(project.key(), name).isPresent()) {
            return Optional.empty();
        }
        Branch branch = file(project.key(), name, first, filed);
        return record(project, branch, said, beside.get()) ? Optional.of(branch) : Optional.empty();
    }

    /** Makes the record of a branch whose first snapshot is filed. */
    private boolean record(Project project, Branch branch, AuditEntry said, Optional<AuditEntry> beside) {
        Instant now = clock.instant();
        AuditEntry named = said.withIfAbsent(Subject.BRANCH, branch.name().value());
        List<AuditEntry> entries = new ArrayList<>(List.of(event(named, now, project, branch)));
        beside.ifPresent(entry -> entries.add(event(entry, now, project, branch)));
        return store.projects().createBranch(project.key(), branch, entries);
    }

    /**
     * Files the first snapshot of a branch that is to be made.
     *
     * @param filed is told of it then
     */
    private Branch file(ProjectKey project, BranchName name, Snapshot first, Consumer<BranchKey> filed) {
        Branch branch = new Branch(name, BranchId.random(random), first.createdAt());
        append(project, branch, first);
        filed.accept(new BranchKey(project, branch.id()));
        return branch;
    }

    private static ConfigStoreException branchExists(BranchName name) {
        return new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a branch '" + name + "' already");
    }

    /**
     * Deletes a branch with its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#BRANCH_NOT_FOUND}, {@link ErrorCode#DEFAULT_BRANCH}
     */
    public void deleteBranch(Project project, BranchName name) {
        deleteBranch(project, name, said(project.key().owner().value(), AuditAction.BRANCH_DELETE));
    }

    /**
     * {@link #deleteBranch(Project, BranchName)}.
     *
     * @param said what the audit trail says of it, but for the time, the project and the branch
     */
    public void deleteBranch(Project project, BranchName name, AuditEntry said) {
        if (name.equals(project.defaultBranch().name())) {
            throw new ConfigStoreException(
                    ErrorCode.DEFAULT_BRANCH, "'" + name + "' is the default branch, which can't be deleted");
        }
        boolean deleted = store.projects()
                .findBranch(project.key(), name)
                .filter(branch -> delete(project, branch, said.withIfAbsent(Subject.BRANCH, name.value())))
                .isPresent();
        if (!deleted) {
            throw new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no branch '" + name + "'");
        }
    }

    private boolean delete(Project project, Branch branch, AuditEntry said) {
        Instant now = clock.instant();
        return store.projects().deleteBranch(project.key(), branch, now, List.of(event(said, now, project, branch)));
    }

    private Snapshot empty(Author author, Instant now, String message) {
        return Snapshot.of(
                        SnapshotNumber.FIRST,
                        Tree.EMPTY.id(),
                        Tree.EMPTY.gitId(),
                        ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY),
                        Optional.empty(),
                        author,
                        now,
                        message,
                        Cause.CREATE)
                .with(Optional.of(new Snapshot.Changes(ChangeTree.EMPTY.id(), 1)));
    }

    /** The branch's id is new, so nobody else appends there. */
    private void append(ProjectKey project, Branch branch, Snapshot first) {
        store.commits().append(new BranchKey(project, branch.id()), first);
    }
}
