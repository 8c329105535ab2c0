package io.erpconfig.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fills a store with one of everything that can be in one, by the use cases that make it. */
final class FilledStore {

    private static final Author AUTHOR = Author.of(Samples.OWNER);
    private static final BranchName SIDE = new BranchName("feature/side");
    private static final BranchName COPY = new BranchName("copy");

    private final ConfigStore store;
    private final ConfigEditor editor;
    private final ProjectEditor projects;
    private final Clock clock;

    private FilledStore(ConfigStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.editor = new ConfigEditor(store, clock, ConfigEditor.DEFAULT_MAX_FILE_SIZE);
        this.projects = new ProjectEditor(store, clock, new SecureRandom());
    }

    static ConfigStore fill(ConfigStore store, Clock clock) {
        FilledStore filling = new FilledStore(store, clock);
        filling.histories();
        filling.tokens();
        filling.others();
        return store;
    }

    private void histories() {
        Project one = projects.createProject(Samples.PROJECT, AUTHOR);
        save(one, BranchName.MASTER, "deep/er/größe.json", "1");
        save(one, BranchName.MASTER, "deep/er/größe.json", "2");
        for (int i = 0; i < 130; i++) {
            save(one, BranchName.MASTER, "again", "content " + i % 3);
        }
        for (int i = 0; i < 40; i++) {
            save(one, BranchName.MASTER, "many/" + i, "content " + i);
        }
        edit(one, BranchName.MASTER, "back", new Change.Restore(Samples.number(2)));
        copy(one, SIDE, "master@v0003");
        save(one, SIDE, "large", "x".repeat(300_000));
        copy(one, COPY, SIDE.value());
        save(one, COPY, "empty", "");
        // What the copy descends from has no name any more, and then another branch has its name.
        projects.deleteBranch(one, SIDE);
        projects.createBranch(one, SIDE, AUTHOR);
        projects.deleteBranch(one, SIDE);
        projects.createBranch(one, SIDE, AUTHOR);
        Project other = projects.createProject(Samples.project("bert", "A.erp-config"), Author.of(new OwnerId("bert")));
        save(other, BranchName.MASTER, "a", "1");
        Project gone = projects.createProject(Samples.project("bert", "gone.erp-config"), AUTHOR);
        save(gone, BranchName.MASTER, "only here", "of a deleted project");
        projects.deleteProject(gone.key());
        Project earlier = Samples.earlierProjectOf(Samples.project("bert", "earlier.erp-config"));
        store.commits()
                .append(
                        Samples.key(earlier),
                        store.snapshots()
                                .find(Samples.key(other), Samples.number(1))
                                .orElseThrow());
        store.projects().create(earlier);
        // As if its maker had been killed before its record was made.
        Branch unnamed = Samples.branch("unnamed");
        Snapshot first =
                store.snapshots().find(Samples.key(other), Samples.number(1)).orElseThrow();
        store.commits().append(new BranchKey(other.key(), unnamed.id()), first);
    }

    private void save(Project project, BranchName branch, String path, String content) {
        edit(
                project,
                branch,
                "save " + path + "\n\n" + Samples.HOSTILE.get(1),
                new Change.Put(new ConfigPath(path), ContentSource.of(content.getBytes(UTF_8))));
    }

    private void edit(Project project, BranchName branch, String message, Change change) {
        EditOutcome outcome = editor.edit(project, branch, Edit.of(AUTHOR, message, Cause.SAVE, change));
        if (!(outcome instanceof EditOutcome.Saved)) {
            throw new AssertionError(outcome);
        }
    }

    private void copy(Project project, BranchName name, String from) {
        ConfigReader reader = new ConfigReader(store);
        projects.copyBranch(project, name, reader.resolve(project, Ref.parse(from)), AUTHOR);
    }

    private void tokens() {
        Token plain = Samples.token("plain");
        store.tokens().add(plain);
        store.tokens().add(Samples.bindable("not yet bound"));
        store.tokens()
                .add(Samples.bindable("bound").boundTo(Samples.instance(1)).usedAt(clock.instant()));
        store.tokens()
                .add(Token.builder()
                        .id(Samples.tokenId("moving"))
                        .hash(Samples.token("moving").hash())
                        .suffix("0000")
                        .owner(new OwnerId("bert"))
                        .name(Samples.HOSTILE.get(1))
                        .repos(Set.of(Samples.PROJECT.repoId()))
                        .expiresAt(Optional.of(Instant.parse("2020-01-01T23:59:59Z")))
                        .binding(new Token.Binding(
                                Optional.of(Samples.instance(1)), Optional.of(FingerprintHash.of("elsewhere"))))
                        .createdAt(plain.createdAt())
                        .lastUsedAt(Optional.of(clock.instant()))
                        .build());
        store.tokens()
                .add(Samples.token("for tickets").toBuilder()
                        .description("of the help desk")
                        .scopes(Set.of(TokenScope.TICKETS))
                        .build());
        store.tokens().add(Samples.token("revoked"));
        store.tokens().remove(Samples.tokenId("revoked"));
    }

    private void others() {
        store.accounts().add(Samples.account("anna"));
        store.accounts().add(Samples.account("bert").withPasswordHash("changed"));
        Session session = Samples.session(Samples.OWNER, "one");
        store.sessions().add(session);
        store.sessions().add(Samples.session(new OwnerId("bert"), "two").seenAt(clock.instant()));
        List<AuditEntry> entries = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            // Some of them equal, and now and then with a clock that was put back.
            Optional<OwnerId> owner =
                    i % 10 == 0 ? Optional.empty() : Optional.of(i % 3 == 0 ? Samples.OWNER : new OwnerId("bert"));
            Instant at = clock.instant().plusSeconds(10_000L * (i / 4) - (i % 100 == 0 ? 3_000_000 : 0));
            String user = "user " + i / 50;
            boolean event = owner.isPresent() && i % 4 == 1;
            entries.add(event ? Samples.event(owner.get(), at, user) : Samples.entry(owner, at, user));
        }
        store.audit().append(entries);
    }
}
