package io.erpconfig.store.gridfs;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenScope;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/** The documents of each kind of record: ids and hashes in hex, times as dates, what is absent left out. */
final class Records {

    private static final String EXPIRES_AT = "expiresAt";

    /** When a token without the scope {@code read} expires. */
    private static final String ENDS_AT = "endsAt";

    /**
     * What such a token has as {@link #EXPIRES_AT}: to versions that know no scopes, and would let it read, it is one that
     * expired long ago.
     */
    private static final Instant LONG_PAST = Instant.EPOCH;

    private static final String SCOPES = "scopes";

    /** The field of a project's id. */
    static final String ID = "id";

    /** The field of its earlier id: of earlier versions' documents the only one. */
    static final String EARLIER_ID = "projectId";

    private Records() {}

    static Document encode(Project project) {
        Document document = new Document("_id", project.defaultBranch().id().value())
                .append("owner", project.key().owner().value())
                .append("repoId", project.key().repoId().value())
                .append(ID, project.id().value());
        project.earlierId().ifPresent(id -> document.append(EARLIER_ID, id.value()));
        return document.append("createdAt", Date.from(project.createdAt()))
                .append(
                        "defaultBranch",
                        new Document("name", project.defaultBranch().name().value())
                                .append(
                                        "createdAt",
                                        Date.from(project.defaultBranch().createdAt())));
    }

    static Project project(Fields fields) {
        return new Project(
                projectKey(fields),
                new ProjectId(Math.toIntExact(fields.number(ID))),
                fields.optionalNumber(EARLIER_ID).map(EarlierProjectId::new),
                fields.time("createdAt"),
                defaultBranch(fields));
    }

    /** A document that an earlier version inserted, with the id that a number of attempts lead to. */
    static Project projectWithoutId(Fields fields, int attempt) {
        return Project.madeEarlier(projectKey(fields), attempt, fields.time("createdAt"), defaultBranch(fields));
    }

    private static ProjectKey projectKey(Fields fields) {
        return new ProjectKey(new OwnerId(fields.text("owner")), new RepoId(fields.text("repoId")));
    }

    private static Branch defaultBranch(Fields fields) {
        Fields branch = fields.object("defaultBranch");
        return new Branch(
                new BranchName(branch.text("name")), new BranchId(fields.text("_id")), branch.time("createdAt"));
    }

    /** @param project the {@code _id} of the project's document */
    static Document encode(Branch branch, String project) {
        return new Document("_id", branch.id().value())
                .append("project", project)
                .append("name", branch.name().value())
                .append("createdAt", Date.from(branch.createdAt()));
    }

    static Branch branch(Fields fields) {
        return new Branch(
                new BranchName(fields.text("name")), new BranchId(fields.text("_id")), fields.time("createdAt"));
    }

    static Document encode(Snapshot snapshot) {
        Document document = new Document("number", snapshot.number().value())
                .append("root", snapshot.root().hex())
                .append("rootGitId", snapshot.rootGitId().hex())
                .append("contentId", snapshot.listing().id().hex())
                .append("files", snapshot.listing().files())
                .append("size", snapshot.listing().size())
                .append("commitId", snapshot.commitId().hex());
        snapshot.parent()
                .ifPresent(parent -> document.append(
                        "parent",
                        new Document("branch", parent.branch().value())
                                .append("number", parent.number().value())
                                .append("commitId", parent.commitId().hex())));
        snapshot.changes()
                .ifPresent(changes ->
                        document.append("changes", changes.root().hex()).append("generation", changes.generation()));
        return document.append(
                        "author",
                        new Document("name", snapshot.author().name().value())
                                .append("email", snapshot.author().email()))
                .append("createdAt", Date.from(snapshot.createdAt()))
                .append("message", snapshot.message())
                .append("cause", snapshot.cause().toString());
    }

    static Snapshot snapshot(Fields fields) {
        Fields author = fields.object("author");
        return new Snapshot(
                number(fields),
                new TreeId(Sha256.parse(fields.text("root"))),
                gitId(fields, "rootGitId"),
                new ContentListing(
                        new ContentId(Sha256.parse(fields.text("contentId"))),
                        Math.toIntExact(fields.number("files")),
                        fields.number("size")),
                gitId(fields, "commitId"),
                fields.optionalObject("parent")
                        .map(parent -> new Snapshot.Parent(
                                new BranchId(parent.text("branch")), number(parent), gitId(parent, "commitId"))),
                new Author(new OwnerId(author.text("name")), author.text("email")),
                fields.time("createdAt"),
                fields.text("message"),
                Cause.parse(fields.text("cause")),
                fields.optionalText("changes")
                        .map(root -> new Snapshot.Changes(
                                new ChangeTreeId(Sha256.parse(root)), Math.toIntExact(fields.number("generation")))));
    }

    private static SnapshotNumber number(Fields fields) {
        return new SnapshotNumber(Math.toIntExact(fields.number("number")));
    }

    private static GitId gitId(Fields fields, String name) {
        return GitId.parse(fields.text(name)).orElseThrow(() -> new IllegalArgumentException(name + " is no id"));
    }

