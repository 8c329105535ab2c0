package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.project.Branch;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.Project;
import io.erpconfig.testkit.EventReplay;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * What a store has answered, and what was under way: from both follows what may be found in it after a crash. Whatever
 * was acknowledged or read by anyone has to be there; what was under way, or has failed, is there whole or not at all.
 * Knows the ports alone. Safe for any number of threads, as long as each {@link Entry} is changed by one.
 */
final class Ledger {

    /** The folder whose files are changed together only, all to the same content. */
    static final String TOGETHER = "together/";

    private final Map<String, Entry<?>> entries = new ConcurrentSkipListMap<>();
    private final Map<BranchKey, Log> logs = new ConcurrentHashMap<>();

    /** Audit entries that were read. */
    private final Set<AuditEntry> readEntries = ConcurrentHashMap.newKeySet();

    /** Events that were read, by their numbers. */
    private final Map<Long, LoggedEvent> readEvents = new ConcurrentHashMap<>();

    private final AtomicLong drawn = new AtomicLong();

    /** Whether an account was added. */
    private volatile boolean hadAccount;

    /** A record that is there or not. */
    static final class Entry<T> {
        private final Function<ConfigStore, Optional<T>> lookup;
        private Optional<T> known = Optional.empty();
        private Optional<Predicate<Optional<T>>> pending = Optional.empty();
        private long changes;

        Entry(Function<ConfigStore, Optional<T>> lookup) {
            this.lookup = lookup;
        }

        /** The value as of the last call that was answered. */
        synchronized Optional<T> known() {
            return known;
        }

        /** A change begins, after which these are possible as well. */
        synchronized void begin(Predicate<Optional<T>> possible) {
            Optional<Predicate<Optional<T>>> before = pending;
            pending = Optional.of(value ->
                    possible.test(value) || before.isPresent() && before.get().test(value));
            changes++;
        }

        synchronized void acknowledged(Optional<T> value) {
            known = value;
            pending = Optional.empty();
            changes++;
        }

        /**
         * Reads it. What was read counts as answered, if no change has begun or ended meanwhile: then it was read before
         * the answer that it came from.
         */
        void observe(ConfigStore store, BooleanSupplier inTime) {
            long before = changes();
            Optional<T> value = lookup.apply(store);
            synchronized (this) {
                if (changes == before && inTime.getAsBoolean()) {
                    check(value);
                    known = value;
                }
            }
        }

        /** Checks that it is as it was last answered, with nothing of what was begun since. */
        synchronized void checkUnchanged(ConfigStore store) {
            assertThat(lookup.apply(store)).isEqualTo(known);
        }

        synchronized boolean isChanging() {
            return pending.isPresent();
        }

        private synchronized long changes() {
            return changes;
        }

        private void check(Optional<T> value) {
            if (!value.equals(known) && (pending.isEmpty() || !pending.get().test(value))) {
                fail("is %s, was acknowledged as %s", value, known);
            }
        }

        /** Checks it after a crash; what is found counts from then on. */
        synchronized void settle(ConfigStore store) {
            Optional<T> value = lookup.apply(store);
            check(value);
            acknowledged(value);
        }
    }

    @SuppressWarnings("unchecked")
    <T> Entry<T> entry(String name, Function<ConfigStore, Optional<T>> lookup) {
        return (Entry<T>) entries.computeIfAbsent(name, absent -> new Entry<>(lookup));
    }

