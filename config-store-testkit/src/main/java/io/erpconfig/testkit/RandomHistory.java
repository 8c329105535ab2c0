package io.erpconfig.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Makes a history at random, of few paths so that they meet: files that become folders and the other way round, what is
 * deleted and comes back, restored snapshots, and copied branches.
 */
final class RandomHistory {

    private static final Author AUTHOR = Author.of(Samples.OWNER);

    /** All that something may be at, and two that nothing ever is at. */
    static final List<ConfigPath> PATHS = List.of(
                    "a",
                    "b",
                    "b/a",
                    "b/c",
                    "d",
                    "d/a",
                    "d/e",
                    "d/e/f",
                    "d/e/g",
                    "d/e/g/h",
                    "😀/\uffff",
                    "never",
                    "d/e/x/y")
            .stream()
            .map(ConfigPath::new)
            .toList();

    private final ConfigStore store;
    private final SettableClock clock;
    private final Random random;
    private final ConfigEditor editor;
    private final ConfigEditor earlier;
    private final ProjectEditor projects;
    private final Project project;
    private final List<BranchName> branches = new ArrayList<>(List.of(BranchName.MASTER));

    RandomHistory(ConfigStore store, SettableClock clock, long seed) {
        this.store = store;
        this.clock = clock;
        this.random = new Random(seed);
        this.editor = new ConfigEditor(store, clock, 1000);
        this.earlier = new ConfigEditor(withoutChanges(store), clock, 1000);
        this.projects = new ProjectEditor(store, clock, new SecureRandom());
        this.project = projects.createProject(Samples.project("anna", "random-" + seed + ".erp-config"), AUTHOR);
    }

    /** The store as an earlier version writes to it, whose snapshots don't say when what is in them last changed. */
    static ConfigStore withoutChanges(ConfigStore store) {
        return store.with(ports -> ports.withCommits(new StoreCommits() {
            @Override
            public StoreCommit.Outcome commit(StoreCommit commit) {
                List<StoreCommit.Step> steps = commit.steps().stream()
                        .map(step -> new StoreCommit.Step(step.snapshot().with(Optional.empty()), step.entries()))
                        .toList();
                return ports.commits().commit(new StoreCommit(commit.branch(), steps, commit.uploads()));
            }

            @Override
            public int complete() {
                return ports.commits().complete();
            }
        }));
    }

    Project project() {
        return project;
    }

    /** The newest revision of each branch. */
    List<Revision> newest(ConfigReader reader) {
        return branches.stream()
                .map(branch -> reader.resolve(project, new Ref.OfBranch(branch)))
                .toList();
    }

    /** @param mixed whether some snapshots are as an earlier version makes them */
    void grow(int steps, boolean mixed) {
        for (int i = 0; i < steps; i++) {
            clock.advance(Duration.ofSeconds(1));
            if (random.nextInt(15) == 0) {
                copy();
            } else {
                edit(mixed && random.nextInt(3) == 0 ? earlier : editor);
            }
        }
    }

    private void copy() {
        ConfigReader reader = new ConfigReader(store);
        BranchName name = new BranchName("copy-" + branches.size());
        BranchName of = branch();
        projects.copyBranch(project, name, reader.resolve(project, new Ref.OfSnapshot(of, number(of))), AUTHOR);
        branches.add(name);
    }

    private void edit(ConfigEditor by) {
        BranchName branch = branch();
        Change[] changes = new Change[1 + random.nextInt(3)];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = change(branch);
        }
        try {
            by.edit(project, branch, Edit.of(AUTHOR, "", Cause.SAVE, changes));
        } catch (ConfigStoreException e) {
            // What can't be done in the state that there is.
            if (e.code() != ErrorCode.FILE_NOT_FOUND
                    && e.code() != ErrorCode.PATH_CONFLICT
                    && e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private Change change(BranchName branch) {
        ConfigPath path = PATHS.get(random.nextInt(PATHS.size() - 2));
        switch (random.nextInt(12)) {
            case 0 -> {
                return random.nextInt(4) == 0 ? new Change.Clear() : new Change.Delete(path);
            }
            case 1, 2, 3 -> {
                return new Change.Delete(path);
            }
            case 4 -> {
                return new Change.Move(path, PATHS.get(random.nextInt(PATHS.size() - 2)), Optional.empty());
            }
            case 5 -> {
                return new Change.Restore(number(branch));
            }
            case 6 -> {
                return new Change.RestoreFile(number(branch), path);
            }
            default -> {
                byte[] content = Integer.toString(random.nextInt(3)).getBytes(UTF_8);
                return new Change.Put(path, ContentSource.of(content));
            }
        }
    }

    private BranchName branch() {
        return branches.get(random.nextInt(branches.size()));
    }

    private SnapshotNumber number(BranchName branch) {
        int live = new ConfigReader(store)
                .findBranch(project, branch)
                .orElseThrow()
                .live()
                .number()
                .value();
        return new SnapshotNumber(1 + random.nextInt(live));
    }
}
