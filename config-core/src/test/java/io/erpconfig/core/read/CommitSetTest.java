package io.erpconfig.core.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.CommitSet.Order;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commits by time and by author: the same as if all were looked at, and without looking at all. */
class CommitSetTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final Author BEN = Author.of(new OwnerId("ben"));
    private static final BranchName COPY = new BranchName("copy");
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final ConfigStore store = InMemoryStore.create();
    private final StepClock clock = new StepClock();
    private final ConfigEditor editor = new ConfigEditor(store, clock, 1 << 20);
    private final ProjectEditor projects = new ProjectEditor(store, clock, new SecureRandom());
    private final Project project = projects.createProject(new ProjectKey(ANN.name(), new RepoId("p.erp-config")), ANN);
    private long reads;

    /** Tells the time that it is set to. */
    private static final class StepClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Saves every 20 seconds, now and then by a clock that is 50 seconds behind; Ben each third time. */
    private void save(BranchName branch, int from, int to) {
        for (int i = from; i < to; i++) {
            clock.now = START.plusSeconds(20L * i - (i % 7 == 0 ? 50 : 0));
            Change change = new Change.Put(new ConfigPath("a"), ContentSource.of((branch + " " + i).getBytes(UTF_8)));
            editor.edit(project, branch, Edit.of(i % 3 == 0 ? BEN : ANN, "", Cause.SAVE, change));
        }
    }

    private Revision live(ConfigReader reader, BranchName branch) {
        return reader.resolve(project, new Ref.OfBranch(branch));
    }

    private ConfigReader countingReader() {
        return new ConfigReader(store.with(ports -> ports.withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
            @Override
            public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                reads++;
                return super.find(branch, number);
            }

            @Override
            public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
                List<Snapshot> range = super.range(branch, first, last);
                reads += range.size();
                return range;
            }
        })));
    }

    private static List<Revision> list(Iterator<Revision> all) {
        List<Revision> list = new ArrayList<>();
        all.forEachRemaining(list::add);
        return list;
    }

    private static TimeSpan span(int first, int last) {
        return new TimeSpan(START.plusSeconds(20L * first), START.plusSeconds(20L * last));
    }

    @Test
    void commitsByTimeAndAuthorAreThoseThatLookingAtAllOfThemFinds() {
        save(BranchName.MASTER, 0, 40);
        ConfigReader reader = new ConfigReader(store);
        projects.copyBranch(project, COPY, live(reader, BranchName.MASTER), ANN);
        save(COPY, 40, 70);
        save(BranchName.MASTER, 45, 60);
        Revision copy = live(reader, COPY);
        Revision master = live(reader, BranchName.MASTER);
        List<TimeSpan> spans = List.of(
                TimeSpan.ALWAYS,
                span(10, 60),
                span(3, 47),
                span(20, 21),
                span(50, 900),
                span(-9, 30),
                span(30, 10),
                new TimeSpan(Instant.MIN, START.plusSeconds(500)),
                new TimeSpan(START.plusSeconds(500), Instant.MAX.minusSeconds(1)));
        for (CommitSet commits : List.of(
                reader.commits(List.of(copy), List.of()),
                reader.commits(List.of(master, copy), List.of()),
                reader.commits(List.of(copy), List.of(master)))) {
            List<Revision> all = list(commits.newestFirst(copy, Order.TIME));
            for (TimeSpan span : spans) {
                check(all, commits, copy, span);
            }
        }
    }

    private static void check(List<Revision> all, CommitSet commits, Revision any, TimeSpan span) {
        Predicate<Author> ben = BEN::equals;
        List<Revision> in = all.stream()
                .filter(each -> span.contains(each.snapshot().createdAt()))
                .toList();
        List<Revision> byBen =
                in.stream().filter(each -> ben.test(each.snapshot().author())).toList();
        for (int skipped : List.of(0, 1, 7, in.size() / 2, in.size(), in.size() + 3)) {
            assertThat(list(commits.newestFirst(any, Order.TIME, span, skipped)))
                    .as("%s without %d", span, skipped)
                    .isEqualTo(in.stream().skip(skipped).toList());
            assertThat(list(commits.by(any, Order.TIME, ben, span, skipped)))
                    .as("by Ben, %s without %d", span, skipped)
                    .isEqualTo(byBen.stream().skip(skipped).toList());
        }
        assertThat(list(commits.touching(any, Order.TIME, new ConfigPath("a"), span)))
                .isEqualTo(list(commits.touching(any, Order.TIME, new ConfigPath("a"))).stream()
                        .filter(in::contains)
                        .toList());
    }

    @Test
    void aLongHistoryIsNotReadForAPageOfItByTime() {
        save(BranchName.MASTER, 0, 2_000);
        ConfigReader reader = countingReader();
        Revision live = live(reader, BranchName.MASTER);
        CommitSet commits = reader.commits(List.of(live), List.of());
        reads = 0;
        Iterator<Revision> deep = commits.newestFirst(live, Order.TIME, span(100, 1_900), 1_500);
        assertThat(deep.next().snapshot().createdAt()).isEqualTo(START.plusSeconds(20 * 400));
        assertThat(commits.newestFirst(live, Order.TIME, span(5_000, 6_000), 0)).isExhausted();
        assertThat(reads).isLessThan(120);
    }

    @Test
    void whoHasMadeALongHistoryIsReadOnce() {
        save(BranchName.MASTER, 0, 2_000);
        ConfigReader reader = countingReader();
        Revision live = live(reader, BranchName.MASTER);
        CommitSet commits = reader.commits(List.of(live), List.of());
        List<Revision> all = list(commits.by(live, Order.TIME, BEN::equals, TimeSpan.ALWAYS, 0));
        assertThat(all).hasSize(667);
        reads = 0;
        assertThat(commits.by(live, Order.TIME, BEN::equals, TimeSpan.ALWAYS, 600)
                        .next())
                .isEqualTo(all.get(600));
        assertThat(commits.by(live, Order.TIME, nobody -> false, TimeSpan.ALWAYS, 0))
                .isExhausted();
        assertThat(reads).isLessThan(20);
    }

    @Test
    void commitsAreReadManyAtOnceWhereManyAreAskedFor() {
        save(BranchName.MASTER, 0, 300);
        long[] calls = {0};
        ConfigReader reader =
                new ConfigReader(store.with(ports -> ports.withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
                    @Override
                    public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                        calls[0]++;
                        return super.find(branch, number);
                    }

                    @Override
                    public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
                        calls[0]++;
                        return super.range(branch, first, last);
                    }
                })));
        Revision live = live(reader, BranchName.MASTER);
        CommitSet commits = reader.commits(List.of(live), List.of());
        List<Revision> newestFirst = list(commits.newestFirst(live, Order.TIME));
        try (Stream<Revision> oldestFirst = commits.oldestFirst(live)) {
            assertThat(oldestFirst).hasSize(301).containsExactlyInAnyOrderElementsOf(newestFirst);
        }
        assertThat(calls[0]).isLessThan(60);
    }
}
