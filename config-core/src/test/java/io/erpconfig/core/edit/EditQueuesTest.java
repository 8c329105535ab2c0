package io.erpconfig.core.edit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommits;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
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
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EditQueuesTest {

    private static final int SECONDS = 30;
    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final BranchName OTHER = new BranchName("other");

    private final ConfigStore memory = InMemoryStore.create();
    private final StoreWatch watch = new StoreWatch();
    private final ConfigStore store = memory.with(watch::on);
    private final ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), 64 << 20);
    private final ProjectEditor projects = new ProjectEditor(memory, Clock.systemUTC(), new SecureRandom());
    private final Project project =
            projects.createProject(new ProjectKey(new OwnerId("ann"), new RepoId("cnc.erp-config")), ANN);
    private final BranchKey master =
            new BranchKey(project.key(), project.defaultBranch().id());

    private final List<Thread> callers = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void letEverybodyEnd() throws InterruptedException {
        gate.countDown();
        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(SECONDS));
            assertThat(caller.isAlive()).as("a caller still waits").isFalse();
        }
    }

    @Test
    @Timeout(value = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anEditThatOthersAreAlwaysFasterWithIsGivenUpAfterPauses() {
        AtomicInteger attempts = new AtomicInteger();
        ConfigStore raced = memory.with(ports -> ports.withCommits(new StoreCommits() {
            @Override
            public StoreCommit.Outcome commit(StoreCommit commit) {
                attempts.incrementAndGet();
                return StoreCommit.Outcome.STALE;
            }

            @Override
            public int complete() {
                return 0;
            }
        }));
        ConfigEditor late = new ConfigEditor(raced, Clock.systemUTC(), 64 << 20);

        assertThatThrownBy(() -> late.edit(project, BranchName.MASTER, edit(put("a", "1"))))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                .hasMessageContaining("others were faster");
        assertThat(attempts).hasValue(Backoff.ATTEMPTS);
        assertThat(memory.snapshots().live(master)).map(Snapshot::number).contains(SnapshotNumber.FIRST);
    }

    @Test
    void aSingleSaveCostsOneCommitHoweverManyFilesItHas() {
        editor.edit(project, BranchName.MASTER, edit(put("a/b/c", "1"), put("a/d", "2"), put("e", "3")));
        assertThat(watch.stored()).isEqualTo(1);
        assertThat(watch.commits()).containsExactly(1);
    }

    @Test
    void whatWritesNothingCostsNothing() {
        editor.edit(project, BranchName.MASTER, edit(put("a", "1")));
        watch.forget();
        editor.edit(project, BranchName.MASTER, edit(put("a", "1")));
        editor.edit(project, BranchName.MASTER, edit(new Precondition.FileAbsent(path("a")), put("a", "2")));
        assertThatThrownBy(() -> editor.edit(project, BranchName.MASTER, edit(put("a", "2"), delete("b"))));
        assertThat(watch.stored()).isZero();
        assertThat(watch.commits()).isEmpty();
    }

    @Test
    void anImportStoresItsFilesBeforeItQueues() {
        Change[] many = Stream.iterate(0, i -> i + 1)
                .limit(1000)
                .map(i -> put("d/" + i, "" + i))
                .toArray(Change[]::new);
        editor.edit(project, BranchName.MASTER, edit(many));
        assertThat(watch.stored()).isEqualTo(2);
        assertThat(watch.commits()).containsExactly(1);
    }

    @Test
    void savesThatWaitTogetherShareOneCommit() throws Exception {
        Future<EditOutcome> first = queueBehindGate(edit(put("first", "")));
        List<Future<EditOutcome>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(queue(edit(put("f" + i, "" + i))));
        }
        gate.countDown();

        assertThat(saved(first).live().number()).hasToString("v0002");
        for (int i = 0; i < 10; i++) {
            assertThat(saved(waiting.get(i)).live().number()).isEqualTo(new SnapshotNumber(3 + i));
            assertThat(content(saved(waiting.get(i)).live(), "f" + i)).contains("" + i);
            assertThat(content(saved(waiting.get(i)).before(), "f" + i)).isEmpty();
        }
        assertThat(watch.stored()).isEqualTo(2);
        assertThat(watch.commits()).containsExactly(1, 10);
        assertThat(log())
                .extracting(each -> each.number().value())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void eachIsMadeOnWhatThoseBeforeItHaveMadeAndHasAnOutcomeOfItsOwn() throws Exception {
        Future<EditOutcome> first = queueBehindGate(edit(put("x", "0")));
        GitId one = GitId.of("blob", "1".getBytes(UTF_8));
        Future<EditOutcome> created = queue(edit(new Change.Create(path("d/y"), text("1"))));
        Future<EditOutcome> again = queue(edit(new Change.Create(path("d/y"), text("1"))));
        Future<EditOutcome> matched = queue(edit(new Precondition.FileIs(path("d/y"), Set.of(one)), put("d/y", "2")));
        Future<EditOutcome> stale = queue(edit(new Precondition.FileIs(path("d/y"), Set.of(one)), put("d/y", "3")));
        Future<EditOutcome> unchanged = queue(edit(put("d/y", "2")));
        Future<EditOutcome> missing = queue(edit(put("never", ""), delete("nope")));
        Future<EditOutcome> moved = queue(edit(new Change.Move(path("d/y"), path("z"), Optional.empty())));
        Future<EditOutcome> restored = queue(edit(new Change.Restore(new SnapshotNumber(3))));
        Future<EditOutcome> restoredFile = queue(edit(new Change.RestoreFile(new SnapshotNumber(5), path("z"))));
        Future<EditOutcome> fromNowhere = queue(edit(new Change.Restore(new SnapshotNumber(99))));
        gate.countDown();

        assertThat(saved(created).before()).isEqualTo(saved(first).live());
        assertThat(refused(again).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(saved(matched).before()).isEqualTo(saved(created).live());
        assertThat(result(stale)).isEqualTo(new EditOutcome.Stale(saved(matched).live()));
        assertThat(result(unchanged))
                .isEqualTo(new EditOutcome.Unchanged(
                        saved(matched).live(),
                        List.of(new EditOutcome.Written(
                                path("d/y"), saved(matched).written().get(0).file(), false))));
        assertThat(refused(missing).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(saved(moved).before()).isEqualTo(saved(matched).live());
        assertThat(saved(restored).live().root())
                .isEqualTo(saved(created).live().root());
        assertThat(content(saved(restoredFile).live(), "d/y")).contains("1");
        assertThat(content(saved(restoredFile).live(), "z")).contains("2");
        assertThat(refused(fromNowhere).code()).isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND);
        assertThat(content(saved(restoredFile).live(), "never")).isEmpty();
        assertThat(watch.commits()).containsExactly(1, 5);
        assertThat(log())
                .containsExactly(
                        log().get(0),
                        saved(first).live(),
                        saved(created).live(),
                        saved(matched).live(),
                        saved(moved).live(),
                        saved(restored).live(),
                        saved(restoredFile).live());
    }

    @Test
    void ifAnotherNodeWasFasterAllAreMadeAgainOnWhatItHasMade() throws Exception {
        editor.edit(project, BranchName.MASTER, edit(put("a", "1")));
        GitId one = GitId.of("blob", "1".getBytes(UTF_8));
        ConfigEditor otherNode = new ConfigEditor(memory, Clock.systemUTC(), 1000);
        queueBehindGate(edit(put("first", "")));
        AtomicBoolean faster = new AtomicBoolean();
        watch.committing = (commits, commit) -> {
            if (faster.compareAndSet(false, true)) {
                otherNode.edit(project, BranchName.MASTER, edit(put("a", "2"), put("b", "")));
            }
            return commits.commit(commit);
        };
        Future<EditOutcome> stale = queue(edit(new Precondition.FileIs(path("a"), Set.of(one)), put("a", "3")));
        Future<EditOutcome> refused = queue(edit(new Change.Create(path("b"), text(""))));
        Future<EditOutcome> matched = queue(edit(
                new Precondition.FileIs(path("a"), Set.of(GitId.of("blob", "2".getBytes(UTF_8)))), put("a", "4")));
        Future<EditOutcome> saved = queue(edit(put("c", "")));
        gate.countDown();

        assertThat(result(stale)).isInstanceOf(EditOutcome.Stale.class);
        assertThat(refused(refused).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(saved(matched).before().number()).hasToString("v0004");
        assertThat(saved(saved).before()).isEqualTo(saved(matched).live());
        assertThat(content(saved(saved).live(), "a")).contains("4");
        assertThat(content(saved(saved).live(), "b")).contains("");
        assertThat(watch.commits()).containsExactly(1, 3, 2);
        assertThat(log()).hasSize(6);
    }

    @Test
    void ifTheStorageFailsAllThatWereToBeStoredTogetherFailEachWithAnExceptionOfItsOwn() throws Exception {
        Future<EditOutcome> first = queueBehindGate(edit(put("first", "")));
        watch.committing = (commits, commit) -> {
            throw new ConfigStoreException(ErrorCode.STORAGE_FAILED, "the disk is full");
        };
        List<Future<EditOutcome>> failing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failing.add(queue(edit(put("f" + i, ""))));
        }
        failing.add(queue(edit(delete("made by nobody"))));
        gate.countDown();

        saved(first);
        List<ConfigStoreException> failures = new ArrayList<>();
        for (Future<EditOutcome> each : failing) {
            failures.add(refused(each));
        }
        assertThat(failures).doesNotHaveDuplicates().allSatisfy(each -> {
            assertThat(each.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(each).hasMessage("the disk is full");
        });
        assertThat(failures.subList(1, 6)).allSatisfy(each -> assertThat(each).hasCause(failures.get(0)));
        assertThat(log()).hasSize(2);

        watch.committing = StoreCommits::commit;
        editor.edit(project, BranchName.MASTER, edit(put("f0", "")));
        assertThat(log()).hasSize(3);
    }

    @Test
    void anErrorOfTheOneWhoServesStrandsNobody() throws Exception {
        queueBehindGate(edit(put("first", "")));
        Error error = new OutOfMemoryError("for the test");
        watch.storing = () -> {
            throw error;
        };
        Future<EditOutcome> serving = queue(edit(put("a", "")));
        Future<EditOutcome> served = queue(edit(put("b", "")));
        gate.countDown();

        assertThat(failure(serving)).isSameAs(error);
        assertThat(failure(served)).isInstanceOf(IllegalStateException.class).hasCause(error);
        watch.storing = () -> {};
        assertThat(editor.edit(project, BranchName.MASTER, edit(put("c", "")))).isInstanceOf(EditOutcome.Saved.class);
    }

    @Test
    void anErrorInMakingOneEditIsThatEditsAlone() throws Exception {
        queueBehindGate(edit(put("first", "")));
        Error error = new StackOverflowError("for the test");
        Set<GitId> hostile = new AbstractSet<>() {
            @Override
            public boolean contains(Object commit) {
                throw error;
            }

            @Override
            public Iterator<GitId> iterator() {
                throw error;
            }

            @Override
            public int size() {
                return 1;
            }
        };
        Future<EditOutcome> before = queue(edit(put("a", "")));
        Future<EditOutcome> failing = queue(edit(new Precondition.BranchIs(hostile), put("b", "")));
        Future<EditOutcome> after = queue(edit(put("c", "")));
        gate.countDown();

        assertThat(failure(failing)).isSameAs(error);
        assertThat(saved(after).before()).isEqualTo(saved(before).live());
    }

    @Test
    void anInterruptEndsNoWaitAndStaysForTheCallerToSee() throws Exception {
        List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
        queueBehindGate(edit(put("first", "")));
        watch.storing = () -> seen.add(Thread.currentThread().isInterrupted());
        List<Future<Boolean>> interrupted = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String file = "f" + i;
            interrupted.add(call(() -> {
                editor.edit(project, BranchName.MASTER, edit(put(file, "")));
                return Thread.currentThread().isInterrupted();
            }));
            callers.get(callers.size() - 1).interrupt();
        }
        gate.countDown();

        for (Future<Boolean> each : interrupted) {
            assertThat(each.get(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen).containsExactly(false);
        assertThat(log()).hasSize(4);
    }

    @Test
    void branchesDoNotWaitForEachOther() throws Exception {
        projects.createBranch(project, OTHER, ANN);
        Future<EditOutcome> held = queueBehindGate(edit(put("first", "")));
        assertThat(editor.edit(project, OTHER, edit(put("a", "")))).isInstanceOf(EditOutcome.Saved.class);
        assertThat(held).isNotDone();
    }

    @Test
    void aBatchIsBoundedAndWhoComesLaterIsServedByAnother() throws Exception {
        queueBehindGate(edit(put("first", "")));
        List<Future<EditOutcome>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(queue(edit(put("f" + i, "x".repeat(3 << 20)))));
        }
        gate.countDown();
        for (int i = 0; i < 8; i++) {
            assertThat(saved(waiting.get(i)).live().number()).isEqualTo(new SnapshotNumber(3 + i));
        }
        assertThat(watch.commits()).containsExactly(1, 3, 3, 2);
    }

    @Test
    void manyWritersOnASlowStoreNeedFarFewerCommitsThanTheyMakeSnapshots() throws Exception {
        watch.committing = (commits, commit) -> {
            StoreWatch.sleep(5);
            return commits.commit(commit);
        };
        List<Future<Integer>> writers = new ArrayList<>();
        for (int w = 0; w < 32; w++) {
            String file = "f" + w;
            writers.add(start(() -> {
                int saved = 0;
                for (int i = 0; i < 10; i++) {
                    if (editor.edit(project, BranchName.MASTER, edit(put(file, "" + i))) instanceof EditOutcome.Saved) {
                        saved++;
                    }
                }
                return saved;
            }));
        }
        for (Future<Integer> writer : writers) {
            assertThat(writer.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(10);
        }
        assertThat(log()).hasSize(1 + 320);
        assertThat(watch.commits()).hasSizeLessThan(320 / 5);
        assertThat(watch.stored()).isEqualTo(watch.commits().size());
    }

    // ---- callers

    /** Makes an edit whose commit waits for the gate, so that the next one has to queue. */
    private Future<EditOutcome> queueBehindGate(Edit edit) throws InterruptedException {
        watch.forget();
        CountDownLatch there = new CountDownLatch(1);
        StoreWatch.Committing usual = watch.committing;
        watch.committing = (commits, commit) -> {
            there.countDown();
            awaitGate();
            return usual.commit(commits, commit);
        };
        Future<EditOutcome> first = start(() -> editor.edit(project, BranchName.MASTER, edit));
        assertThat(there.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        watch.committing = usual;
        return first;
    }

    private void awaitGate() {
        try {
            assertThat(gate.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes an edit on another thread, and returns when it is in the queue. */
    private Future<EditOutcome> queue(Edit edit) {
        return call(() -> editor.edit(project, BranchName.MASTER, edit));
    }

    private <T> Future<T> call(Callable<T> edit) {
        Future<T> called = start(edit);
        Thread caller = callers.get(callers.size() - 1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!(LockSupport.getBlocker(caller) instanceof QueuedEdit)) {
            assertThat(System.nanoTime()).as("not queued").isLessThan(deadline);
            Thread.onSpinWait();
        }
        return called;
    }

    private <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread caller = new Thread(task, "caller " + callers.size());
        callers.add(caller);
        caller.start();
        return task;
    }

    private static EditOutcome result(Future<EditOutcome> edit) throws Exception {
        return edit.get(SECONDS, TimeUnit.SECONDS);
    }

    private static EditOutcome.Saved saved(Future<EditOutcome> edit) throws Exception {
        return (EditOutcome.Saved) result(edit);
    }

    private static ConfigStoreException refused(Future<EditOutcome> edit) throws Exception {
        return (ConfigStoreException) failure(edit);
    }

    private static Throwable failure(Future<EditOutcome> edit) throws Exception {
        try {
            throw new AssertionError("made: " + result(edit));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    // ---- edits and states

    private List<Snapshot> log() {
        return memory.snapshots().range(master, SnapshotNumber.FIRST, new SnapshotNumber(Integer.MAX_VALUE));
    }

    private Optional<String> content(Snapshot snapshot, String path) {
        return new Trees(memory.blobs())
                .findFile(snapshot.root(), path(path))
                .map(FileEntry::blob)
                .map(blob -> new String(memory.blobs().read(blob), UTF_8));
    }

    private static Edit edit(Change... changes) {
        return edit(new Precondition.None(), changes);
    }

    private static Edit edit(Precondition precondition, Change... changes) {
        return new Edit(ANN, "why", Cause.SAVE, List.of(changes), precondition);
    }

    private static Change.Put put(String path, String content) {
        return new Change.Put(path(path), text(content));
    }

    private static Change.Delete delete(String path) {
        return new Change.Delete(path(path));
    }

    private static ContentSource text(String content) {
        return ContentSource.of(content.getBytes(UTF_8));
    }

    private static ConfigPath path(String path) {
        return new ConfigPath(path);
    }
}
