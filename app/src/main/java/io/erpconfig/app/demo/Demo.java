package io.erpconfig.app.demo;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
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

/** The example project: how a shop that cuts, bends and machines configures its ERP, with a history of three edits. */
public final class Demo {

    /** Whose project it is. */
    public static final ProjectKey PROJECT = new ProjectKey(new OwnerId("demo"), new RepoId("b2b-cnc.erp-config"));

    /** A file of it, to show. */
    public static final ConfigPath FILE = new ConfigPath("operations.config.json");

    private static final Duration TOKEN_LIFE = Duration.ofDays(30);
    private static final Author AUTHOR = Author.of(PROJECT.owner());

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

    /** Whether the example is in the store. */
    public static boolean isIn(ConfigStore store) {
        return store.projects().find(PROJECT).isPresent();
    }

    /** Puts the example into the store. */
    public static void fill(ConfigStore store, ProjectEditor projects, ConfigEditor editor) {
        Project project = projects.createProject(PROJECT, AUTHOR);
        BranchName master = project.defaultBranch().name();
        take(editor, project, master, FIRST);
        take(editor, project, master, RATES);
        ConfigReader reader = new ConfigReader(store);
        projects.copyBranch(project, SPRING_BRANCH, reader.resolve(project, new Ref.Head()), AUTHOR);
        take(editor, project, master, BRACKET);
        take(editor, project, SPRING_BRANCH, SPRING);
    }

    private static void take(ConfigEditor editor, Project project, BranchName branch, Step step) {
        List<Change> changes = step.files().stream()
                .<Change>map(file ->
                        new Change.Put(new ConfigPath(file), ContentSource.of(resource(step.folder() + '/' + file))))
                .toList();
        editor.edit(project, branch, new Edit(AUTHOR, step.message(), Cause.COMMIT, changes, new Precondition.None()));
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
    public static String issueToken(Tokens tokens, Clock clock) {
        return tokens.issue(
                        PROJECT.owner(),
                        "demo",
                        Set.of(PROJECT.repoId()),
                        Optional.of(clock.instant().plus(TOKEN_LIFE).truncatedTo(ChronoUnit.SECONDS)),
                        false)
                .value()
                .reveal();
    }
}
