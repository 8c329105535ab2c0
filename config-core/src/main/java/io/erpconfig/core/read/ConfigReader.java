package io.erpconfig.core.read;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.catalog.ProjectCatalog;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderListing;
import io.erpconfig.core.content.FolderListings;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads everything and changes nothing: this is all that the read API is given. It knows nothing of tokens; callers
 * have checked whether a project may be seen.
 *
 * <p>A ref is resolved once, to a {@link Revision}; whatever is then read of it is of that one state. Safe for any number
 * of threads.
 */
public final class ConfigReader {

    private final ProjectCatalog projects;
    private final SnapshotLog snapshots;
    private final BlobStore blobs;
    private final Trees trees;
    private final FolderListings listings;
    private final History history;
    private final AuthorCounts authors;
    private final EventReader events;

    public ConfigReader(ConfigStore store) {
        this.projects = store.projects();
        this.snapshots = store.snapshots();
        this.blobs = store.blobs();
        this.trees = new Trees(blobs);
        this.listings = new FolderListings(trees);
        this.history = new History(snapshots, trees, new ChangeTrees(trees, blobs));
        this.authors = new AuthorCounts(snapshots);
        this.events = new EventReader(
                store.events(),
                snapshots,
                (from, to) ->
                        new TreeComparison(trees, from.map(Snapshot::root).orElse(TreeComparison.NOTHING), to.root()));
    }

    /** Reads owners' events. */
    public EventReader events() {
        return events;
    }

    /** An owner's projects by repoId. */
    public List<Project> projects(OwnerId owner) {
        return projects.list(owner);
    }

    public Optional<Project> findProject(ProjectKey key) {
        return projects.find(key);
    }

    /**
     * The project that an integer names: the one that has it as its id, else the one that an earlier version gave it.
     *
     * @param id any; one that no project can have finds none
     */
    public Optional<Project> findProject(long id) {
        return ProjectId.of(id)
                .flatMap(projects::find)
                .or(() -> EarlierProjectId.of(id).flatMap(projects::find));
    }

    /** A project's branches by name, each with its newest snapshot. */
    public List<BranchState> branches(Project project) {
        List<BranchState> states = new ArrayList<>();
        for (Branch branch : projects.branches(project.key())) {
            // A branch that is deleted and swept between the two reads is no longer a branch.
            live(project, branch).ifPresent(states::add);
        }
        return states;
    }

    public Optional<BranchState> findBranch(Project project, BranchName name) {
        return projects.findBranch(project.key(), name).flatMap(branch -> live(project, branch));
    }

    /** Where a branch's history is, if there is such a branch. */
    public Optional<BranchKey> findBranchKey(Project project, BranchName name) {
        return projects.findBranch(project.key(), name).map(branch -> new BranchKey(project.key(), branch.id()));
    }

    private Optional<BranchState> live(Project project, Branch branch) {
        return snapshots
                .live(new BranchKey(project.key(), branch.id()))
                .map(live -> new BranchState(
                        branch, branch.name().equals(project.defaultBranch().name()), live));
    }

    /**
     * Finds what a ref means now.
     *
     * @throws ConfigStoreException {@link ErrorCode#REF_NOT_FOUND} if it means nothing
     */
    public Revision resolve(Project project, Ref ref) {
        Optional<Revision> found;
        if (ref instanceof Ref.Head) {
            found = newest(project, Optional.of(project.defaultBranch()));
        } else if (ref instanceof Ref.OfBranch of) {
            found = newest(project, named(project, of.branch()));
        } else if (ref instanceof Ref.OfDigits of) {
            found = newest(project, projects.findBranch(project.key(), of.name()))
                    .or(() -> byDigits(project, of).flatMap(location -> at(project, location)));
        } else if (ref instanceof Ref.OfSnapshot of) {
            found = named(project, of.branch())
                    .flatMap(branch -> at(project, new BranchKey(project.key(), branch.id()), of.number()));
        } else {
            Ref.OfCommit of = (Ref.OfCommit) ref;
            found = snapshots.findCommit(project.key(), of.id()).flatMap(location -> at(project, location));
        }
        return found.orElseThrow(
                () -> new ConfigStoreException(ErrorCode.REF_NOT_FOUND, "no branch, snapshot or commit '" + ref + "'"));
    }

