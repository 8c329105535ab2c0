package io.erpconfig.core.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many writers at random, on a store on which another node writes too and which fails now and then; then the logs are
 * replayed on a model. Threads make each run another one: the seed gives the edits, not their order.
 */
class RacingEditsTest {

    private static final int THREADS = 12;
    private static final int EDITS = 150;
    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final List<BranchName> BRANCHES = List.of(BranchName.MASTER, new BranchName("other"));
    private static final List<String> PATHS = List.of("a", "a/b", "c", "d/e", "d/f/g", "d/f", "h/i/j", "k");
    private static final List<String> CONTENTS = List.of("", "1", "2", "3");

    private enum Fate {
        SAVED,
        UNCHANGED,
        STALE,
        REFUSED,
        FAILED
    }

    /** One edit that somebody made, and what was answered. The edit's message is its name. */
    private record Made(int writer, BranchName branch, Edit edit, Fate fate, Optional<EditOutcome> outcome) {}

    private final ConfigStore memory = InMemoryStore.create();
    private final StoreWatch watch = new StoreWatch();
    private final ConfigStore store = memory.with(watch::on);
    private final ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), 1000);
    private final ConfigEditor otherNode = new ConfigEditor(memory, Clock.systemUTC(), 1000);
    private final ProjectEditor projects = new ProjectEditor(memory, Clock.systemUTC(), new SecureRandom());
    private final Project project =
            projects.createProject(new ProjectKey(new OwnerId("ann"), new RepoId("cnc.erp-config")), ANN);

    /** All edits by their messages. */
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    private final AtomicInteger names = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_301, 4711})
    void everyAcknowledgedEditIsOneSnapshotAndTheLogReplaysToWhatIsStored(long seed) throws Exception {
        projects.createBranch(project, BRANCHES.get(1), ANN);
        Random faults = new Random(seed);
        watch.storing = () -> {
            if (faults.nextInt(50) == 0) {
                throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "for the test");
            }
        };
        watch.committing = (commits, commit) -> commit(commits, commit, faults);

        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int w = 0; w < THREADS; w++) {
                int writer = w;
                writers.add(() -> {
                    Random random = new Random(seed * 31 + writer);
                    start.await(60, TimeUnit.SECONDS);
                    for (int i = 0; i < EDITS; i++) {
                        BranchName branch = BRANCHES.get(random.nextInt(10) == 0 ? 1 : 0);
                        make(editor, writer, branch, random);
                    }
                    return null;
                });
            }
            for (Future<Void> writer : threads.invokeAll(writers, 60, TimeUnit.SECONDS)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
        made.values().forEach(each -> fates.merge(each.fate(), 1, Integer::sum));
        assertThat(fates).as("seed %d", seed).containsOnlyKeys(Fate.values());
        assertThat(watch.commits()).as("seed %d", seed).anyMatch(snapshots -> snapshots > 2);
        for (BranchName branch : BRANCHES) {
            replay(branch, seed);
        }
    }

    private StoreCommit.Outcome commit(StoreCommits commits, StoreCommit commit, Random faults) {
        StoreWatch.sleep(1);
        switch (faults.nextInt(20)) {
            case 0, 1 -> {
                BranchName name =
                        commit.branch().branch().equals(project.defaultBranch().id())
                                ? BRANCHES.get(0)
                                : BRANCHES.get(1);
                make(otherNode, THREADS, name, faults);
            }
            case 2 -> throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "for the test");
            case 3 -> {
                // The worst that a storage may do: it fails after some of them are there.
                List<StoreCommit.Step> some = commit.steps()
                        .subList(0, 1 + faults.nextInt(commit.steps().size()));
                commits.commit(new StoreCommit(commit.branch(), some, commit.uploads()));
                throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "for the test");
            }
            default -> {}
        }
        return commits.commit(commit);
    }

    private void make(ConfigEditor by, int writer, BranchName branch, Random random) {
        Edit edit = randomEdit(branch, random);
        Fate fate = Fate.SAVED;
        Optional<EditOutcome> outcome = Optional.empty();
        try {
            outcome = Optional.of(by.edit(project, branch, edit));
            if (outcome.get() instanceof EditOutcome.Unchanged) {
                fate = Fate.UNCHANGED;
            } else if (outcome.get() instanceof EditOutcome.Stale) {
                fate = Fate.STALE;
            }
        } catch (ConfigStoreException e) {
            fate = e.code().category() == ErrorCategory.STORAGE ? Fate.FAILED : Fate.REFUSED;
        }
        made.put(edit.message(), new Made(writer, branch, edit, fate, outcome));
    }

    private Edit randomEdit(BranchName branch, Random random) {
        Snapshot live = memory.snapshots().live(key(branch)).orElseThrow();
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
            changes.add(randomChange(live, random));
        }
        return new Edit(ANN, "edit " + names.incrementAndGet(), Cause.SAVE, changes, randomPrecondition(live, random));
    }

    private static Change randomChange(Snapshot live, Random random) {
        // Also one that may be made a little later, in the same batch.
        SnapshotNumber number = new SnapshotNumber(Math.max(1, live.number().value() + 3 - random.nextInt(10)));
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new Change.Create(path(random), content(random));
            case 3, 4, 5 -> new Change.Update(path(random), content(random));
            case 6, 7 -> new Change.Delete(path(random));
            case 8, 9 ->
                new Change.Move(
                        path(random),
                        path(random),
                        random.nextBoolean() ? Optional.empty() : Optional.of(content(random)));
            case 10, 11 -> new Change.Restore(number);
            case 12, 13 -> new Change.RestoreFile(number, path(random));
            case 14 -> new Change.Clear();
            default -> new Change.Put(path(random), content(random));
        };
    }

    private static Precondition randomPrecondition(Snapshot live, Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> new Precondition.FileIs(path(random), Set.of(ModelBranch.gitId(CONTENTS.get(1))));
            case 1 -> new Precondition.FileAbsent(path(random));
            case 2 -> new Precondition.FileExists(path(random));
            case 3 -> new Precondition.BranchIs(Set.of(live.commitId()));
            default -> new Precondition.None();
        };
    }

    // ---- the check

    private void replay(BranchName name, long seed) {
        List<Snapshot> log = log(name);
        assertThat(log)
                .as("seed %d: no gaps", seed)
                .extracting(each -> each.number().value())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, log.size()).boxed().toList());
        ModelBranch model = new ModelBranch();
        Map<String, Snapshot> byName = new HashMap<>();
        int[] lastOf = new int[THREADS + 1];
        for (int i = 1; i < log.size(); i++) {
            Snapshot before = log.get(i - 1);
            Snapshot live = log.get(i);
            String at = "seed %d, %s %s: %s".formatted(seed, name, live.number(), live.message());
            assertThat(byName.put(live.message(), live))
                    .as("%s is there once", at)
                    .isNull();
            Made edit = made.get(live.message());
            assertThat(edit.branch()).as(at).isEqualTo(name);
            assertThat(edit.fate()).as(at).isIn(Fate.SAVED, Fate.FAILED);
            edit.outcome()
                    .ifPresent(outcome -> assertThat(outcome)
                            .asInstanceOf(InstanceOfAssertFactories.type(EditOutcome.Saved.class))
                            .satisfies(saved -> {
                                assertThat(saved.live()).as(at).isEqualTo(live);
                                assertThat(saved.before()).as(at).isEqualTo(before);
                            }));
            assertThat(live.parent())
                    .as(at)
                    .contains(new Snapshot.Parent(key(name).branch(), before.number(), before.commitId()));
            assertThat(ModelBranch.holds(edit.edit().precondition(), model.live(), before.commitId()))
                    .as("%s: its precondition held", at)
                    .isTrue();
            TreeMap<String, String> expected = model.apply(edit.edit()).orElseThrow();
            assertThat(expected).as("%s changes something", at).isNotEqualTo(model.live());
            assertThat(content(live)).as(at).isEqualTo(expected);
            assertThat(live.listing()).as(at).isEqualTo(listing(live));
            model.append(expected);
            if (edit.fate() == Fate.SAVED) {
                assertThat(live.number().value())
                        .as("%s: later than its writer's last", at)
                        .isGreaterThan(lastOf[edit.writer()]);
                lastOf[edit.writer()] = live.number().value();
            }
        }
        for (Made each : made.values()) {
            if (each.branch().equals(name)) {
                check(each, log, byName, model, "seed %d: %s".formatted(seed, each));
            }
        }
    }

    private static void check(
            Made each, List<Snapshot> log, Map<String, Snapshot> byName, ModelBranch model, String at) {
        if (each.fate() == Fate.SAVED) {
            assertThat(byName).as(at).containsKey(each.edit().message());
        } else if (each.fate() != Fate.FAILED) {
            assertThat(byName).as(at).doesNotContainKey(each.edit().message());
        }
        each.outcome().ifPresent(outcome -> {
            if (outcome instanceof EditOutcome.Stale stale) {
                assertThat(log).as(at).contains(stale.live());
                TreeMap<String, String> files = model.at(stale.live().number().value());
                GitId commit = stale.live().commitId();
                assertThat(ModelBranch.holds(each.edit().precondition(), files, commit))
                        .as(at)
                        .isFalse();
            } else if (outcome instanceof EditOutcome.Unchanged unchanged) {
                assertThat(log).as(at).contains(unchanged.live());
            }
        });
    }

    private BranchKey key(BranchName name) {
        return new BranchKey(
                project.key(),
                memory.projects().findBranch(project.key(), name).orElseThrow().id());
    }

    private List<Snapshot> log(BranchName name) {
        return memory.snapshots().range(key(name), SnapshotNumber.FIRST, new SnapshotNumber(Integer.MAX_VALUE));
    }

    private TreeMap<String, String> content(Snapshot snapshot) {
        TreeMap<String, String> files = new TreeMap<>();
        new Trees(memory.blobs()).walk(snapshot.root(), (path, entry) -> {
            if (entry instanceof FileEntry file) {
                files.put(path, new String(memory.blobs().read(file.blob()), UTF_8));
            }
            return true;
        });
        return files;
    }

    private ContentListing listing(Snapshot snapshot) {
        Trees trees = new Trees(memory.blobs());
        return ContentListing.of(trees.load(snapshot.root()), trees::load);
    }

    private static ConfigPath path(Random random) {
        return new ConfigPath(PATHS.get(random.nextInt(PATHS.size())));
    }

    private static ContentSource content(Random random) {
        return ContentSource.of(CONTENTS.get(random.nextInt(CONTENTS.size())).getBytes(UTF_8));
    }
}
