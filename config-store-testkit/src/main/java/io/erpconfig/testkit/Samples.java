package io.erpconfig.testkit;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.BranchName;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Values to store. Those made from the same arguments are equal, except for ids that are drawn at random. */
final class Samples {

    static final OwnerId OWNER = new OwnerId("anna");
    static final ProjectKey PROJECT = project("anna", "b2b-cnc.erp-config");

    /** Texts of at most 200 characters that are easily garbled, or that end a line or a value too early. */
    static final List<String> HOSTILE = List.of(
            "",
            "größe \"日本語\" 😀 \\ $x {} %s",
            "one\ntwo\r\nthree\u0085\u2028\u2029four\u001b[31m\t",
            "\"},{\"result\":\"ok\"}\n{\"at\":\"2026-03-01T12:00:00.000Z\"}",
            "\u0001\u007f\ufffd\uffff\ufeff",
            "e\u0301 \u00e9 \u202e",
            "😀".repeat(200),
            "\\".repeat(200));

    /** Names that differ, but not to every file system, database or collation. */
    static final List<String> UNUSUAL_REPOS = List.of(
            "A.erp-config",
            "a.erp-config",
            "con.erp-config",
            "CON.erp-config",
            "Con.erp-config",
            "nul.x",
            "aux.c",
            "com1.erp-config",
            "COM1.erp-config",
            "lpt9.erp-config",
            "con.foo.erp-config",
            "a..b.erp-config",
            "a_b.erp-config",
            "a-b.erp-config",
            "A".repeat(89) + ".erp-config",
            "a".repeat(89) + ".erp-config",
            "A".repeat(88) + "a.erp-config",
            "Z".repeat(98) + ".z");

    /** Names of branches that some program might stumble on. */
    static final List<String> UNUSUAL_BRANCHES = List.of(
            "Foo",
            "foo",
            "FOO",
            "con",
            "CON",
            "nul",
            "aux.txt",
            "com1",
            "prn/lpt1",
            "feature/a",
            "feature%2Fa",
            "feature-a",
            "feature+a",
            "a.json",
            "a.json.json",
            "project",
            "+x",
            "X",
            "%58",
            "a'b\"c$d`e;f&g|h<i>",
            "größe",
            "gro\u0308ße",
            "日本語",
            "😀",
            "\uFF21",
            "deep/" + "x/".repeat(100) + "x",
            "x".repeat(255),
            "X".repeat(255),
            "x".repeat(254) + "y",
            "\u00e4".repeat(127),
            "😀".repeat(63));

    private static final Random RANDOM = new Random();

    private Samples() {}

    static ProjectKey project(String owner, String repoId) {
        return new ProjectKey(new OwnerId(owner), new RepoId(repoId));
    }

    static BranchId branchId() {
        return BranchId.random(RANDOM);
    }

    static Branch branch(String name) {
        return new Branch(new BranchName(name), branchId(), Instant.parse("2026-03-01T10:00:00Z"));
    }

    static Project projectOf(ProjectKey key) {
        return Project.made(key, 0, Instant.parse("2026-03-01T10:00:00Z"), branch("master"));
    }

    /** A project as an earlier version made it. */
    static Project earlierProjectOf(ProjectKey key) {
        Project project = projectOf(key);
        return Project.madeEarlier(key, 0, project.createdAt(), project.defaultBranch());
    }

    static BranchKey key(Project project) {
        return new BranchKey(project.key(), project.defaultBranch().id());
    }

    static SnapshotNumber number(int value) {
        return new SnapshotNumber(value);
    }

    /** A snapshot that refers to nothing that is stored: logs don't look. */
    static Snapshot snapshot(int number, String message) {
        return Snapshot.of(
                number(number),
                new TreeId(sha256("root " + message)),
                GitId.of("tree", message.getBytes(StandardCharsets.UTF_8)),
                new ContentListing(new ContentId(sha256("content " + message)), number, 1000L * number),
                Optional.empty(),
                Author.of(OWNER),
                Instant.parse("2026-03-01T10:00:00Z").plusSeconds(number),
                message,
                number == 1 ? Cause.CREATE : Cause.SAVE);
    }

    static Sha256 sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Token token(String name) {
        return Token.builder()
                .id(tokenId(name))
                .hash(new TokenHash(sha256("token " + name)))
                .suffix("beef")
                .owner(OWNER)
                .name(name)
                .createdAt(Instant.parse("2026-03-01T10:00:00Z"))
                .build();
    }

    static TokenId tokenId(String name) {
        return new TokenId(sha256("id " + name).hex().substring(0, 24));
    }

    /** A token with a fingerprint to bind. */
    static Token bindable(String name) {
        Token token = token(name);
        return token.toBuilder()
                .fingerprintRequired(true)
                .binding(Token.Binding.NONE)
                .build();
    }

    static Token renamed(Token token, String name) {
        return token.toBuilder().name(name).build();
    }

    static FingerprintHash instance(int number) {
        return FingerprintHash.of("instance " + number);
    }

    static Account account(String name) {
        return new Account(
                new OwnerId(name),
                "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA",
                Optional.empty(),
                Instant.parse("2026-03-01T10:00:00Z"));
    }

    static Session session(OwnerId user, String name) {
        Instant at = Instant.parse("2026-03-01T10:00:00Z");
        return new Session(
                new SessionId(sha256("session id " + name).hex().substring(0, 24)),
                new SessionHash(sha256("session " + name)),
                user,
                at,
                at,
                "127.0.0.1",
                "curl/8.5");
    }

    static AuditEntry entry(Optional<OwnerId> owner, Instant at, String user) {
        return new AuditEntry(
                at,
                owner,
                user,
                AuditAction.FILE_SAVE,
                Map.of(AuditEntry.Subject.PROJECT, "b2b-cnc.erp-config", AuditEntry.Subject.SNAPSHOT, "v0002"),
                List.of("a/b.json"),
                "127.0.0.1",
                AuditEntry.OK);
    }

    /** An event of an owner, on the default branch of a project. */
    static AuditEntry event(OwnerId owner, Instant at, String user) {
        return entry(Optional.of(owner), at, user)
                .asEvent(owner, new EventTarget(Optional.of(new ProjectId(4711)), Optional.of(branchId()), true));
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static BlobId stored(BlobStore blobs, byte[] bytes) {
        try (BlobUpload upload = blobs.begin()) {
            BlobId id = upload.put(bytes);
            upload.commit();
            return id;
        }
    }
}
