package io.erpconfig.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentEntriesTest {

    private static final Author ANNA = Author.of(new OwnerId("anna"));
    private static final ProjectKey KEY = new ProjectKey(ANNA.name(), new RepoId("p.x"));

    @TempDir
    Path data;

    private ConfigStore open() {
        return FileSystemStore.open(data, Clock.systemUTC(), Runnable::run);
    }

    private static void edit(ConfigStore store, Project project, Change... changes) {
        new ConfigEditor(store, Clock.systemUTC(), 1 << 20)
                .edit(project, BranchName.MASTER, Edit.of(ANNA, "", Cause.COMMIT, changes));
    }

    private static Change put(String path, String text) {
        return new Change.Put(new ConfigPath(path), ContentSource.of(text.getBytes(UTF_8)));
    }

    private static GitId id(String text) {
        return GitId.of("blob", text.getBytes(UTF_8));
    }

    private static void check(ConfigStore store) {
        ConfigReader reader = new ConfigReader(store);
        Project project = reader.findProject(KEY).orElseThrow();
        for (String text : List.of("one", "two", "three", "many 0", "many 5499")) {
            assertThat(reader.findBlob(project, id(text)).map(reader::read)).contains(text.getBytes(UTF_8));
        }
        assertThat(reader.findBlob(project, id("none"))).isEmpty();
    }

    private Project fill(ConfigStore store) {
        Project project = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()).createProject(KEY, ANNA);
        edit(store, project, put("a", "one"), put("b/c", "two"));
        edit(store, project, put("a", "three"));
        edit(
                store,
                project,
                IntStream.range(0, 5_500)
                        .mapToObj(i -> put("d" + i % 9 + "/" + i, "many " + i))
                        .toArray(Change[]::new));
        return project;
    }

    @Test
    void whatCameInWithEarlierVersionsIsFoundBeforeAndAfterItIsCompleted() throws IOException {
        try (ConfigStore store = open()) {
            fill(store);
            assertThat(store.snapshots().knowsContent(KEY)).isTrue();
        }
        EarlierLayout.of(data);
        try (ConfigStore store = open()) {
            assertThat(store.snapshots().knowsContent(KEY)).isFalse();
            check(store);

            store.commits().complete();

            assertThat(store.snapshots().knowsContent(KEY)).isTrue();
            check(store);
        }
        try (ConfigStore store = open()) {
            assertThat(store.snapshots().knowsContent(KEY)).isTrue();
            check(store);
        }
    }

    @Test
    void nothingIsLeftOfABranchThatWasPurged() {
        BranchKey branch;
        try (ConfigStore store = open()) {
            Project project = fill(store);
            branch = new BranchKey(KEY, project.defaultBranch().id());
            store.snapshots().purge(branch);
            assertThat(store.snapshots().findContent(KEY, id("one"), place -> true))
                    .isEmpty();
            assertThat(store.snapshots().findContent(KEY, id("many 5499"), place -> true))
                    .isEmpty();
        }
        try (ConfigStore store = open()) {
            assertThat(store.snapshots().findContent(KEY, id("many 0"), place -> true))
                    .isEmpty();
        }
    }
}
