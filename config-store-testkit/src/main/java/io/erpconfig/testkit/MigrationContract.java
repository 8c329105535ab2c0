package io.erpconfig.testkit;

import static io.erpconfig.testkit.Samples.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.migration.MigrationListener;
import io.erpconfig.core.migration.MigrationListener.Part;
import io.erpconfig.core.migration.MigrationSummary;
import io.erpconfig.core.migration.StoreMigration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Moving whole stores: from memory into the store, and from there into memory again. */
abstract class MigrationContract extends PortContract {

    private static final String ORIGIN = "file:/somewhere";

    MigrationContract(ConfigStoreContract contract) {
        super(contract);
    }

    private ConfigStore filled() {
        return FilledStore.fill(InMemoryStore.create(clock()), clock());
    }

    private MigrationSummary migrate(ConfigStore from, ConfigStore to) {
        return migrate(from, to, Runnable::run, new Told());
    }

    private MigrationSummary migrate(ConfigStore from, ConfigStore to, Executor executor, Told told) {
        return new StoreMigration(from, to, ORIGIN, clock(), executor, told).run();
    }

    /** Records the progress, and runs an action as parts begin. */
    private static final class Told implements MigrationListener {
        private final Map<Part, Long> totals = new EnumMap<>(Part.class);
        private final Map<Part, Long> done = new EnumMap<>(Part.class);
        private final List<String> damages = new ArrayList<>();
        private final Consumer<Part> beginning;
        private Part part = Part.OBJECTS;

        Told() {
            this(part -> {});
        }

        Told(Consumer<Part> beginning) {
            this.beginning = beginning;
        }

        @Override
        public void begins(Part next, long total) {
            part = next;
            totals.put(next, total);
            done.put(next, 0L);
            beginning.accept(next);
        }

        @Override
        public void advanced(long more) {
            done.merge(part, more, Long::sum);
        }

        @Override
        public void damaged(String what, String finding) {
            damages.add(what + ": " + finding);
        }
    }

    @Test
    @DisplayName("A store comes and goes with all that is in it, and is whole then")
    void thereAndBack() throws Exception {
        ConfigStore source = filled();
        StoreContents expected = StoreContents.of(source);

        Told told = new Told();
        MigrationSummary migrated = inPool(pool -> migrate(source, store(), pool, told));

        for (int i = 0; i < 2; i++) {
            assertThat(StoreContents.of(store())).isEqualTo(expected);
            assertThat(store().migration().source()).isEmpty();
            reopen();
        }
        assertThat(StoreContents.of(source)).isEqualTo(expected);
        assertThat(told.damages).isEmpty();
        assertThat(told.totals).containsOnlyKeys(Part.values()).isEqualTo(told.done);
        ConfigStore back = InMemoryStore.create(clock());
        assertThat(inPool(pool -> migrate(store(), back, pool, new Told()))).isEqualTo(migrated);
        assertThat(StoreContents.of(back)).isEqualTo(expected);
        long bytes = expected.objects().keySet().stream()
                .mapToLong(id -> size(source, id))
                .sum();
        long entries = expected.trails().values().stream().mapToLong(List::size).sum();
        assertThat(entries).isGreaterThan(1200);
        assertThat(migrated)
                .isEqualTo(new MigrationSummary(
                        3, 5, snapshots(expected), expected.objects().size(), bytes, 5, 2, 2, entries));
    }

    private interface Moving {
        MigrationSummary by(Executor executor);
    }

