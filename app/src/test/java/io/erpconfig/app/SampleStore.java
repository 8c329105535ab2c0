package io.erpconfig.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.opening.OpenStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store as it is after some time: several owners, twelve projects, branches come and gone, tokens of all kinds. */
final class SampleStore {

    static final String PASSWORD = "correct horse battery";

    private static final List<String> OWNERS = List.of("acme", "con", "z.y_x");
    private static final int PROJECTS = 4;
    private static final BranchName COPY = new BranchName("feature/copy");
    private static final BranchName GONE = new BranchName("gone");

    private final Path dataDir;
    private String plain = "";
    private String bound = "";
    private String expired = "";
    private String revoked = "";

    SampleStore(Path dataDir) {
        this.dataDir = dataDir;
    }

    String plain() {
        return plain;
    }

    String bound() {
        return bound;
    }

    String expired() {
        return expired;
    }

    String revoked() {
        return revoked;
    }

    /** Owner, project and ref of states that are in it. */
    static List<List<String>> refs() {
        List<List<String>> refs = new ArrayList<>();
        for (String owner : OWNERS) {
            for (int i = 0; i < PROJECTS; i++) {
                refs.add(List.of(owner, repo(i), "HEAD"));
                refs.add(List.of(owner, repo(i), COPY.value()));
            }
            refs.add(List.of(owner, repo(0), "master@v0004"));
        }
        return refs;
    }

    private static String repo(int number) {
        return "p" + number + ".erp-config";
    }

    void fill() {
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            for (String owner : OWNERS) {
                for (int i = 0; i < PROJECTS; i++) {
                    fill(open, new ProjectKey(new OwnerId(owner), new RepoId(repo(i))));
                }
            }
        }
        for (String user : List.of("acme", "con")) {
            run(program().typing(PASSWORD + "\n"), "user", "add", user, "--password-stdin");
        }
        plain = issue("--name", "plain");
        bound = issue("--name", "bound", "--require-fingerprint", "--repo", repo(0));
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            Optional<Instant> past = Optional.of(Instant.parse("2020-01-01T00:00:00Z"));
            expired = open.tokens()
                    .issue(new OwnerId("acme"), "expired", Set.of(), past, false)
                    .value()
                    .reveal();
        }
        revoked = issue("--name", "revoked");
        String id = run(program(), "token", "list")
                .lines()
                .filter(line -> line.contains("revoked"))
                .map(line -> line.strip().split("\\s+")[0])
                .findFirst()
                .orElseThrow();
        run(program(), "token", "revoke", id);
    }

    private static void fill(OpenStore open, ProjectKey key) {
        Author author = Author.of(key.owner());
        ProjectEditor projects = open.projects();
        ConfigEditor editor = open.editor(16 << 20);
        Project project = projects.createProject(key, author);
        for (int i = 0; i < 4; i++) {
            save(editor, project, BranchName.MASTER, "rates/größe.csv", key + " " + i);
            save(editor, project, BranchName.MASTER, "n" + i, "the same everywhere");
        }
        projects.copyBranch(project, GONE, open.reader().resolve(project, Ref.parse("master@v0003")), author);
        save(editor, project, GONE, "side", "side of " + key);
        projects.copyBranch(project, COPY, open.reader().resolve(project, Ref.parse(GONE.value())), author);
        projects.deleteBranch(project, GONE);
        editor.edit(
                project,
                BranchName.MASTER,
                Edit.of(author, "back", Cause.ROLLBACK, new Change.Restore(new SnapshotNumber(2))));
    }

    private static void save(ConfigEditor editor, Project project, BranchName branch, String path, String content) {
        editor.edit(
                project,
                branch,
                Edit.of(
                        Author.of(project.key().owner()),
                        "save " + path,
                        Cause.SAVE,
                        new Change.Put(new ConfigPath(path), ContentSource.of(content.getBytes(UTF_8)))));
    }

    private String issue(Object... more) {
        Object[] words = new Object[more.length + 4];
        System.arraycopy(new Object[] {"token", "issue", "--owner", "acme"}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return run(program(), words).strip();
    }

    private static String run(Program program, Object... words) {
        Program.Run run = program.run(words);
        if (run.exitCode() != 0) {
            throw new AssertionError(run.err());
        }
        return run.out();
    }

    private Program program() {
        return Program.onStore(dataDir);
    }
}
