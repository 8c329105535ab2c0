package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.Links;
import io.erpconfig.http.LongRequests;
import io.erpconfig.http.Query;
import io.erpconfig.http.RequestCookies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** One request to the admin API. Used by one thread. */
final class AdminCall {

    private final HttpServletRequest request;
    private final Optional<SignedIn> signedIn;
    private final Map<String, String> variables;
    private final Query query;
    private final Links links;
    private final String origin;
    private final String address;
    private final AuditEntryBuilder audit = new AuditEntryBuilder();

    /**
     * @param signedIn  who sent it; there unless the route is open
     * @param variables of the route's path
     * @param links     to other pages of the answer
     * @param origin    the base URL under which the client reached the server
     * @param address   that it came from
     */
    AdminCall(
            HttpServletRequest request,
            Optional<SignedIn> signedIn,
            Map<String, String> variables,
            Query query,
            Links links,
            String origin,
            String address) {
        this.request = request;
        this.signedIn = signedIn;
        this.variables = variables;
        this.query = query;
        this.links = links;
        this.origin = origin;
        this.address = address;
    }

    Optional<SignedIn> signedIn() {
        return signedIn;
    }

    /** The signed-in user. */
    SignedIn user() {
        return signedIn.orElseThrow(() -> new ConfigStoreException(ErrorCode.UNAUTHORIZED, "no session"));
    }

    /** The signed-in user as the owner of what is asked for. */
    OwnerId owner() {
        return user().user();
    }

    /** The signed-in user as the author of an edit. */
    Author author() {
        return user().email().map(email -> new Author(owner(), email)).orElseGet(() -> Author.of(owner()));
    }

    /** A variable of the route's path. */
    String variable(String name) {
        return Optional.ofNullable(variables.get(name)).orElseThrow();
    }

    Query query() {
        return query;
    }

    Links links() {
        return links;
    }

    /** Whether the client's connection is encrypted, be it by a proxy. */
    boolean isSecure() {
        return origin.startsWith("https:");
    }

    /** The address that the request came from: the client's, where a trusted proxy tells it. */
    String address() {
        return address;
    }

    /** All values of a header, as one list; empty only if it is not there. */
    Optional<String> header(String name) {
        return RequestHeaders.find(request, name);
    }

    static RequestCookies cookies(HttpServletRequest request) {
        return new RequestCookies(String.join("; ", Collections.list(request.getHeaders("Cookie"))));
    }

    RequestCookies cookies() {
        return cookies(request);
    }

    /**
     * Begins what may take long before anything is sent.
     *
     * @throws io.erpconfig.http.ApiException 429 or 503: see {@link LongRequests}
     */
    void beginLong() {
        LongRequests.begin(request, LongRequests.Kind.MADE);
    }

    RequestBody body() {
        return new RequestBody(request);
    }

    /** The entry that the audit trail is going to have of this request. */
    AuditEntryBuilder audit() {
        return audit;
    }

    /** What the audit trail says of the change that it is about to make, if that is made; the editor adds when and what. */
    AuditEntry made() {
        return audit.entry(AuditEntry.EARLIEST, signedIn.map(SignedIn::user), address, AuditEntry.OK)
                .orElseThrow();
    }

    /**
     * The key of the project that the path names: by repoId, or by {@code owner/repoId}. Another owner's is refused
     * whether or not it exists (contract, section 3); a name that no project can have is that of none.
     */
    ProjectKey projectKey() {
        String named = variable("repoId");
        audit.on(Subject.PROJECT, named);
        int slash = named.indexOf('/');
        if (slash >= 0 && !named.substring(0, slash).equals(owner().value())) {
            throw new ConfigStoreException(ErrorCode.FORBIDDEN, "the project is another owner's");
        }
        RepoId repoId = RepoId.parse(named.substring(slash + 1)).orElseThrow(AdminCall::projectNotFound);
        return new ProjectKey(owner(), repoId);
    }

    private static ConfigStoreException projectNotFound() {
        return new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no such project");
    }

    /** The project that the path names. */
    Project project(ConfigReader reader) {
        return reader.findProject(projectKey()).orElseThrow(AdminCall::projectNotFound);
    }

    /** The path that the query names, if it names one. */
    Optional<ConfigPath> path() {
        return query.text("path").map(ConfigPath::new);
    }

    /** The branch that the path names, as it is now: a branch alone, and no other ref. */
    BranchState branch(ConfigReader reader, Project project) {
        return reader.findBranch(project, branchName()).orElseThrow(AdminCall::branchNotFound);
    }

    /** The branch that the path names, which is going to be changed. */
    BranchKey branchKey(ConfigReader reader, Project project) {
        return reader.findBranchKey(project, branchName()).orElseThrow(AdminCall::branchNotFound);
    }

    private BranchName branchName() {
        audit.on(Subject.BRANCH, variable("branch"));
        return BranchName.parse(variable("branch")).orElseThrow(AdminCall::branchNotFound);
    }

    static ConfigStoreException branchNotFound() {
        return new ConfigStoreException(ErrorCode.BRANCH_NOT_FOUND, "no such branch");
    }

    /** Resolves the ref in the path. A text that can't be a ref counts as one that doesn't exist. */
    Revision revision(ConfigReader reader, Project project) {
        try {
            return revision(reader, project, variable("branch"));
        } catch (ConfigStoreException e) {
            throw e.code() == ErrorCode.INVALID_REF ? branchNotFound() : e;
        }
    }

    /** Resolves a ref. The error for one that doesn't exist says what kind of thing is missing. */
    static Revision revision(ConfigReader reader, Project project, String refText) {
        Ref ref = Ref.parse(refText);
        try {
            return reader.resolve(project, ref);
        } catch (ConfigStoreException e) {
            if (e.code() == ErrorCode.REF_NOT_FOUND && ref instanceof Ref.OfBranch) {
                throw branchNotFound();
            }
            if (e.code() == ErrorCode.REF_NOT_FOUND && ref instanceof Ref.OfSnapshot of) {
                reader.findBranchOfRef(project, of.branch()).orElseThrow(AdminCall::branchNotFound);
                throw new ConfigStoreException(ErrorCode.SNAPSHOT_NOT_FOUND, "no such snapshot");
            }
            throw e;
        }
    }
}
