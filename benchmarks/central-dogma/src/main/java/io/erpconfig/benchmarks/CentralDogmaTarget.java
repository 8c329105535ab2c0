package io.erpconfig.benchmarks;

import com.linecorp.centraldogma.common.Author;
import com.linecorp.centraldogma.common.Change;
import com.linecorp.centraldogma.common.Revision;
import com.linecorp.centraldogma.common.ShuttingDownException;
import com.linecorp.centraldogma.server.command.CommitResult;
import com.linecorp.centraldogma.server.internal.storage.project.DefaultProjectManager;
import com.linecorp.centraldogma.server.storage.project.ProjectManager;
import com.linecorp.centraldogma.server.storage.repository.Repository;
import com.linecorp.centraldogma.server.storage.repository.RepositoryManager;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Central Dogma's storage in this process, and its commit API without the server and the queue before it: nothing but
 * {@code Repository.commit}, which takes the change as it is.
 *
 * <p>A commit there is written and not synced: what it answers can be lost with the power. Its storage is Git's, and
 * heeds {@code core.fsyncObjectFiles} and {@code core.fsyncRefFiles}, which Central Dogma leaves off; {@code synced}
 * switches them on.
 */
final class CentralDogmaTarget implements SaveTarget {

    private static final Author AUTHOR = new Author("bench", "bench@users.invalid");
    private static final String PROJECT = "bench";

    private final List<Repository> repositories = new ArrayList<>();

    /** Arguments: the folder for the storage, how many repositories, {@code synced} or {@code as-is}. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0], "dogma");
        int count = Integer.parseInt(args[1]);
        // As many threads as there are callers: its own limit, 16, would hold the callers up.
        ExecutorService workers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true); // so that a failure of the main one ends the process
            return thread;
        });
        CentralDogmaTarget target = new CentralDogmaTarget();
        SaveLoad load = new SaveLoad(target);

        ProjectManager projects = open(folder, workers);
        RepositoryManager fresh = projects.create(PROJECT, AUTHOR).repos();
        for (int i = 0; i < count; i++) {
            target.repositories.add(fresh.create(name(i), AUTHOR));
            List<Change<?>> files = new ArrayList<>();
            for (int file = 0; file < SaveLoad.FILES; file++) {
                files.add(put(SaveLoad.path(file), load.nextContent()));
            }
            target.commit(i, files);
        }
        if (args[2].equals("synced")) {
            projects.close(ShuttingDownException::new);
            target.repositories.clear();
            for (int i = 0; i < count; i++) {
                switchSyncsOn(folder.resolve(PROJECT).resolve(name(i)));
            }
            projects = open(folder, workers);
            for (int i = 0; i < count; i++) {
                target.repositories.add(projects.get(PROJECT).repos().get(name(i)));
            }
        }
        load.answerRounds();
        projects.close(ShuttingDownException::new);
    }

    private static ProjectManager open(Path folder, ExecutorService workers) {
        return new DefaultProjectManager(folder.toFile(), workers, workers, new SimpleMeterRegistry(), null);
    }

    private static String name(int repository) {
        return "p" + repository;
    }

    private static void switchSyncsOn(Path repository) throws IOException {
        Files.writeString(
                repository.resolve("config"),
                "[core]\n\tfsyncObjectFiles = true\n\tfsyncRefFiles = true\n",
                StandardOpenOption.APPEND);
    }

    @Override
    public void save(int project, String path, String content) {
        commit(project, List.of(put(path, content)));
    }

    private void commit(int project, List<Change<?>> changes) {
        CommitResult result = repositories
                .get(project)
                .commit(Revision.HEAD, System.currentTimeMillis(), AUTHOR, "save", changes)
                .join();
        if (result.changes().isEmpty()) {
            throw new IllegalStateException("not saved: " + result);
        }
    }

    private static Change<String> put(String path, String content) {
        return Change.ofTextUpsert("/" + path, content);
    }
}