    /**
     * The branch that a name means in a ref: of that name, or else of what the name is the full one of.
     *
     * @param name as it is in the ref
     */
    public Optional<BranchState> findBranchOfRef(Project project, BranchName name) {
        return named(project, name).flatMap(branch -> live(project, branch));
    }

    private Optional<Branch> named(Project project, BranchName name) {
        return projects.findBranch(project.key(), name)
                .or(() -> name.withoutPrefix().flatMap(rest -> projects.findBranch(project.key(), rest)));
    }

    private Optional<SnapshotLog.Location> byDigits(Project project, Ref.OfDigits ref) {
        List<SnapshotLog.Location> commits = snapshots.findCommits(project.key(), ref.digits());
        return commits.isEmpty() && ref.mayBeShortId()
                ? newest(project, ref.digits())
                : commits.stream().filter(only -> commits.size() == 1).findFirst();
    }

    /** The newest commit with a {@code short_id}; of several in one second, that of the default branch or the first one. */
    private Optional<SnapshotLog.Location> newest(Project project, String shortId) {
        List<BranchKey> branches = new ArrayList<>();
        branches.add(new BranchKey(project.key(), project.defaultBranch().id()));
        projects.branches(project.key()).forEach(branch -> branches.add(new BranchKey(project.key(), branch.id())));
        Optional<Revision> newest = Optional.empty();
        for (BranchKey branch : history.withOrigins(branches)) {
            Optional<Revision> last =
                    snapshots.findNewest(branch, shortId).flatMap(number -> at(project, branch, number));
            if (last.isPresent()
                    && newest.filter(known -> !isBefore(known, last.get())).isEmpty()) {
                newest = last;
            }
        }
        return newest.map(found ->
                new SnapshotLog.Location(found.branch(), found.snapshot().number()));
    }

    private static boolean isBefore(Revision one, Revision other) {
        return one.snapshot().createdAt().isBefore(other.snapshot().createdAt());
    }

    private Optional<Revision> newest(Project project, Optional<Branch> branch) {
        return branch.flatMap(found -> {
            BranchKey key = new BranchKey(project.key(), found.id());
            return snapshots.live(key).map(live -> new Revision(project, key, live));
        });
    }

    private Optional<Revision> at(Project project, SnapshotLog.Location location) {
        return at(project, location.branch(), location.number());
    }

    private Optional<Revision> at(Project project, BranchKey branch, SnapshotNumber number) {
        return snapshots.find(branch, number).map(snapshot -> new Revision(project, branch, snapshot));
    }

    /** The file or folder at a path. */
    public Optional<TreeEntry> find(Revision revision, ConfigPath path) {
        return trees.find(revision.snapshot().root(), path);
    }

