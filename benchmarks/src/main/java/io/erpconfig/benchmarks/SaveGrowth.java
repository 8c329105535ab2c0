package io.erpconfig.benchmarks;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.store.fs.FileSystemStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The duration of a durable save of one file, on a small branch and on large ones, in turn. */
final class SaveGrowth {

    private final List<List<Double>> milliseconds = new ArrayList<>();

    /** Saves one small file again and again in each of the projects in turn; the paths are one for each project. */
    List<Double> medians(Path dataDir, String owner, List<String> repos, List<String> paths, int saves) {
        ExecutorService syncs = Executors.newFixedThreadPool(4);
        try (ConfigStore store = FileSystemStore.open(dataDir, Clock.systemUTC(), syncs)) {
            ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
            Author author = Author.of(new OwnerId(owner));
            repos.forEach(repo -> milliseconds.add(new ArrayList<>()));
            int warmUp = saves / 2;
            for (int i = -warmUp; i < saves; i++) {
                for (int p = 0; p < repos.size(); p++) {
                    Project project = store.projects()
                            .find(new ProjectKey(author.name(), new RepoId(repos.get(p))))
                            .orElseThrow();
                    byte[] content = ("{\"rate\": " + System.nanoTime() + "}\n").getBytes(StandardCharsets.UTF_8);
                    Change put = new Change.Put(new ConfigPath(paths.get(p)), ContentSource.of(content));
                    long start = System.nanoTime();
                    editor.edit(project, BranchName.MASTER, Edit.of(author, "benchmark", Cause.SAVE, put));
                    if (i >= 0) {
                        milliseconds.get(p).add((System.nanoTime() - start) / 1e6);
                    }
                }
            }
            return milliseconds.stream().map(Load::median).toList();
        } finally {
            syncs.shutdown();
        }
    }
}
