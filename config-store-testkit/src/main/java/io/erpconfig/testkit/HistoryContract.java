package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ChangeTree;
import io.erpconfig.core.content.ChangeTreeId;
import io.erpconfig.core.content.ChangeTrees;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.maintenance.Sweep;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.CommitSet;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.core.spi.ForwardingBlobStore;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When what is at a path last changed, of which change trees tell, on a store that is opened again. */
abstract class HistoryContract extends PortContract {

    private static final Author AUTHOR = Author.of(OWNER);
    private static final ConfigPath UNTOUCHED = new ConfigPath("deep/er/untouched");

    HistoryContract(ConfigStoreContract contract) {
        super(contract);
    }

    private int histories() {
        return Math.max(1, rounds() / 400);
    }

    @Test
    @DisplayName("Last changes and the changes of a path are those that a walk through the history finds")
    void asAWalkFinds() throws Exception {
        asAWalkFinds(false, history -> {});
    }

    @Test
    @DisplayName("The same where some snapshots were made by an earlier version")
    void madeByAnEarlierVersion() throws Exception {
        asAWalkFinds(true, history -> {});
    }

    @Test
    @DisplayName("The same where change trees are lost, before saves and after them")
    void lost() throws Exception {
        AtomicLong lost = new AtomicLong();
        asAWalkFinds(false, history -> {
            lost.addAndGet(loseChangeTrees(history.project()));
            history.grow(20, false);
            lost.addAndGet(loseChangeTrees(history.project()));
            history.grow(5, false);
        });
        assertThat(lost.get()).isPositive();
    }

    private void asAWalkFinds(boolean mixed, Consumer<RandomHistory> then) throws Exception {
        List<RandomHistory> made = new ArrayList<>();
        for (int seed = 0; seed < histories(); seed++) {
            RandomHistory history = new RandomHistory(store(), clock(), seed);
            history.grow(60, mixed);
            then.accept(history);
            made.add(history);
        }
        reopen();
        for (int seed = 0; seed < made.size(); seed++) {
            check(new ConfigReader(remembering(store())), made.get(seed), "seed " + seed);
        }
    }

    private static void check(ConfigReader reader, RandomHistory history, String which) {
        List<Revision> newest = history.newest(reader);
        Revision master = newest.get(0);
        for (Revision live : newest) {
            List<Revision> line = list(reader.commits(live).iterator());
            for (ConfigPath path : RandomHistory.PATHS) {
                List<Revision> touched =
                        line.stream().filter(each -> reader.touches(each, path)).toList();
                for (int i = 0; i < line.size(); i++) {
                    Revision from = line.get(i);
                    List<Revision> before = line.subList(i, line.size());
                    List<Revision> walked =
                            touched.stream().filter(before::contains).toList();
                    String what = which + ", " + path + " at " + from.branch().branch() + " "
                            + from.snapshot().number();
                    check(reader, from, path, walked, what);
                }
            }
            check(reader, reader.commits(List.of(live), List.of()), live, which);
            check(reader, reader.commits(List.of(live), List.of(master)), live, which + ", without master's");
            check(reader, reader.commits(List.of(live, master), List.of()), live, which + ", and master's");
        }
        check(reader, reader.commits(newest, List.of()), master, which + ", all");
        check(reader, reader.commits(newest, newest.subList(0, 1)), master, which + ", all but master's");
    }

    private static void check(ConfigReader reader, CommitSet commits, Revision any, String what) {
        for (CommitSet.Order order : CommitSet.Order.values()) {
            List<Revision> all = list(commits.newestFirst(any, order));
            assertThat(all).as(what).hasSize((int) commits.size()).doesNotHaveDuplicates();
            for (int skipped : List.of(0, 1, all.size() / 2, all.size(), all.size() + 7)) {
                assertThat(list(commits.newestFirst(any, order, skipped)))
                        .as("%s, by %s, without the first %s", what, order, skipped)
                        .isEqualTo(all.subList(Math.min(skipped, all.size()), all.size()));
            }
            if (order == CommitSet.Order.TIME) {
                assertThat(all)
                        .as(what)
                        .isSortedAccordingTo(
                                Comparator.comparing(HistoryContract::time).reversed());
            }
            Set<Revision> come = new HashSet<>();
            for (Revision each : all) {
                come.add(each);
                reader.parent(each)
                        .ifPresent(parent -> assertThat(come).as(what).doesNotContain(parent));
            }
            for (ConfigPath path : RandomHistory.PATHS) {
                assertThat(list(commits.touching(any, order, path)))
                        .as("%s, by %s, %s", what, order, path)
                        .isEqualTo(all.stream()
                                .filter(each -> reader.touches(each, path))
                                .toList());
            }
        }
    }