    private static MigrationSummary inPool(Moving moving) {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            return moving.by(pool);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long size(ConfigStore store, String id) {
        List<Integer> sizes = new ArrayList<>();
        store.blobs().forEach(blob -> {
            if (blob.hex().equals(id)) {
                sizes.add(store.blobs().read(blob).length);
            }
        });
        return sizes.get(0);
    }

    private static long snapshots(StoreContents contents) {
        return contents.snapshots().values().stream().mapToLong(List::size).sum();
    }

    @Test
    @DisplayName("An empty store is moved, and so is the memory of an account that was removed")
    void nearlyEmpty() throws Exception {
        ConfigStore source = InMemoryStore.create(clock());
        assertThat(migrate(source, store())).isEqualTo(new MigrationSummary(0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(store().accounts().untouched()).isTrue();

        source.accounts().markTouched();
        migrate(source, store());
        reopen();
        assertThat(store().accounts().untouched()).isFalse();
        assertThat(store().accounts().list()).isEmpty();
    }

    @Test
    @DisplayName("Cut off after every single change and gone on with, it ends up the same")
    void cutOff() throws Exception {
        ConfigStore source = filled();
        int tries = 0;
        for (boolean done = false; !done; tries++) {
            assertThat(tries).isLessThan(1000);
            try {
                migrate(source, CutOffStore.after(1, store()));
                done = true;
            } catch (ConfigStoreException e) {
                assertThat(e).hasMessage("in the target: cut off");
                assertThat(store().migration().source()).contains(ORIGIN);
            }
            reopen();
        }
        assertThat(tries).isGreaterThan(30);
        assertThat(StoreContents.of(store())).isEqualTo(StoreContents.of(source));
        assertThat(store().migration().source()).isEmpty();
    }

    /** A kind of record that a target may hold. */
    enum Held {
        OBJECT,
        SNAPSHOT,
        PROJECT,
        TOKEN,
        ACCOUNT,
        REMOVED_ACCOUNT,
        SESSION,
        AUDIT_ENTRY;

        private void put(ConfigStore store) {
            switch (this) {
                case OBJECT -> Samples.stored(store.blobs(), new byte[] {1});
                case SNAPSHOT ->
                    store.commits()
                            .append(new BranchKey(Samples.PROJECT, Samples.branchId()), Samples.snapshot(1, "x"));
                case PROJECT -> store.projects().create(Samples.projectOf(Samples.PROJECT));
                case TOKEN -> store.tokens().add(Samples.token("other"));
                case ACCOUNT -> store.accounts().add(Samples.account("admin"));
                case REMOVED_ACCOUNT -> store.accounts().markTouched();
                case SESSION -> store.sessions().add(Samples.session(OWNER, "other"));
                case AUDIT_ENTRY ->
                    store.audit().append(Samples.entry(Optional.empty(), ConfigStoreContract.START, "x"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("What holds anything else is refused, and stays as it is")
    void heldAlready(Held held) {
        held.put(store());
        StoreContents before = StoreContents.of(store());

        assertThatThrownBy(() -> migrate(filled(), store()))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS))
                .hasMessageContaining("the target holds");

        assertThat(StoreContents.of(store())).isEqualTo(before);
        assertThat(store().migration().source()).isEmpty();
    }

    @Test
    @DisplayName("What is being filled from elsewhere is refused, as a target and as a source")
    void filledFromElsewhere() {
        store().migration().set("file:/elsewhere");

        assertThatThrownBy(() -> migrate(filled(), store())).hasMessageContaining("from file:/elsewhere");
        assertThatThrownBy(() -> migrate(store(), InMemoryStore.create()))
                .hasMessageContaining("the source is itself being filled from file:/elsewhere");

        assertThat(store().migration().source()).contains("file:/elsewhere");
        assertThat(StoreContents.of(store())).isEqualTo(StoreContents.of(InMemoryStore.create()));
    }

    @Test
    @DisplayName("A source that grew meanwhile is told, and what it got arrives when the migration is gone on with")
    void changedMeanwhile() {
        ConfigStore source = filled();
        Told late = new Told(part -> {
            if (part == Part.COMPARISON) {
                source.audit().append(Samples.entry(Optional.of(OWNER), clock().instant(), "late"));
                source.tokens().add(Samples.token("late"));
            }
        });
        assertThatThrownBy(() -> migrate(source, store(), Runnable::run, late))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("changed")
                .hasMessageContaining("token " + Samples.tokenId("late"));
        assertThat(store().migration().source()).contains(ORIGIN);

        migrate(source, store());
        assertThat(StoreContents.of(store())).isEqualTo(StoreContents.of(source));
    }

    @Test
    @DisplayName("What was revoked in the source since it was copied does not come to life: the target is refused")
    void revokedMeanwhile() {
        ConfigStore source = filled();
        assertThatThrownBy(() -> migrate(source, store(), Runnable::run, new Told(part -> {
                    if (part == Part.AUDIT_TRAILS) {
                        source.tokens().remove(Samples.tokenId("plain"));
                    }
                })))
                .hasMessageContaining("token " + Samples.tokenId("plain") + " is there only when it began");

        assertThatThrownBy(() -> migrate(source, store()))
                .hasMessageContaining("token " + Samples.tokenId("plain") + " is there only in the target")
                .hasMessageContaining("empty the target");
        assertThat(store().migration().source()).contains(ORIGIN);
    }

    @Test
    @DisplayName("Another history, record or trail under the same name is told by its name")
    void differing() {
        store().migration().set(ORIGIN);
        store().audit().append(Samples.entry(Optional.of(OWNER), clock().instant(), "somebody else"));
        assertThatThrownBy(() -> migrate(filled(), store()))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("the audit trail of anna");

        ConfigStore renamed = InMemoryStore.create(clock());
        renamed.tokens().add(Samples.renamed(Samples.token("plain"), "another name"));
        assertThatThrownBy(() -> migrate(renamed, store())).hasMessageContaining("token " + Samples.tokenId("plain"));
    }

    @Test
    @DisplayName("An object that the source lacks is named, and the target stays marked")
    void damagedSource() {
        ConfigStore source = filled();
        String lost = StoreContents.of(source).objects().keySet().iterator().next();
        source.blobs().sweep(id -> !id.hex().equals(lost), clock().instant().plusSeconds(1));
        Told told = new Told();

        assertThatThrownBy(() -> migrate(source, store(), Runnable::run, told))
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));

        assertThat(told.damages).isNotEmpty().anyMatch(line -> line.contains(lost));
        assertThat(store().migration().source()).contains(ORIGIN);
    }
}
