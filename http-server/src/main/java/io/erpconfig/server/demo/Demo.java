package io.erpconfig.server.demo;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The example project: how a shop that cuts, bends and machines configures its ERP, with a history of three edits. */
public final class Demo {

    /** The name of the example project. */
    public static final RepoId REPO = new RepoId("b2b-cnc.erp-config");

    /** A file of it, to show. */
    public static final ConfigPath FILE = new ConfigPath("operations.config.json");

    private static final Duration TOKEN_LIFE = Duration.ofDays(30);

    private static final Step FIRST = new Step(
            "first",
            "Operations, prices, taxonomy and the first bill of material",
            List.of(
                    "README.md",
                    "operations.config.json",
                    "pricing/rules.json",
                    "pricing/materials.csv",
                    "taxonomy/parts.yaml",
                    "bom/machine-foot-mf80.xml"));
    private static final Step RATES = new Step(
            "rates",
            "Raise laser and milling rates, follow steel prices\n\nFrom the yearly costing of machine hours.",
            List.of("operations.config.json", "pricing/materials.csv"));
    private static final Step BRACKET = new Step(
            "bracket",
            "Add mounting bracket WB-120 to the standard products",
            List.of("bom/bracket-wb120.xml", "taxonomy/parts.yaml"));
    private static final Step SPRING =
            new Step("spring", "Try a lower express surcharge", List.of("pricing/rules.json"));

    private static final BranchName SPRING_BRANCH = new BranchName("spring-offer");

    private record Step(String folder, String message, List<String> files) {}

    private Demo() {}

    /** Whether nothing at all is in the store, so that the example may be put there. */
    public static boolean fits(ConfigStore store) {
        AtomicBoolean empty = new AtomicBoolean(true);
        store.projects().forEach(project -> empty.set(false));
        return empty.get();
    }

    /** The example, if it is in the store: not what somebody else keeps under its name. */
    public static Optional<ProjectKey> find(ConfigStore store) {
        AtomicReference<ProjectKey> found = new AtomicReference<>();
        ConfigReader reader = new ConfigReader(store);
        store.projects().forEach(project -> {
            if (project.key().repoId().equals(REPO) && beginsAsExample(reader, project)) {
                found.set(project.key());
            }
        });
        return Optional.ofNullable(found.get());
    }

    private static boolean beginsAsExample(ConfigReader reader, Project project) {
        Ref first = new Ref.OfSnapshot(project.defaultBranch().name(), SnapshotNumber.FIRST.next());
        try {
            return reader.resolve(project, first).snapshot().message().equals(FIRST.message());
        } catch (ConfigStoreException e) {
            if (e.code().category() == ErrorCategory.STATE) {
                return false;
            }
            throw e;
        }
    }

    /** Puts the example into the store, as a project of this owner. */
    public static ProjectKey fill(ConfigStore store, ProjectEditor projects, ConfigEditor editor, OwnerId owner) {
        Author author = Author.of(owner);
        Project project = projects.createProject(new ProjectKey(owner, REPO), author);
        BranchName master = project.defaultBranch().name();
        take(editor, project, master, FIRST, author);
        take(editor, project, master, RATES, author);
        ConfigReader reader = new ConfigReader(store);
        projects.copyBranch(project, SPRING_BRANCH, reader.resolve(project, new Ref.Head()), author);
        take(editor, project, master, BRACKET, author);
        take(editor, project, SPRING_BRANCH, SPRING, author);
        return project.key();
    }

    private static void take(ConfigEditor editor, Project project, BranchName branch, Step step, Author author) {
        List<Change> changes = step.files().stream()
                .<Change>map(file ->
                        new Change.Put(new ConfigPath(file), ContentSource.of(resource(step.folder() + '/' + file))))
                .toList();
        editor.edit(project, branch, new Edit(author, step.message(), Cause.COMMIT, changes, new Precondition.None()));
    }

    private static byte[] resource(String name) {
        try (InputStream in = Demo.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no demo/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Issues a token for the example alone, good for a month. */
    public static String issueToken(Tokens tokens, Clock clock, ProjectKey example) {
        return tokens.issue(
                        example.owner(),
                        "demo",
                        Set.of(example.repoId()),
                        Optional.of(clock.instant().plus(TOKEN_LIFE).truncatedTo(ChronoUnit.SECONDS)),
                        false)
                .value()
                .reveal();
    }
}