    private static void check(ConfigReader reader, Revision from, ConfigPath path, List<Revision> walked, String what) {
        if (reader.find(from, path).isPresent()) {
            assertThat(reader.lastChange(from, path)).as(what).isEqualTo(walked.get(0));
        }
        assertThat(list(reader.touching(from, path).iterator()))
                .as(what)
                .isEqualTo(walked.stream()
                        .takeWhile(each -> each.branch().equals(from.branch()))
                        .toList());
        CommitSet commits = reader.commits(List.of(from), List.of());
        assertThat(list(commits.touching(from, CommitSet.Order.TIME, path)))
                .as(what)
                .isEqualTo(walked);
    }

    private static Instant time(Revision revision) {
        return revision.snapshot().createdAt();
    }

    private static <T> List<T> list(Iterator<T> all) {
        List<T> list = new ArrayList<>();
        all.forEachRemaining(list::add);
        return list;
    }

    /** Frees some of the change trees, and returns how many. */
    private long loseChangeTrees(Project project) {
        ChangeTrees all = new ChangeTrees(new Trees(store().blobs()), store().blobs());
        Set<ChangeTreeId> lost = new HashSet<>();
        store().snapshots().forEachBranch(branch -> {
            int live = store().snapshots().live(branch).orElseThrow().number().value();
            for (int number = live; branch.project().equals(project.key()) && number > 0; number -= 2) {
                Snapshot snapshot = store().snapshots()
                        .find(branch, new SnapshotNumber(number))
                        .orElseThrow();
                ChangeTreeId root = snapshot.changes().orElseThrow().root();
                Optional<ChangeTree> tree = all.tryLoad(root);
                if (number % 3 == 0) {
                    lost.add(root);
                } else {
                    tree.ifPresent(there -> lost.addAll(there.children()));
                }
            }
        });
        clock().advance(Duration.ofSeconds(1));
        return store().blobs()
                .sweep(id -> !lost.contains(new ChangeTreeId(id.sha256())), clock().instant())
                .blobs();
    }

    @Test
    @DisplayName(
            "A last change is found in a long history, by who has just opened the store, with as few reads as in a short one")
    void readsOfALastChange() throws Exception {
        int few = readsOfALastChange("few.erp-config", 20);
        int many = readsOfALastChange("many.erp-config", Math.max(200, rounds() / 5));
        assertThat(many).isEqualTo(few).isLessThan(50);
    }

    private int readsOfALastChange(String repoId, int snapshots) throws Exception {
        Project project = projects().createProject(Samples.project("anna", repoId), AUTHOR);
        save(project, UNTOUCHED, "once");
        save(project, new ConfigPath("gone"), "once");
        edit(project, new Change.Delete(new ConfigPath("gone")));
        projects().copyBranch(project, new BranchName("side"), resolve(project, "master"), AUTHOR);
        for (int i = 0; i < snapshots; i++) {
            save(project, new ConfigPath("deep/er/other"), "content " + i);
        }
        reopen();
        AtomicInteger reads = new AtomicInteger();
        ConfigReader reader = new ConfigReader(counting(store(), reads));
        Revision live = reader.resolve(project, Ref.parse("master"));

        Revision found = reader.lastChange(live, UNTOUCHED);
        int last = reads.get();
        assertThat(found.snapshot().number()).isEqualTo(new SnapshotNumber(2));
        // Nor do the newest of its changes, and a page of all commits, need the others.
        assertThat(reader.touching(live, UNTOUCHED).iterator().next()).isEqualTo(found);
        CommitSet commits = reader.commits(List.of(live), List.of());
        assertThat(commits.touching(live, CommitSet.Order.TIME, UNTOUCHED).next())
                .isEqualTo(found);
        assertThat(commits.newestFirst(live, CommitSet.Order.TIME, snapshots + 2)
                        .next())
                .isEqualTo(found);
        int others = reads.get() - last;
        // What is no longer there, and what never was, is looked for where something was taken away.
        assertThat(list(reader.touching(live, new ConfigPath("gone")).iterator()))
                .extracting(each -> each.snapshot().number().value())
                .containsExactly(4, 3);
        assertThat(reader.touching(live, new ConfigPath("never")).iterator()).isExhausted();
        assertThat(reader.touching(live, new ConfigPath("deep/never")).iterator())
                .isExhausted();
        return Math.max(last, Math.max(others, reads.get() - last - others));
    }

