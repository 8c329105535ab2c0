package io.erpconfig.http.read;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.token.Token;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Links;
import io.erpconfig.http.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * One request that was let in. State that changes with time is looked up through this and remembered, so that it can be
 * told later whether the answer would be the same again. Used by one thread.
 */
final class ReadCall {

    private static final String API_V4 = "/api/v4";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    /** Number of branches from which on an answer about them is not kept: they would be compared with each request. */
    private static final int MANY_BRANCHES = 200;

    /** No project has a number with more of them. */
    private static final int MAX_DIGITS = 16;

    private final ConfigReader reader;
    private final Token token;
    private final Map<String, String> variables;
    private final Query query;
    private final Links links;
    private final String apiBase;
    private final List<BooleanSupplier> checks = new ArrayList<>();
    private final Set<BranchId> watched = new HashSet<>();
    private Optional<ProjectKey> project = Optional.empty();
    private int size;
    private boolean dependsOnContent;
    private boolean repeatable = true;
    private boolean watchesAll;

    /**
     * @param variables of the route's path
     * @param links     to other pages of the answer
     * @param apiBase   the URL that the API's routes are under for this client
     */
    ReadCall(
            ConfigReader reader, Token token, Map<String, String> variables, Query query, Links links, String apiBase) {
        this.reader = reader;
        this.token = token;
        this.variables = variables;
        this.query = query;
        this.links = links;
        this.apiBase = apiBase;
    }

    Token token() {
        return token;
    }

    Query query() {
        return query;
    }

    Links links() {
        return links;
    }

    String apiBase() {
        return apiBase;
    }

    /** The URL under which clients expect every {@code web_url}: what they were given, to which they append the version. */
    String webBase() {
        return apiBase.endsWith(API_V4) ? apiBase.substring(0, apiBase.length() - API_V4.length()) : apiBase;
    }

    /** A variable of the route's path. */
    String variable(String name) {
        return Optional.ofNullable(variables.get(name)).orElseThrow();
    }

    /**
     * The project that the path names: by repoId, by {@code owner/repoId}, or by number. What the token does not cover is
     * refused whether or not it exists; a name that no project can have is that of none, and so is a number that no covered
     * project has: it says nothing of what exists (contract, section 2).
     */
    Project project() {
        String id = variable("id");
        Project found = NUMBER.matcher(id).matches() ? byNumber(id) : byName(id);
        project = Optional.of(found.key());
        checks.add(() -> reader.findProject(found.key()).equals(Optional.of(found)));
        return found;
    }

    /** The projects that the token covers. */
    List<Project> projects() {
        return reader.projects(token.owner()).stream()
                .filter(project -> token.covers(project.key().repoId()))
                .toList();
    }

    private Project byNumber(String digits) {
        return (digits.length() > MAX_DIGITS ? Optional.<Project>empty() : reader.findProject(Long.parseLong(digits)))
                .filter(found -> found.key().owner().equals(token.owner())
                        && token.covers(found.key().repoId()))
                .orElseThrow(ReadCall::projectNotFound);
    }

    private Project byName(String id) {
        int slash = id.indexOf('/');
        String owner = slash < 0 ? token.owner().value() : id.substring(0, slash);
        Optional<RepoId> possible = OwnerId.parse(owner).flatMap(any -> RepoId.parse(id.substring(slash + 1)));
        RepoId named = possible.orElseThrow(ReadCall::projectNotFound);
        if (!owner.equals(token.owner().value())) {
            throw forbidden();
        }
        checkCovered(named);
        return reader.findProject(new ProjectKey(token.owner(), named)).orElseThrow(ReadCall::projectNotFound);
    }

    private void checkCovered(RepoId named) {
        if (!token.covers(named)) {
            throw forbidden();
        }
    }

    private static ConfigStoreException forbidden() {
        return new ConfigStoreException(ErrorCode.FORBIDDEN, "the token does not cover that project");
    }

    private static ConfigStoreException projectNotFound() {
        return new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no such project");
    }

    private static ConfigStoreException branchNotFound() {
        return new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no such branch");
    }

    /** The path that the query names, if it names one. */
    Optional<ConfigPath> path() {
        return query.text("path").map(ConfigPath::new);
    }

    /** A project's branches by name. */
    List<BranchState> branches(Project project) {
        List<BranchState> found = reader.branches(project);
        if (found.isEmpty()) {
            throw projectNotFound(); // deleted meanwhile: there is always a default branch
        }
        if (found.size() > MANY_BRANCHES) {
            repeatable = false;
        }
        List<SeenBranch> seen = found.stream().map(SeenBranch::of).toList();
        size += seen.size();
        watchesAll = true;
        dependOn(() -> SeenBranch.areSame(seen, reader.branches(project)));
        return found;
    }

