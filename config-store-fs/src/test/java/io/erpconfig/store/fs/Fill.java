package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.catalog.ProjectCatalog.Creation;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
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
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store with one of each kind. */
final class Fill {

    static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");
    static final OwnerId OWNER = new OwnerId("anna");
    static final Project PROJECT =
            Project.made(new ProjectKey(OWNER, new RepoId("B2B-CNC.erp-config")), 0, TIME, branch("master"));
    static final Branch BRANCH = branch("Feature/Größe-😀-" + "x".repeat(200));
    static final Branch DELETED = branch("deleted");
    static final Token TOKEN = Token.builder()
            .id(new TokenId("0123456789abcdef01234567"))
            .hash(new TokenHash(Sha256.of(new byte[] {1})))
            .suffix("beef")
            .owner(OWNER)
            .name("a token")
            .createdAt(TIME)
            .build();
    static final Account ACCOUNT = new Account(OWNER, "$hash", Optional.empty(), TIME);

    static final Session SESSION = new Session(
            new SessionId("0123456789abcdef01234567"),
            new SessionHash(Sha256.of(new byte[] {2})),
            OWNER,
            TIME,
            TIME,
            "127.0.0.1",
            "curl/8.5");
    static final AuditEntry ENTRY = new AuditEntry(
            TIME,
            Optional.of(OWNER),
            "anna",
            AuditAction.PROJECT_CREATE,
            Map.of(AuditEntry.Subject.PROJECT, "B2B-CNC.erp-config"),
            List.of(),
            "127.0.0.1",
            AuditEntry.OK);

    private Fill() {}

    static ConfigStore open(Path data) {
        return FileSystemStore.open(data, Clock.systemUTC(), Runnable::run);
    }

    static ConfigStoreException damage(String finding) {
        return new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "damage: " + finding);
    }

    static Branch branch(String name) {
        byte[] seed = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).bytes();
        return new Branch(
                new BranchName(name),
                new BranchId(HexFormat.of().formatHex(seed).substring(0, 32)),
                TIME);
    }

    static Snapshot snapshot(int number) {
        return Snapshot.of(
                new SnapshotNumber(number),
                Tree.EMPTY.id(),
                Tree.EMPTY.gitId(),
                ContentListing.of(Tree.EMPTY, id -> Tree.EMPTY),
                Optional.empty(),
                Author.of(OWNER),
                TIME,
                "snapshot " + number,
                Cause.SAVE);
    }

    static BranchKey key(Branch branch) {
        return new BranchKey(PROJECT.key(), branch.id());
    }

    static void append(ConfigStore store, int number) {
        assertThat(store.commits().append(key(PROJECT.defaultBranch()), snapshot(number)))
                .isEqualTo(Outcome.DONE);
    }

    static BlobId blobs(ConfigStore store, int seed) {
        try (BlobUpload upload = store.blobs().begin()) {
            BlobId id = upload.put(new byte[] {(byte) seed});
            upload.commit();
            return id;
        }
    }

    static void everything(ConfigStore store) {
        blobs(store, 1);
        append(store, 1);
        append(store, 2);
        assertThat(store.projects().create(PROJECT)).isEqualTo(Creation.DONE);
        for (Branch branch : new Branch[] {BRANCH, DELETED}) {
            store.commits().append(key(branch), snapshot(1));
            store.projects().createBranch(PROJECT.key(), branch);
        }
        store.projects().deleteBranch(PROJECT.key(), DELETED, TIME);
        Project gone = Project.made(new ProjectKey(OWNER, new RepoId("gone.x")), 1, TIME, branch("master"));
        assertThat(store.projects().create(gone)).isEqualTo(Creation.DONE);
        store.projects().delete(gone.key(), TIME);
        store.tokens().add(TOKEN);
        store.accounts().add(ACCOUNT);
        Account removed = new Account(new OwnerId("bert"), "$hash", Optional.empty(), TIME);
        store.accounts().add(removed);
        store.accounts().remove(removed.name());
        store.sessions().add(SESSION);
        store.audit().append(ENTRY);
    }

    static void checkEverything(ConfigStore store) {
        assertThat(store.blobs().read(blobs(store, 1))).containsExactly(1);
        assertThat(store.projects().list(OWNER)).containsExactly(PROJECT);
        assertThat(store.projects().branches(PROJECT.key())).containsExactlyInAnyOrder(PROJECT.defaultBranch(), BRANCH);
        assertThat(store.projects().deletedBranches(PROJECT.key())).containsExactly(DELETED);
        assertThat(store.snapshots().live(key(PROJECT.defaultBranch()))).contains(snapshot(2));
        assertThat(store.snapshots().live(key(BRANCH))).contains(snapshot(1));
        store.snapshots().forEachBranch(branch -> assertThat(branch.project()).isEqualTo(PROJECT.key()));
        assertThat(store.tokens().list(OWNER)).containsExactly(TOKEN);
        assertThat(store.accounts().list()).containsExactly(ACCOUNT);
        assertThat(store.accounts().untouched()).isFalse();
        assertThat(store.sessions().findByHash(SESSION.hash())).contains(SESSION);
        store.sessions().forEach(session -> assertThat(session).isEqualTo(SESSION));
        assertThat(store.audit().read(OWNER, AuditEntry.EARLIEST, 0, 2)).containsExactly(ENTRY);
        store.audit().forEach(AuditEntry.EARLIEST, entry -> assertThat(entry).isEqualTo(ENTRY));
    }
}