    @Test
    @DisplayName("Nothing in use is lost to gc, and verify finds all change trees in their place")
    void keptByMaintenance() throws Exception {
        RandomHistory history = new RandomHistory(store(), clock(), 0);
        history.grow(60, true);
        save(history.project(), new ConfigPath("later"), "1");
        // Files of the same bytes as change trees and folders are in no way of these.
        Revision live = history.newest(new ConfigReader(store())).get(0);
        save(
                history.project(),
                new ConfigPath("change-tree"),
                store().blobs()
                        .read(live.snapshot().changes().orElseThrow().root().blob()));
        save(
                history.project(),
                new ConfigPath("folder"),
                store().blobs().read(live.snapshot().root().blob()));
        clock().advance(Duration.ofSeconds(1));
        new Sweep(store(), clock(), Duration.ZERO).run();
        assertThat(new Sweep(store(), clock(), Duration.ZERO).run().blobs()).isZero();
        reopen();
        assertThat(damage()).isEmpty();
        check(new ConfigReader(remembering(store())), history, "after gc");
    }

    @Test
    @DisplayName("verify names change trees that are of another folder, and not those that are missing")
    void damagedChangeTrees() {
        Project project = projects().createProject(PROJECT, AUTHOR);
        save(project, new ConfigPath("a"), "1");
        Snapshot before = live(project);
        save(project, new ConfigPath("b"), "2");
        Snapshot live = live(project);
        Snapshot next = Snapshot.of(
                        live.number().next(),
                        before.root(),
                        before.rootGitId(),
                        before.listing(),
                        Optional.of(new Snapshot.Parent(project.defaultBranch().id(), live.number(), live.commitId())),
                        AUTHOR,
                        clock().instant(),
                        "",
                        Cause.ROLLBACK)
                .with(live.changes().map(known -> new Snapshot.Changes(known.root(), known.generation() + 2)));
        store().commits().append(Samples.key(project), next);

        assertThat(damage())
                .satisfiesExactlyInAnyOrder(
                        first -> assertThat(first).contains("v0004", "generation"),
                        second -> assertThat(second).contains("change tree", "other entries than its folder"));

        BlobId lost = before.changes().orElseThrow().root().blob();
        clock().advance(Duration.ofSeconds(1));
        store().blobs().sweep(id -> !id.equals(lost), clock().instant());
        assertThat(store().blobs().contains(lost)).isFalse();
        assertThat(damage())
                .as("a sweep by an earlier version, which doesn't know them, leaves a sound store")
                .satisfiesExactlyInAnyOrder(
                        first -> assertThat(first).contains("v0004", "generation"),
                        second -> assertThat(second).contains("change tree", "other entries than its folder"));
    }

    private List<String> damage() {
        List<String> damage = new ArrayList<>();
        new StoreVerifier(store(), (what, finding) -> damage.add(what + ": " + finding)).verify();
        return damage;
    }

    /** Reads everything once only, so that comparing walks takes a moment on every store. */
    private static ConfigStore remembering(ConfigStore store) {
        Map<BlobId, byte[]> blobs = new HashMap<>();
        Map<SnapshotLog.Location, Optional<Snapshot>> snapshots = new HashMap<>();
        return store.with(ports -> ports.withBlobs(new ForwardingBlobStore(ports.blobs()) {
                    @Override
                    public byte[] read(BlobId id) {
                        return blobs.computeIfAbsent(id, super::read);
                    }
                })
                .withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
                    @Override
                    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                        return snapshots.computeIfAbsent(
                                new SnapshotLog.Location(branch, number), place -> super.find(branch, number));
                    }
                }));
    }

    /** Counts what is read of objects and snapshots. */
    private static ConfigStore counting(ConfigStore store, AtomicInteger reads) {
        return store.with(ports -> ports.withBlobs(new ForwardingBlobStore(ports.blobs()) {
                    @Override
                    public byte[] read(BlobId id) {
                        reads.incrementAndGet();
                        return super.read(id);
                    }
                })
                .withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
                    @Override
                    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                        reads.incrementAndGet();
                        return super.find(branch, number);
                    }

                    @Override
                    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
                        reads.addAndGet(last.value() - first.value() + 1);
                        return super.range(branch, first, last);
                    }
                }));
    }

    private ProjectEditor projects() {
        return new ProjectEditor(store(), clock(), new SecureRandom());
    }

    private Revision resolve(Project project, String ref) {
        return new ConfigReader(store()).resolve(project, Ref.parse(ref));
    }

    private Snapshot live(Project project) {
        return resolve(project, "master").snapshot();
    }

    private void save(Project project, ConfigPath path, String content) {
        save(project, path, content.getBytes(UTF_8));
    }

    private void save(Project project, ConfigPath path, byte[] content) {
        edit(project, new Change.Put(path, ContentSource.of(content)));
    }

    private void edit(Project project, Change change) {
        new ConfigEditor(store(), clock(), 100_000)
                .edit(project, BranchName.MASTER, Edit.of(AUTHOR, "", Cause.SAVE, change));
    }
}