    /**
     * The file at a path.
     *
     * @throws ConfigStoreException {@link ErrorCode#FILE_NOT_FOUND} if there is none, or a folder
     */
    public FileEntry file(Revision revision, ConfigPath path) {
        return trees.findFile(revision.snapshot().root(), path)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.FILE_NOT_FOUND, "no file '" + path + "'"));
    }

    /** The root folder of a revision. */
    public TreeId root(Revision revision) {
        return revision.snapshot().root();
    }

    /**
     * The folder at a path.
     *
     * @throws ConfigStoreException {@link ErrorCode#FOLDER_NOT_FOUND} if there is none, or a file
     */
    public TreeId folder(Revision revision, ConfigPath path) {
        return trees.findFolder(revision.snapshot().root(), path)
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.FOLDER_NOT_FOUND, "no folder '" + path + "'"));
    }

    /**
     * The entries of a folder, in the order of {@link String#compareTo} with folders before their content. They are read
     * as the iteration gets to them.
     *
     * @param folder    the folder
     * @param path      where it is: empty for the root, else ending in {@code /}; each line's path begins with it
     * @param recursive whether to list what is in its folders too
     */
    public Iterable<ListedEntry> list(TreeId folder, String path, boolean recursive) {
        return listings.all(folder, path, recursive);
    }

    /** The entries of a folder, in GitLab's order and from any line on; the parameters are those of {@link #list}. */
    public FolderListing listing(TreeId folder, String path, boolean recursive) {
        return listings.of(folder, path, recursive);
    }

    /** A file's bytes as a whole; for small files. The array is shared: not to be changed. */
    public byte[] read(FileEntry file) {
        return blobs.read(file.blob());
    }

    /** A file's bytes as a stream, which the caller closes. */
    public InputStream open(FileEntry file) {
        return blobs.open(file.blob());
    }

    /** A content's bytes as a whole; for small ones. The array is shared: not to be changed. */
    public byte[] read(GitBlob content) {
        return blobs.read(content.blob());
    }

    /** A content's bytes as a stream, which the caller closes. */
    public InputStream open(GitBlob content) {
        return blobs.open(content.blob());
    }

    /**
     * Content of a project by its git blob id, in whichever snapshot of an existing branch, or of one that leads to such a
     * branch, it is.
     */
    public Optional<GitBlob> findBlob(Project project, GitId id) {
        ContentSearch search = new ContentSearch(project, branches(project), history, trees);
        Optional<GitBlob> found = snapshots
                .findContent(project.key(), id, search::leadsToABranch)
                .filter(content -> blobs.contains(content.blob()));
        return found.isPresent() || snapshots.knowsContent(project.key()) ? found : search.walk(id);
    }

    /**
     * A revision and those before it, newest first, across branches to the one that a branch was copied from. Lazy: each
     * is read when it is asked for.
     */
    public Iterable<Revision> commits(Revision from) {
        return () -> history.before(from);
    }

    /**
     * The commits that lead to some revisions of a project, these included, without those that lead to others.
     *
     * @param without theirs are left out, with the revisions themselves
     */
    public CommitSet commits(List<Revision> of, List<Revision> without) {
        return new CommitSet(history, authors, of, without);
    }

    /**
     * The authors of a revision and of those before it, as {@link #commits(Revision)} has them, each with the number of its
     * revisions. A history is read once; from then on only what was saved since.
     */
    public Map<Author, Integer> authors(Revision from) {
        Map<Author, Integer> counts = new HashMap<>();
        history.line(from).forEach((branch, last) -> authors.count(branch, last, counts));
        return counts;
    }

    /** The newest revision that leads to both, where they parted: one of them, if it leads to the other. */
    public Optional<Revision> commonAncestor(Revision one, Revision other) {
        return history.commonAncestor(one, other);
    }

    /** The revision before: its parent, if it has one that is still there. */
    public Optional<Revision> parent(Revision revision) {
        return history.parent(revision);
    }

    /** Whether what is at a path (file or folder) is other than in the parent: whether this commit touched it. */
    public boolean touches(Revision revision, ConfigPath path) {
        return history.touches(revision, path);
    }

    /**
     * The revisions of one branch, from this one back, that {@linkplain #touches touched} what is at a path, newest first.
     * Lazy, and without reading those between them where change trees tell.
     */
    public Iterable<Revision> touching(Revision from, ConfigPath path) {
        return () -> history.touching(from, path, each -> each.branch().equals(from.branch()));
    }

    /**
     * The newest revision, from this one back, in which what is at a path became what it is. The path is there in the
     * given one. That takes no longer in a long history, unless an earlier version has made it.
     */
    public Revision lastChange(Revision from, ConfigPath path) {
        return history.lastChange(from, path);
    }

    /** The files that differ between two revisions' trees: see {@link TreeComparison}. */
    public Iterable<FileChange> compare(Revision from, Revision to) {
        return compare(from.snapshot(), to.snapshot());
    }

    /** The files that differ between two snapshots' trees: see {@link TreeComparison}. */
    public Iterable<FileChange> compare(Snapshot from, Snapshot to) {
        return new TreeComparison(trees, from.root(), to.root());
    }

    /** The files that a revision changed over its parent; over nothing if it has none. */
    public Iterable<FileChange> changes(Revision revision) {
        TreeId before = parent(revision).map(this::root).orElse(TreeComparison.NOTHING);
        return new TreeComparison(trees, before, revision.snapshot().root());
    }
}
