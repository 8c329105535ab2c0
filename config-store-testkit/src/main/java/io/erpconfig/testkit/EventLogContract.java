package io.erpconfig.testkit;

import static io.erpconfig.core.commit.StoreCommit.Outcome.DONE;
import static io.erpconfig.core.commit.StoreCommit.Outcome.STALE;
import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.PROJECT;
import static io.erpconfig.testkit.Samples.entry;
import static io.erpconfig.testkit.Samples.event;
import static io.erpconfig.testkit.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.commit.StoreCommit;
import io.erpconfig.core.commit.StoreCommit.Outcome;
import io.erpconfig.core.commit.StoreCommit.Step;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.OwnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That events are numbered without gaps, whatever is appended beside them, and by how many. */
abstract class EventLogContract extends PortContract {

    private static final OwnerId BERT = new OwnerId("bert");
    private static final OwnerId NOBODY_YET = new OwnerId("nobody-yet");
    private static final int WRITERS = 4;

    EventLogContract(ConfigStoreContract contract) {
        super(contract);
    }

    private EventLog events() {
        return store().events();
    }

    /** All events of an owner, read page by page, whose numbers have no gap. */
    private List<AuditEntry> log(OwnerId owner, int pageSize) {
        List<AuditEntry> entries = new ArrayList<>();
        for (List<LoggedEvent> page = events().read(owner, 0, pageSize);
                !page.isEmpty();
                page = events().read(owner, entries.size(), pageSize)) {
            assertThat(page).hasSizeLessThanOrEqualTo(pageSize);
            for (LoggedEvent each : page) {
                entries.add(each.entry());
                assertThat(each.seq()).isEqualTo(entries.size());
            }
        }
        assertThat(events().latest(owner)).isEqualTo(entries.size());
        return entries;
    }

    private List<String> users(OwnerId owner) {
        return log(owner, 7).stream().map(AuditEntry::user).toList();
    }

    private Outcome commit(BranchKey branch, int number, AuditEntry... entries) {
        Step step = new Step(snapshot(number, "message " + number), List.of(entries));
        return store().commits().commit(new StoreCommit(branch, List.of(step), List.of()));
    }

    @Test
    @DisplayName("A log without events is empty, and no error")
    void absent() throws Exception {
        store().audit().append(entry(Optional.of(OWNER), START, "anna"));
        for (int i = 0; i < 2; i++) {
            assertThat(events().read(OWNER, 0, 10)).isEmpty();
            assertThat(events().read(NOBODY_YET, 3, 10)).isEmpty();
            assertThat(events().latest(OWNER)).isZero();
            assertThat(events().latest(NOBODY_YET)).isZero();
            reopen();
        }
    }

    @Test
    @DisplayName("Every field of an event comes back as it was, in the log and in the trail")
    void everyField() throws Exception {
        List<AuditEntry> appended = List.of(
                event(OWNER, START, "anna"),
                entry(Optional.of(OWNER), START, "berta").asEvent(OWNER, EventTarget.NONE),
                entry(Optional.of(OWNER), START, "größe 😀 \"\n")
                        .asEvent(OWNER, new EventTarget(Optional.empty(), Optional.of(Samples.branchId()), false)));
        appended.forEach(store().audit()::append);
        for (int i = 0; i < 2; i++) {
            assertThat(log(OWNER, 2)).isEqualTo(appended);
            List<AuditEntry> trail = new ArrayList<>();
            store().audit().forEach(OWNER, AuditEntry.EARLIEST, trail::add);
            assertThat(trail).isEqualTo(appended);
            reopen();
        }
    }

    @Test
    @DisplayName("Events alone are numbered; other entries are between them, before and behind")
    void others() throws Exception {
        List<String> expected = new ArrayList<>();
        BranchKey branch = new BranchKey(PROJECT, Samples.branchId());
        for (int i = 1; i <= 12; i++) {
            for (int j = 0; j < i % 4; j++) {
                store().audit().append(entry(Optional.of(OWNER), START, "refused"));
            }
            commit(branch, i, event(OWNER, START, "saved " + i), entry(Optional.of(OWNER), START, "beside"));
            store().audit()
                    .append(List.of(
                            event(BERT, START, "berts " + i),
                            entry(Optional.of(OWNER), START, "signed in"),
                            event(OWNER, START, "appended " + i)));
            expected.addAll(List.of("saved " + i, "appended " + i));
            assertThat(users(OWNER)).isEqualTo(expected);
            if (i % 5 == 0) {
                reopen();
            }
        }
        assertThat(users(OWNER)).isEqualTo(expected);
        assertThat(log(BERT, 100)).hasSize(12);
    }

