package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a MongoDB server that is alone at random instants while one process saves in it, and goes on with that process.
 * {@code -Dmongod.kills=50} for more of them, {@code -Dcrash.seed} for the same again.
 */
@Timeout(1200)
class KilledServerTest {

    private static final int KILLS = Integer.getInteger("mongod.kills", 1);
    private static final int WRITERS = 4;
    private static final int LONGEST_MILLIS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final OwnerId OWNER = new OwnerId("anna");
    private static final Author AUTHOR = Author.of(OWNER);

    @TempDir
    private Path folder;

    private ConfigStore store;

    /** Messages of the saves that were answered, by the number of the snapshot that each made. */
    private final List<Map<SnapshotNumber, String>> saved = IntStream.range(0, WRITERS)
            .mapToObj(writer -> Map.<SnapshotNumber, String>of())
            .collect(Collectors.toList());

    private final List<List<String>> audited = new ArrayList<>();

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        TestServer.requireMongod();
        long seed = Long.getLong("crash.seed", System.nanoTime());
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        // What the connection string asks for can't make it unsafe.
        try (Mongod server = Mongod.standalone(folder);
                ConfigStore opened = GridFsStore.open(
                                new MongoAddress(
                                        server.uri() + "erp-config?w=0&journal=false&serverSelectionTimeoutMS=500"),
                                Clock.systemUTC(),
                                Runnable::run)
                        .store()) {
            store = opened;
            List<Project> projects =
                    IntStream.range(0, WRITERS).mapToObj(this::makeProject).toList();
            for (int kill = 1; kill <= KILLS; kill++) {
                AtomicBoolean killed = new AtomicBoolean();
                List<Future<?>> writing = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    int number = writer;
                    String round = kill + "-" + writer + "-";
                    writing.add(threads.submit(() -> save(projects.get(number), number, round, killed)));
                }
                Thread.sleep(100 + random.nextInt(LONGEST_MILLIS));
                killed.set(true);
                server.kill();
                for (Future<?> each : writing) {
                    each.get();
                }
                server.start();
                TestServer.awaitReachable(store, PATIENCE);
                check(projects, "kill " + kill + " of seed " + seed);
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println(KILLS + " kills of a MongoDB server, "
                + saved.stream().mapToInt(Map::size).sum() + " saves acknowledged, none of them lost");
    }

    private Project makeProject(int number) {
        return new ProjectEditor(store, Clock.systemUTC(), new SecureRandom())
                .createProject(new ProjectKey(OWNER, new RepoId("p" + number + ".erp-config")), AUTHOR);
    }

    private void save(Project project, int writer, String round, AtomicBoolean killed) {
        ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), 1 << 20);
        Map<SnapshotNumber, String> answered = new HashMap<>(saved.get(writer));
        List<String> entered = new ArrayList<>();
        try {
            for (int i = 0; i < 100_000; i++) {
                String message = round + i;
                Edit edit = Edit.of(
                        AUTHOR,
                        message,
                        Cause.SAVE,
                        new Change.Put(
                                new ConfigPath("prices/" + writer + ".json"),
                                ContentSource.of(message.getBytes(StandardCharsets.UTF_8))));
                if (editor.edit(project, project.defaultBranch().name(), edit) instanceof EditOutcome.Saved made) {
                    answered.put(made.live().number(), message);
                }
                store.audit().append(entry(message));
                entered.add(message);
            }
        } catch (ConfigStoreException e) {
            if (!killed.get() || e.code() != ErrorCode.STORAGE_UNAVAILABLE) {
                throw e;
            }
        }
        saved.set(writer, answered);
        synchronized (audited) {
            audited.add(entered);
        }
    }

    private static AuditEntry entry(String message) {
        return new AuditEntry(
                Instant.now(),
                Optional.of(OWNER),
                message,
                AuditAction.COMMIT,
                Map.of(),
                List.of(),
                AuditEntry.COMMAND_LINE,
                AuditEntry.OK);
    }

    private void check(List<Project> projects, String when) {
        for (int writer = 0; writer < WRITERS; writer++) {
            Project project = projects.get(writer);
            BranchKey branch =
                    new BranchKey(project.key(), project.defaultBranch().id());
            SnapshotNumber live = store.snapshots().live(branch).orElseThrow().number();
            Map<SnapshotNumber, String> there = store.snapshots().range(branch, SnapshotNumber.FIRST, live).stream()
                    .collect(Collectors.toMap(Snapshot::number, Snapshot::message));
            assertThat(there).as(when + ": a history without holes").hasSize(live.value());
            assertThat(there).as(when + ": what was answered").containsAllEntriesOf(saved.get(writer));
        }
        List<AuditEntry> trail = new ArrayList<>();
        store.audit().forEach(OWNER, Instant.EPOCH, trail::add);
        assertThat(trail)
                .as(when + ": the audit trail")
                .extracting(entry -> List.of(entry.action(), entry.user(), entry.subject()))
                .doesNotHaveDuplicates();
        assertThat(trail)
                .as(when + ": the audit trail")
                .extracting(AuditEntry::user)
                .containsAll(audited.stream().flatMap(List::stream).toList());
        List<String> damage = new ArrayList<>();
        new StoreVerifier(store, (what, finding) -> damage.add(what + ": " + finding)).verify();
        assertThat(damage).as(when).isEmpty();
    }
}
