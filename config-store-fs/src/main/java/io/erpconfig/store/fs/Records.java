package io.erpconfig.store.fs;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ContentId;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
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
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/**
 * The written form of each kind of record in JSON: ids and hashes in hex, times in ISO 8601, what is absent left out. Records
 * that are files of their own have a {@linkplain Checksum checksum}.
 */
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

    private Records() {}

    /**
     * Reads a record from a file's bytes, which have a checksum, unless an earlier version may have made them.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, naming the file, if it is none
     */
    static <T> T decode(Disk disk, Path file, byte[] bytes, Function<JsonRecord, T> decoder) {
        return decode(bytes, disk.checksumsDue(), decoder, e -> disk.damaged(file, e));
    }

    /**
     * Reads a record that has a checksum.
     *
     * @param due     whether it has to have one; what has none may have no field that nobody knows
     * @param damaged gives the error to throw if the bytes are none
     */
    static <T> T decode(
            byte[] bytes,
            boolean due,
            Function<JsonRecord, T> decoder,
            Function<RuntimeException, ConfigStoreException> damaged) {
        return guarded(
                () -> {
                    boolean checked = Checksum.check(bytes);
                    JsonRecord all = JsonRecord.parse(bytes);
                    JsonRecord json = checked ? all.without(Checksum.NAME) : all;
                    T record = decoder.apply(json);
                    if (!checked && due) {
                        throw new IllegalArgumentException("it has no checksum");
                    } else if (!checked) {
                        json.requireAllAsked();
                    }
                    return record;
                },
                damaged);
    }

    /**
     * Reads a record that is kept where its bytes are checked, with the error to throw if the bytes are none. Where they
     * are a file, an earlier version has made it.
     */
    static <T> T decodeUnchecked(
            byte[] bytes, Function<JsonRecord, T> decoder, Function<RuntimeException, ConfigStoreException> damaged) {
        return guarded(() -> decoder.apply(JsonRecord.parse(bytes)), damaged);
    }

    private static <T> T guarded(Supplier<T> decoding, Function<RuntimeException, ConfigStoreException> damaged) {
        try {
            return decoding.get();
        } catch (JacksonException
                | IllegalArgumentException
                | ArithmeticException
                | ClassCastException
                | DateTimeException
                | ConfigStoreException e) {
            throw damaged.apply(e);
        }
    }

    static byte[] encode(Project project) {
        return JsonRecord.writeChecked(json -> {
            json.writeStringProperty("owner", project.key().owner().value());
            json.writeStringProperty("repoId", project.key().repoId().value());
            json.writeNumberProperty("id", project.id().value());
            project.earlierId().ifPresent(id -> json.writeNumberProperty("earlierId", id.value()));
            json.writeStringProperty("createdAt", project.createdAt().toString());
            json.writeObjectPropertyStart("defaultBranch");
            write(project.defaultBranch(), json);
            json.writeEndObject();
        });
    }

    static Project project(JsonRecord json) {
        return new Project(
                projectKey(json),
                new ProjectId(Math.toIntExact(json.number("id"))),
                json.optionalNumber("earlierId").map(EarlierProjectId::new),
                json.time("createdAt"),
                branch(json.object("defaultBranch")));
    }

    /** A record of a format before ids were allotted. */
    static Project projectWithoutId(JsonRecord json) {
        if (json.optionalNumber("id").isPresent()) {
            throw new IllegalArgumentException("it has an id");
        }
        return Project.madeEarlier(projectKey(json), 0, json.time("createdAt"), branch(json.object("defaultBranch")));
    }

    /** Whose project's record it is, whichever version made it. */
    static ProjectKey keyOfProject(JsonRecord json) {
        return json.optionalNumber("id").isPresent()
                ? project(json).key()
                : projectWithoutId(json).key();
    }

    private static ProjectKey projectKey(JsonRecord json) {
        return new ProjectKey(new OwnerId(json.text("owner")), new RepoId(json.text("repoId")));
    }

    static byte[] encode(Branch branch) {
        return JsonRecord.writeChecked(json -> write(branch, json));
    }

    private static void write(Branch branch, JsonGenerator json) {
        json.writeStringProperty("name", branch.name().value());
        json.writeStringProperty("id", branch.id().value());
        json.writeStringProperty("createdAt", branch.createdAt().toString());
    }

    static Branch branch(JsonRecord json) {
        return new Branch(new BranchName(json.text("name")), new BranchId(json.text("id")), json.time("createdAt"));
    }

    static byte[] encode(Snapshot snapshot) {
        return JsonRecord.write(json -> {
            json.writeNumberProperty("number", snapshot.number().value());
            json.writeStringProperty("root", snapshot.root().hex());
            json.writeStringProperty("rootGitId", snapshot.rootGitId().hex());
            json.writeStringProperty("contentId", snapshot.listing().id().hex());
            json.writeNumberProperty("files", snapshot.listing().files());
            json.writeNumberProperty("size", snapshot.listing().size());
            json.writeStringProperty("commitId", snapshot.commitId().hex());
            snapshot.parent().ifPresent(parent -> {
                json.writeObjectPropertyStart("parent");
                json.writeStringProperty("branch", parent.branch().value());
                json.writeNumberProperty("number", parent.number().value());
                json.writeStringProperty("commitId", parent.commitId().hex());
                json.writeEndObject();
            });
            json.writeObjectPropertyStart("author");
            json.writeStringProperty("name", snapshot.author().name().value());
            json.writeStringProperty("email", snapshot.author().email());
            json.writeEndObject();
            json.writeStringProperty("createdAt", snapshot.createdAt().toString());
            json.writeStringProperty("message", snapshot.message());
            json.writeStringProperty("cause", snapshot.cause().toString());
            snapshot.changes().ifPresent(changes -> {
                json.writeStringProperty("changes", changes.root().hex());
                json.writeNumberProperty("generation", changes.generation());
            });
        });
    }

    static Snapshot snapshot(JsonRecord json) {
        JsonRecord author = json.object("author");
        return new Snapshot(
                number(json),
                new TreeId(Sha256.parse(json.text("root"))),
                gitId(json, "rootGitId"),
                new ContentListing(
                        new ContentId(Sha256.parse(json.text("contentId"))),
                        Math.toIntExact(json.number("files")),
                        json.number("size")),
                gitId(json, "commitId"),
                json.optionalObject("parent")
                        .map(parent -> new Snapshot.Parent(
                                new BranchId(parent.text("branch")), number(parent), gitId(parent, "commitId"))),
                new Author(new OwnerId(author.text("name")), author.text("email")),
                json.time("createdAt"),
                json.text("message"),
                Cause.parse(json.text("cause")),
                json.optionalText("changes")
                        .map(root -> new Snapshot.Changes(
                                new ChangeTreeId(Sha256.parse(root)), Math.toIntExact(json.number("generation")))));
    }

    private static SnapshotNumber number(JsonRecord json) {
        return new SnapshotNumber(Math.toIntExact(json.number("number")));
    }

    private static GitId gitId(JsonRecord json, String name) {
        return GitId.parse(json.text(name)).orElseThrow(() -> new IllegalArgumentException("\"" + name + "\": no id"));
    }

    static byte[] encode(Token token) {
        return JsonRecord.writeChecked(json -> {
            json.writeStringProperty("id", token.id().value());
            json.writeStringProperty("hash", token.hash().sha256().hex());
            json.writeStringProperty("suffix", token.suffix());
            json.writeStringProperty("owner", token.owner().value());
            json.writeStringProperty("name", token.name());
            if (!token.description().isEmpty()) {
                json.writeStringProperty("description", token.description());
            }
            json.writeArrayPropertyStart("repos");
            token.repos().stream().map(RepoId::value).sorted().forEach(json::writeString);
            json.writeEndArray();
            boolean reads = token.has(TokenScope.READ);
            if (!reads) {
                json.writeStringProperty(EXPIRES_AT, LONG_PAST.toString());
            }
            token.expiresAt()
                    .ifPresent(time -> json.writeStringProperty(reads ? EXPIRES_AT : ENDS_AT, time.toString()));
            if (!token.scopes().equals(TokenScope.DEFAULT)) {
                json.writeArrayPropertyStart(SCOPES);
                token.scopes().stream().sorted().forEach(scope -> json.writeString(scope.toString()));
                json.writeEndArray();
            }
            json.writeBooleanProperty("fingerprintRequired", token.fingerprintRequired());
            token.binding().bound().ifPresent(hash -> write("bound", hash, json));
            token.binding().seenSince().ifPresent(hash -> write("seenSince", hash, json));
            json.writeStringProperty("createdAt", token.createdAt().toString());
            token.lastUsedAt().ifPresent(time -> json.writeStringProperty("lastUsedAt", time.toString()));
        });
    }

    private static void write(String name, FingerprintHash hash, JsonGenerator json) {
        json.writeStringProperty(name, hash.sha256().hex());
    }

    static Token token(JsonRecord json) {
        Set<TokenScope> scopes = json.has(SCOPES) ? scopes(json.texts(SCOPES)) : TokenScope.DEFAULT;
        return Token.builder()
                .id(new TokenId(json.text("id")))
                .hash(new TokenHash(Sha256.parse(json.text("hash"))))
                .suffix(json.text("suffix"))
                .owner(new OwnerId(json.text("owner")))
                .name(json.text("name"))
                .description(json.optionalText("description").orElse(""))
                .scopes(scopes)
                .repos(json.texts("repos").stream().map(RepoId::new).collect(Collectors.toUnmodifiableSet()))
                .expiresAt(json.optionalTime(scopes.contains(TokenScope.READ) ? EXPIRES_AT : ENDS_AT))
                .fingerprintRequired(json.flag("fingerprintRequired"))
                .binding(new Token.Binding(
                        json.optionalText("bound").map(Records::fingerprint),
                        json.optionalText("seenSince").map(Records::fingerprint)))
                .createdAt(json.time("createdAt"))
                .lastUsedAt(json.optionalTime("lastUsedAt"))
                .build();
    }

    private static Set<TokenScope> scopes(List<String> names) {
        return names.stream().map(TokenScope::parse).collect(Collectors.toUnmodifiableSet());
    }

    private static FingerprintHash fingerprint(String hex) {
        return new FingerprintHash(Sha256.parse(hex));
    }

    static byte[] encode(Account account) {
        return JsonRecord.writeChecked(json -> {
            json.writeStringProperty("name", account.name().value());
            json.writeStringProperty("passwordHash", account.passwordHash());
            account.email().ifPresent(email -> json.writeStringProperty("email", email));
            json.writeStringProperty("createdAt", account.createdAt().toString());
        });
    }

    static Account account(JsonRecord json) {
        return new Account(
                new OwnerId(json.text("name")),
                json.text("passwordHash"),
                json.optionalText("email"),
                json.time("createdAt"));
    }

    static byte[] encode(Session session) {
        return JsonRecord.writeChecked(json -> {
            json.writeStringProperty("id", session.id().value());
            json.writeStringProperty("hash", session.hash().sha256().hex());
            json.writeStringProperty("user", session.user().value());
            json.writeStringProperty("createdAt", session.createdAt().toString());
            json.writeStringProperty("seenAt", session.seenAt().toString());
            json.writeStringProperty("address", session.address());
            json.writeStringProperty("agent", session.agent());
        });
    }

    static Session session(JsonRecord json) {
        return new Session(
                new SessionId(json.text("id")),
                new SessionHash(Sha256.parse(json.text("hash"))),
                new OwnerId(json.text("user")),
                json.time("createdAt"),
                json.time("seenAt"),
                json.text("address"),
                json.text("agent"));
    }
}