    @Test
    @DisplayName("Any part of the log can be read, however many other entries are between, and over months")
    void parts() throws Exception {
        int count = 60;
        List<AuditEntry> appended = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            appended.add(event(OWNER, START.plus(Duration.ofDays(i)), "event " + i));
            int others = i % 20 == 0 ? 250 : i % 3;
            AuditEntry other = entry(Optional.of(OWNER), START.plus(Duration.ofDays(i)), "refused");
            appended.addAll(Collections.nCopies(others, other));
        }
        store().audit().append(appended);
        for (int round = 0; round < 2; round++) {
            for (int after = 0; after <= count + 2; after++) {
                for (int limit : new int[] {0, 1, 5, Integer.MAX_VALUE}) {
                    List<Long> expected = LongStream.rangeClosed(after + 1, Math.min(count, (long) after + limit))
                            .boxed()
                            .toList();
                    assertThat(events().read(OWNER, after, limit))
                            .extracting(LoggedEvent::seq)
                            .isEqualTo(expected);
                }
            }
            assertThat(users(OWNER))
                    .isEqualTo(IntStream.rangeClosed(1, count)
                            .mapToObj(i -> "event " + i)
                            .toList());
            reopen();
        }
    }

    @Test
    @DisplayName("A commit that is stale takes no number")
    void stale() throws Exception {
        BranchKey branch = new BranchKey(PROJECT, Samples.branchId());
        commit(branch, 1, event(OWNER, START, "one"));
        assertThat(commit(branch, 1, event(OWNER, START, "late"))).isEqualTo(STALE);
        commit(branch, 2, event(OWNER, START, "two"));
        for (int i = 0; i < 2; i++) {
            assertThat(users(OWNER)).containsExactly("one", "two");
            reopen();
        }
    }

    @Test
    @DisplayName(
            "Commits to many branches and entries that are appended alone share one numbering, each once, in order")
    void concurrently() throws Exception {
        int rounds = Math.max(5, rounds() / 40);
        List<BranchKey> branches = Stream.generate(() -> new BranchKey(PROJECT, Samples.branchId()))
                .limit(WRITERS)
                .toList();
        try (Race race = new Race(WRITERS)) {
            race.round(i -> {
                for (int next = 1; next <= rounds; next++) {
                    AuditEntry saved = event(OWNER, START, i + "/" + 2 * next);
                    assertThat(commit(branches.get(i), next, saved, event(BERT, START, "also")))
                            .isEqualTo(DONE);
                    store().audit().append(entry(Optional.of(OWNER), START, "refused"));
                    store().audit().append(event(OWNER, START.plusSeconds(next), i + "/" + (2 * next + 1)));
                }
                return true;
            });
        }
        for (int round = 0; round < 2; round++) {
            List<String> users = users(OWNER);
            assertThat(users).hasSize(WRITERS * rounds * 2);
            for (int i = 0; i < WRITERS; i++) {
                String writer = i + "/";
                assertThat(users.stream().filter(user -> user.startsWith(writer)))
                        .containsExactlyElementsOf(IntStream.rangeClosed(2, 2 * rounds + 1)
                                .mapToObj(next -> writer + next)
                                .toList());
            }
            assertThat(log(BERT, 1_000)).hasSize(WRITERS * rounds);
            reopen();
        }
    }

    @Test
    @DisplayName("Who reads while others write sees no gap, and nothing that changes later")
    void readBeside() throws Exception {
        int commits = Math.max(5, rounds() / 20);
        BranchKey branch = new BranchKey(PROJECT, Samples.branchId());
        List<AuditEntry> seen = Collections.synchronizedList(new ArrayList<>());
        try (Race race = new Race(2)) {
            race.round(i -> {
                for (int next = 1; next <= commits && i == 0; next++) {
                    commit(branch, next, event(OWNER, START, "" + next));
                }
                while (i == 1 && seen.size() < commits) {
                    List<LoggedEvent> more = events().read(OWNER, seen.size(), 3);
                    for (LoggedEvent each : more) {
                        seen.add(each.entry());
                        assertThat(each.seq()).isEqualTo(seen.size());
                        int live = store().snapshots()
                                .live(branch)
                                .map(newest -> newest.number().value())
                                .orElse(0);
                        assertThat(live).isGreaterThanOrEqualTo(seen.size());
                    }
                }
                return true;
            });
        }
        assertThat(log(OWNER, 1_000)).isEqualTo(seen);
    }
}