    static Document encode(Token token) {
        Document document = new Document("_id", token.id().value())
                .append("hash", token.hash().sha256().hex())
                .append("suffix", token.suffix())
                .append("owner", token.owner().value())
                .append("name", token.name())
                .append(
                        "repos",
                        token.repos().stream().map(RepoId::value).sorted().toList())
                .append("fingerprintRequired", token.fingerprintRequired())
                .append("createdAt", Date.from(token.createdAt()));
        if (!token.description().isEmpty()) {
            document.append("description", token.description());
        }
        boolean reads = token.has(TokenScope.READ);
        if (!reads) {
            document.append(EXPIRES_AT, Date.from(LONG_PAST));
        }
        token.expiresAt().ifPresent(time -> document.append(reads ? EXPIRES_AT : ENDS_AT, Date.from(time)));
        if (!token.scopes().equals(TokenScope.DEFAULT)) {
            document.append(
                    SCOPES,
                    token.scopes().stream().sorted().map(TokenScope::toString).toList());
        }
        token.binding()
                .bound()
                .ifPresent(hash -> document.append("bound", hash.sha256().hex()));
        token.binding()
                .seenSince()
                .ifPresent(hash -> document.append("seenSince", hash.sha256().hex()));
        token.lastUsedAt().ifPresent(time -> document.append("lastUsedAt", Date.from(time)));
        return document;
    }

    static Token token(Fields fields) {
        Set<TokenScope> scopes = fields.has(SCOPES) ? scopes(fields.texts(SCOPES)) : TokenScope.DEFAULT;
        return Token.builder()
                .id(new TokenId(fields.text("_id")))
                .hash(new TokenHash(Sha256.parse(fields.text("hash"))))
                .suffix(fields.text("suffix"))
                .owner(new OwnerId(fields.text("owner")))
                .name(fields.text("name"))
                .description(fields.optionalText("description").orElse(""))
                .scopes(scopes)
                .repos(fields.texts("repos").stream().map(RepoId::new).collect(Collectors.toUnmodifiableSet()))
                .expiresAt(fields.optionalTime(scopes.contains(TokenScope.READ) ? EXPIRES_AT : ENDS_AT))
                .fingerprintRequired(fields.flag("fingerprintRequired"))
                .binding(new Token.Binding(
                        fields.optionalText("bound").map(Records::fingerprint),
                        fields.optionalText("seenSince").map(Records::fingerprint)))
                .createdAt(fields.time("createdAt"))
                .lastUsedAt(fields.optionalTime("lastUsedAt"))
                .build();
    }

    private static Set<TokenScope> scopes(List<String> names) {
        return names.stream().map(TokenScope::parse).collect(Collectors.toUnmodifiableSet());
    }

    private static FingerprintHash fingerprint(String hex) {
        return new FingerprintHash(Sha256.parse(hex));
    }

    static Document encode(Account account) {
        Document document = new Document("_id", account.name().value()).append("passwordHash", account.passwordHash());
        account.email().ifPresent(email -> document.append("email", email));
        return document.append("createdAt", Date.from(account.createdAt()));
    }

    static Account account(Fields fields) {
        return new Account(
                new OwnerId(fields.text("_id")),
                fields.text("passwordHash"),
                fields.optionalText("email"),
                fields.time("createdAt"));
    }

    static Document encode(Session session) {
        return new Document("_id", session.id().value())
                .append("hash", session.hash().sha256().hex())
                .append("user", session.user().value())
                .append("createdAt", Date.from(session.createdAt()))
                .append("seenAt", Date.from(session.seenAt()))
                .append("address", session.address())
                .append("agent", session.agent());
    }

    static Session session(Fields fields) {
        return new Session(
                new SessionId(fields.text("_id")),
                new SessionHash(Sha256.parse(fields.text("hash"))),
                new OwnerId(fields.text("user")),
                fields.time("createdAt"),
                fields.time("seenAt"),
                fields.text("address"),
                fields.text("agent"));
    }

    static Document encode(AuditEntry entry) {
        Document subject = new Document();
        entry.subject().forEach((part, value) -> subject.append(part.toString(), value));
        Document document = new Document("at", Date.from(entry.at()))
                .append("user", entry.user())
                .append("action", entry.action().toString())
                .append("subject", subject)
                .append("paths", entry.paths())
                .append("from", entry.origin())
                .append("result", entry.result());
        entry.event().ifPresent(target -> document.append("target", encode(target)));
        return document;
    }

    private static Document encode(EventTarget target) {
        Document document = new Document("default", target.defaultBranch());
        target.project().ifPresent(project -> document.append("project", project.value()));
        target.branch().ifPresent(branch -> document.append("branch", branch.value()));
        return document;
    }

    private static EventTarget target(Fields fields) {
        return new EventTarget(
                fields.optionalNumber("project").flatMap(ProjectId::of),
                fields.optionalText("branch").map(BranchId::new),
                fields.flag("default"));
    }

    static AuditEntry auditEntry(Fields fields, Optional<OwnerId> owner) {
        Fields parts = fields.object("subject");
        AuditEntry.Builder entry = AuditEntry.builder(
                        fields.time("at"),
                        fields.text("user"),
                        AuditAction.parse(fields.text("action")),
                        fields.text("from"))
                .owner(owner)
                .paths(fields.texts("paths"))
                .result(fields.text("result"))
                .event(fields.optionalObject("target").map(Records::target));
        for (AuditEntry.Subject part : AuditEntry.Subject.values()) {
            parts.optionalText(part.toString()).ifPresent(value -> entry.subject(part, value));
        }
        return entry.build();
    }
}