    /** The branch that the path names. */
    BranchState branch(Project project) {
        BranchName name = BranchName.parse(variable("branch")).orElseThrow(ReadCall::branchNotFound);
        BranchState found = reader.findBranch(project, name).orElseThrow(ReadCall::branchNotFound);
        SeenBranch seen = SeenBranch.of(found);
        watched.add(found.branch().id());
        dependOn(() -> seen.is(reader.findBranch(project, name)));
        return found;
    }

    /** Resolves the ref in a parameter of the query; the default branch, if it is left out. */
    Revision revision(Project project, String parameter, String notFound) {
        Optional<String> name = query.text(parameter);
        return name.isPresent()
                ? revisionNamed(project, name.get(), notFound)
                : revision(project, new Ref.Head(), notFound);
    }

    /** Resolves a ref that is given by its name. A name that can't be a ref is that of nothing. */
    Revision revisionNamed(Project project, String name, String notFound) {
        Ref ref;
        try {
            ref = Ref.parse(name);
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.INVALID_REF) {
                throw new ApiException(ApiErrorCode.REF_NOT_FOUND, notFound);
            }
            throw e;
        }
        return revision(project, ref, notFound);
    }

    /**
     * Resolves a ref.
     *
     * @param notFound the message if it means nothing: GitLab words it differently from route to route
     */
    Revision revision(Project project, Ref ref, String notFound) {
        Revision found;
        try {
            found = reader.resolve(project, ref);
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.REF_NOT_FOUND) {
                throw new ApiException(ApiErrorCode.REF_NOT_FOUND, notFound);
            }
            throw e;
        }
        watched.add(found.branch().branch());
        if (ref instanceof Ref.OfCommit) {
            // Where a commit is may be long to find.
            repeatable = false;
        } else if (ref instanceof Ref.OfDigits of) {
            // As long as it means a branch. What else it means may be long to find.
            BranchId id = found.branch().branch();
            SnapshotNumber number = found.snapshot().number();
            BooleanSupplier isBranch = () -> reader.findBranch(project, of.name())
                    .filter(state -> state.live().number().equals(number)
                            && state.branch().id().equals(id))
                    .isPresent();
            repeatable &= isBranch.getAsBoolean();
            dependOn(isBranch);
        } else if (ref instanceof Ref.OfSnapshot of) {
            // A snapshot never changes, but its branch can be deleted, and made again.
            BranchId id = found.branch().branch();
            dependOn(() -> reader.findBranchOfRef(project, of.branch())
                    .map(state -> state.branch().id())
                    .equals(Optional.of(id)));
        } else {
            BranchKey branch = found.branch();
            SnapshotNumber number = found.snapshot().number();
            dependOn(() -> {
                Revision now = reader.resolve(project, ref);
                return now.snapshot().number().equals(number) && now.branch().equals(branch);
            });
        }
        return found;
    }

    /** The name of the requested ref in the answer: the default branch by its name, if none was named. */
    String refName(Project project, String parameter) {
        return query.text(parameter).orElse(project.defaultBranch().name().value());
    }

    /**
     * What a branch was, without its snapshot's message, which may be long: a snapshot never changes, so its number is
     * enough.
     */
    private record SeenBranch(Branch branch, boolean isDefault, SnapshotNumber live) {

        static SeenBranch of(BranchState state) {
            return new SeenBranch(
                    state.branch(), state.isDefault(), state.live().number());
        }

        boolean is(BranchState now) {
            return now.live().number().equals(live)
                    && now.isDefault() == isDefault
                    && now.branch().equals(branch);
        }

        boolean is(Optional<BranchState> now) {
            return now.isPresent() && is(now.get());
        }

        static boolean areSame(List<SeenBranch> seen, List<BranchState> now) {
            if (seen.size() != now.size()) {
                return false;
            }
            for (int i = 0; i < seen.size(); i++) {
                if (!seen.get(i).is(now.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Notes a check, which must keep nothing alive that may be large: a ready answer has it for as long as it is kept. */
    private void dependOn(BooleanSupplier check) {
        dependsOnContent = true;
        checks.add(check);
    }

    /** The state that the answer depends on, if it is of a project. */
    Optional<Dependencies> dependencies() {
        return project.map(key -> new Dependencies(key.repoId(), checks, size + checks.size()));
    }

    /**
     * Whether the answer may be kept: it is of a project's content, and the state that it depends on can be looked up again
     * without waiting for the storage.
     */
    boolean mayBeKept() {
        return repeatable && dependsOnContent;
    }

    /** The part of the store that the answer is about, if it is of a project. */
    Optional<Watched> watched() {
        return project.map(key -> new Watched(key, watched, watchesAll));
    }
}
