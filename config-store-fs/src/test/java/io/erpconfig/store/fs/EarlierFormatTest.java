package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.migration.MigrationListener;
import io.erpconfig.core.migration.StoreMigration;
import io.erpconfig.core.project.EarlierProjectId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories as earlier versions left them: project records have no id. */
class EarlierFormatTest {

    private static final List<String> NAMES = List.of("shop.x", "rates.erp-config", "0.x", "spare.x");

    @TempDir
    Path data;

    @BeforeEach
    void fill() throws IOException {
        Files.writeString(data.resolve("format.json"), "{\"format\":2}\n");
        for (String name : NAMES) {
            Files.createDirectories(record(name).getParent());
            Files.writeString(record(name), earlierRecord(name));
        }
    }

    private Path record(String name) {
        return data.resolve("apps/site-builder/user/anna").resolve(name).resolve("project.json");
    }

    private static String earlierRecord(String name) {
        return "{\"owner\":\"anna\",\"repoId\":\"%s\",\"createdAt\":\"2026-01-05T10:00:00Z\",\"defaultBranch\":{"
                        .formatted(name)
                + "\"name\":\"master\",\"id\":\"%032x\",\"createdAt\":\"2026-01-05T10:00:00Z\"}}\n"
                        .formatted(branchId(name));
    }

    private static int branchId(String name) {
        return 0xabc0 + NAMES.indexOf(name);
    }

    private static ProjectKey key(String name) {
        return new ProjectKey(new OwnerId("anna"), new RepoId(name));
    }

    private Map<String, Project> opened() {
        try (ConfigStore store = Fill.open(data)) {
            return store.projects().list(new OwnerId("anna")).stream()
                    .collect(Collectors.toMap(project -> project.key().repoId().value(), Function.identity()));
        }
    }

    private String format() throws IOException {
        return Files.readString(data.resolve("format.json")).strip();
    }

    @Test
    void eachProjectIsAllottedAnIdForGoodAndAnswersToItsEarlierOneToo() throws IOException {
        Map<String, Project> projects = opened();

        assertThat(projects).containsOnlyKeys(NAMES);
        assertThat(projects.values()).extracting(Project::id).doesNotHaveDuplicates();
        assertThat(format()).isEqualTo("{\"format\":5,\"crc32c\":\"13294b7e\"}");
        assertThat(opened()).isEqualTo(projects);
        try (ConfigStore store = Fill.open(data)) {
            ConfigReader reader = new ConfigReader(store);
            projects.values().forEach(project -> {
                assertThat(reader.findProject(project.id().value())).contains(project);
                assertThat(reader.findProject(EarlierProjectId.of(project.key()).value()))
                        .contains(project);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void brokenOffAfterAnyNumberOfRecordsItEndsUpTheSame(int written) throws IOException {
        Map<String, Project> projects = opened();
        for (String name : NAMES.subList(written, NAMES.size())) {
            Files.writeString(record(name), earlierRecord(name));
        }
        Files.writeString(data.resolve("format.json"), "{\"format\":2}\n");

        assertThat(opened()).isEqualTo(projects);
        assertThat(format()).isEqualTo("{\"format\":5,\"crc32c\":\"13294b7e\"}");
    }

    @Test
    void anIdThatAnotherProjectHasIsNotAllottedAgain() throws IOException {
        ProjectId wanted = opened().get("shop.x").id();
        Files.writeString(record("shop.x"), earlierRecord("shop.x"));
        Files.writeString(
                record("rates.erp-config"),
                earlierRecord("rates.erp-config").replaceFirst("\"createdAt\"", "\"id\":" + wanted + ",\"createdAt\""));
        Files.writeString(data.resolve("format.json"), "{\"format\":2}\n");

        Map<String, Project> projects = opened();

        assertThat(projects.get("rates.erp-config").id()).isEqualTo(wanted);
        assertThat(projects.values()).extracting(Project::id).doesNotHaveDuplicates();
    }

    @Test
    void aRecordThatCanNotBeReadHoldsUpNobodyAndIsLookedAtAgainWhenItCan() throws IOException {
        Files.writeString(record("shop.x"), "{");
        Files.writeString(data.resolve("format.json"), "{\"format\":1}\n");

        for (int i = 0; i < 2; i++) {
            try (ConfigStore store = Fill.open(data)) {
                Project other = store.projects().find(key("0.x")).orElseThrow();
                assertThat(store.projects().find(other.id())).contains(other);
                assertDamaged(() -> store.projects().find(key("shop.x")));
                assertDamaged(() -> store.projects().find(new ProjectId(1)));
            }
            assertThat(format()).as("knows of packs").isEqualTo("{\"format\":5,\"crc32c\":\"13294b7e\"}");
            assertThat(data.resolve("upgrading")).exists();
        }

        Files.writeString(record("shop.x"), earlierRecord("shop.x"));
        assertThat(opened()).containsOnlyKeys(NAMES);
        assertThat(data.resolve("upgrading")).doesNotExist();
        assertThat(format()).isEqualTo("{\"format\":5,\"crc32c\":\"13294b7e\"}");
    }

    private static void assertDamaged(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED))
                .hasMessageContaining("shop.x/project.json is damaged: ");
    }

    @Test
    void aRecordThatIsRepairedWhileTheStoreIsOpenIsFoundById() throws IOException {
        Project shop = opened().get("shop.x");
        String whole = Files.readString(record("shop.x"));
        Files.writeString(record("shop.x"), "{");
        try (ConfigStore store = Fill.open(data)) {
            assertDamaged(() -> store.projects().find(shop.id()));
            Files.writeString(record("shop.x"), whole);
            assertThat(store.projects().find(shop.id())).contains(shop);
            assertThat(store.projects().find(new ProjectId(1))).isEmpty();
        }
    }

    @Test
    void aProjectThatIsDeletedAndMadeAgainIsAnotherOneAndHasNoEarlierId() {
        try (ConfigStore store = Fill.open(data)) {
            Project gone = store.projects().find(key("shop.x")).orElseThrow();
            assertThat(store.projects().find(gone.id())).contains(gone);
            store.projects().delete(gone.key(), Fill.TIME);
            Project again = Project.made(gone.key(), 0, Fill.TIME, Fill.branch("master"));
            store.projects().create(again);

            assertThat(store.projects().find(gone.id())).isEmpty();
            assertThat(store.projects().find(EarlierProjectId.of(gone.key()))).isEmpty();
            assertThat(store.projects().find(again.id())).contains(again);
        }
    }

    @Test
    void aMigrationTakesBothIdsAlong() {
        ConfigStore target = InMemoryStore.create();
        try (ConfigStore store = Fill.open(data)) {
            for (String name : NAMES) {
                Project project = store.projects().find(key(name)).orElseThrow();
                store.commits()
                        .append(
                                new BranchKey(
                                        project.key(), project.defaultBranch().id()),
                                Fill.snapshot(1));
            }
            new StoreMigration(store, target, "file:/old", Clock.systemUTC(), Runnable::run, new Unheard()).run();
        }
        ConfigReader reader = new ConfigReader(target);
        opened().values().forEach(project -> {
            assertThat(reader.findProject(project.id().value())).contains(project);
            assertThat(reader.findProject(EarlierProjectId.of(project.key()).value()))
                    .contains(project);
        });
    }

    private static final class Unheard implements MigrationListener {
        @Override
        public void begins(Part part, long total) {}

        @Override
        public void advanced(long more) {}

        @Override
        public void damaged(String what, String finding) {
            throw new AssertionError(what + ": " + finding);
        }
    }
}