    /** The records whose names begin so. */
    @SuppressWarnings("unchecked")
    <T> List<Entry<T>> entries(String prefix) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> (Entry<T>) entry.getValue())
                .toList();
    }

    /** A number that has not been drawn before: it tells a value from all others. */
    long draw() {
        return drawn.incrementAndGet();
    }

    void accountAdded() {
        hadAccount = true;
    }

    // ---- logs

    private static final class Log {
        private final NavigableMap<Integer, Snapshot> known = new TreeMap<>();
        private final Map<Integer, Map<ConfigPath, GitId>> contents = new HashMap<>();
        private final Set<String> begun = new HashSet<>();

        synchronized void check(BranchKey branch, ConfigStore store, Trees trees) {
            int live = store.snapshots()
                    .live(branch)
                    .map(newest -> newest.number().value())
                    .orElse(0);
            assertThat(live).as("live").isGreaterThanOrEqualTo(known.isEmpty() ? 1 : known.lastKey());
            List<Snapshot> found =
                    store.snapshots().range(branch, SnapshotNumber.FIRST, new SnapshotNumber(Math.max(1, live)));
            assertThat(found).extracting(snapshot -> snapshot.number().value()).hasSize(live);
            Set<String> messages = new HashSet<>();
            for (Snapshot snapshot : found) {
                int number = snapshot.number().value();
                Snapshot acknowledged = known.get(number);
                if (acknowledged != null) {
                    assertThat(snapshot).isEqualTo(acknowledged);
                } else if (number > 1) {
                    assertThat(begun).contains(snapshot.message());
                }
                assertThat(messages.add(snapshot.message()))
                        .as("made once: %s", snapshot.message())
                        .isTrue();
                contents.getOrDefault(number, Map.of())
                        .forEach((path, id) -> assertThat(
                                        trees.findFile(snapshot.root(), path).map(FileEntry::gitId))
                                .as("%s in %s", path, snapshot.number())
                                .isEqualTo(id.equals(NONE) ? Optional.empty() : Optional.of(id)));
                checkTogether(trees, snapshot);
            }
        }

        private static void checkTogether(Trees trees, Snapshot snapshot) {
            Set<GitId> contents = new HashSet<>();
            trees.walk(snapshot.root(), (path, entry) -> {
                if (path.startsWith(TOGETHER) && entry instanceof FileEntry file) {
                    contents.add(file.gitId());
                }
                return true;
            });
            assertThat(contents)
                    .as("contents in one commit of %s", snapshot.number())
                    .hasSizeLessThan(2);
        }

        synchronized void settle(ConfigStore store, BranchKey branch) {
            int live = store.snapshots().live(branch).orElseThrow().number().value();
            store.snapshots()
                    .range(branch, SnapshotNumber.FIRST, new SnapshotNumber(live))
                    .forEach(snapshot -> known.put(snapshot.number().value(), snapshot));
            begun.clear();
        }
    }

    private static final GitId NONE = GitId.of("blob", "absent".getBytes(StandardCharsets.UTF_8));

    private Log log(BranchKey branch) {
        return logs.computeIfAbsent(branch, absent -> new Log());
    }

    /** An edit begins; the message is no other's. */
    void beginEdit(BranchKey branch, String message) {
        Log log = log(branch);
        synchronized (log) {
            log.begun.add(message);
        }
    }

    /** An edit was made, after which these files are so in its snapshot; an empty content stands for none. */
    void edited(BranchKey branch, EditOutcome.Saved saved, Map<ConfigPath, Optional<byte[]>> contents) {
        Log log = log(branch);
        synchronized (log) {
            int number = saved.live().number().value();
            seen(branch, saved.live());
            Map<ConfigPath, GitId> ids = new HashMap<>();
            contents.forEach((path, bytes) ->
                    ids.put(path, bytes.map(some -> GitId.of("blob", some)).orElse(NONE)));
            log.contents.put(number, ids);
        }
    }

    /** A snapshot was read. */
    void seen(BranchKey branch, Snapshot snapshot) {
        Log log = log(branch);
        synchronized (log) {
            Snapshot before = log.known.put(snapshot.number().value(), snapshot);
            if (before != null && !before.equals(snapshot)) {
                fail("%s of %s is %s, was %s", snapshot.number(), branch, snapshot, before);
            }
        }
    }

    /**
     * Reads what is being changed, and some of the rest, and holds the store to it.
     *
     * @param inTime asked after it was read: whether that was before the crash
     */
    void observe(ConfigStore store, Random random, BooleanSupplier inTime) {
        for (BranchKey branch : logs.keySet()) {
            Optional<Snapshot> live = store.snapshots().live(branch);
            if (live.isPresent() && inTime.getAsBoolean()) {
                seen(branch, live.get());
            }
        }
        observeTrail(store, inTime);
        for (Entry<?> entry : entries.values()) {
            // The crash may have come at the trail's first reading.
            if (inTime.getAsBoolean() && (entry.isChanging() || random.nextInt(10) == 0)) {
                entry.observe(store, inTime);
            }
        }
    }

    /** Who sees an entry sees its snapshot. */
    private void observeTrail(ConfigStore store, BooleanSupplier inTime) {
        List<AuditEntry> newest;
        try {
            newest = store.audit().read(Operator.OWNER, AuditEntry.EARLIEST, 0, 2);
        } catch (ConfigStoreException e) {
            // The first reading syncs what an earlier process has left: it may be that which the crash comes at.
            if (inTime.getAsBoolean()) {
                throw e;
            }
            return;
        }
        try {
            long latest = store.events().latest(Operator.OWNER);
            List<LoggedEvent> last = store.events().read(Operator.OWNER, Math.max(0, latest - 2), 2);
            if (inTime.getAsBoolean()) {
                last.forEach(event ->
                        assertThat(readEvents.putIfAbsent(event.seq(), event)).isIn(null, event));
            }
        } catch (ConfigStoreException e) {
            if (inTime.getAsBoolean()) {
                throw e;
            }
        }
        for (AuditEntry entry : newest) {
            if (inTime.getAsBoolean()) {
                readEntries.add(entry);
                if (entry.action() != AuditAction.COMMIT) {
                    continue;
                }
                BranchKey branch = branch(entry);
                boolean there = store.snapshots().find(branch, number(entry)).isPresent();
                assertThat(there || !inTime.getAsBoolean() || !filed(store).contains(branch))
                        .as("the snapshot of %s", entry)
                        .isTrue();
            }
        }
    }

    private static BranchKey branch(AuditEntry entry) {
        return new BranchKey(Operator.SHARED, new BranchId(entry.subject().get(AuditEntry.Subject.BRANCH)));
    }

    private static SnapshotNumber number(AuditEntry entry) {
        return SnapshotNumber.parse(entry.subject().get(AuditEntry.Subject.SNAPSHOT));
    }

    // ---- checks

    /** Checks a store that goes on and that nobody changes now: what has failed is there whole or not at all. */
    void check(ConfigStore store) {
        checkRecords(store);
        checkLogs(store);
    }

    /** {@link #check} of the records alone. */
    void checkRecords(ConfigStore store) {
        entries.forEach((name, entry) -> named(name, () -> entry.observe(store, () -> true)));
    }

    /** Checks a store that goes on and that nobody changes now: of what has failed there is nothing to be seen. */
    void checkUnchanged(ConfigStore store) {
        entries.forEach((name, entry) -> named(name, () -> entry.checkUnchanged(store)));
        for (BranchKey branch : filed(store)) {
            Log log = log(branch);
            named("log of " + branch, () -> {
                synchronized (log) {
                    assertThat(store.snapshots().live(branch))
                            .isEqualTo(Optional.of(log.known.lastEntry().getValue()));
                }
            });
        }
    }

    /** Checks a store that was opened after a crash: what is found counts from now on. */
    void settle(ConfigStore store) {
        entries.forEach((name, entry) -> named(name, () -> entry.settle(store)));
        checkLogs(store);
        logs.keySet().retainAll(filed(store));
        logs.forEach((branch, log) -> log.settle(store, branch));
    }

    private static void named(String name, Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(name + ": " + e.getMessage(), e);
        }
    }

    private void checkLogs(ConfigStore store) {
        verify(store);
        assertThat(store.accounts().untouched() && hadAccount).as("untouched").isFalse();
        Trees trees = new Trees(store.blobs());
        for (BranchKey branch : filed(store)) {
            named("log of " + branch, () -> log(branch).check(branch, store, trees));
        }
        named("trail", () -> checkTrail(store));
    }

    /** Each edit is in the trail exactly if it is in its branch's log, once, and those of a branch are in its order. */
    private void checkTrail(ConfigStore store) {
        List<AuditEntry> trail = new ArrayList<>();
        store.audit().forEach(AuditEntry.EARLIEST, trail::add);
        assertThat(trail).containsAll(readEntries);
        checkEvents(
                store, trail.stream().filter(entry -> entry.event().isPresent()).toList());
        Map<BranchKey, List<String>> said = new HashMap<>();
        trail.stream()
                .filter(entry -> entry.action() == AuditAction.COMMIT)
                .forEach(entry -> said.computeIfAbsent(branch(entry), first -> new ArrayList<>())
                        .add(number(entry) + " " + entry.subject().get(AuditEntry.Subject.REQUEST_ID)));
        for (BranchKey branch : filed(store)) {
            if (branch.project().equals(Operator.SHARED)) {
                List<String> made = store
                        .snapshots()
                        .range(branch, SnapshotNumber.FIRST.next(), new SnapshotNumber(Integer.MAX_VALUE))
                        .stream()
                        .map(snapshot -> snapshot.number() + " " + snapshot.message())
                        .toList();
                assertThat(said.getOrDefault(branch, List.of()))
                        .as("trail of %s", branch)
                        .isEqualTo(made);
            }
        }
    }

    /** The events of the trail have numbers without gaps, and those that were read have them still. */
    private void checkEvents(ConfigStore store, List<AuditEntry> events) {
        List<LoggedEvent> log = store.events().read(Operator.OWNER, 0, Integer.MAX_VALUE);
        assertThat(log).extracting(LoggedEvent::entry).isEqualTo(events);
        assertThat(log)
                .extracting(LoggedEvent::seq)
                .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(store.events().latest(Operator.OWNER)).isEqualTo(log.size());
        assertThat(log).containsAll(readEvents.values());
        EventReplay.assertMatches(store, Operator.OWNER);
    }

    private static Set<BranchKey> filed(ConfigStore store) {
        Set<BranchKey> branches = new HashSet<>();
        List<Project> projects = new ArrayList<>();
        store.projects().forEach(projects::add);
        for (Project project : projects) {
            List<Branch> all = new ArrayList<>(store.projects().branches(project.key()));
            all.addAll(store.projects().deletedBranches(project.key()));
            all.forEach(branch -> branches.add(new BranchKey(project.key(), branch.id())));
        }
        return branches;
    }

    /** Nothing in the store is damaged. */
    static void verify(ConfigStore store) {
        List<String> findings = new ArrayList<>();
        new StoreVerifier(store, (what, finding) -> findings.add(what + ": " + finding)).verify();
        assertThat(findings).as("damage").isEmpty();
    }
}
