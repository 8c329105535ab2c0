package io.erpconfig.benchmarks;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.store.fs.FileSystemStore;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The product's editor on a store of its own, in this process. */
final class StoreTarget implements SaveTarget {

    /** Number of threads, the same as in the server. */
    private static final int SYNCS = 16;

    private static final OwnerId OWNER = new OwnerId("bench");
    private static final Author AUTHOR = Author.of(OWNER);

    private final ConfigEditor editor;
    private final List<Project> projects = new ArrayList<>();

    private StoreTarget(ConfigEditor editor) {
        this.editor = editor;
    }

    /** Arguments: the folder for the store, how many projects, and the address of a database if it is to be in one. */
    public static void main(String[] args) throws Exception {
        ExecutorService syncs = Executors.newFixedThreadPool(SYNCS);
        try (ConfigStore store = open(args, syncs)) {
            StoreTarget target =
                    new StoreTarget(new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE));
            ProjectEditor projects = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom());
            SaveLoad load = new SaveLoad(target);
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                Project project =
                        projects.createProject(new ProjectKey(OWNER, new RepoId("p" + i + ".erp-config")), AUTHOR);
                target.projects.add(project);
                Change[] files = new Change[SaveLoad.FILES];
                for (int file = 0; file < files.length; file++) {
                    files[file] = put(SaveLoad.path(file), load.nextContent());
                }
                target.edit(i, files);
            }
            load.answerRounds();
        } finally {
            syncs.shutdown();
        }
    }

    private static ConfigStore open(String[] args, Executor executor) {
        return args.length > 2
                ? GridFsStore.open(new MongoAddress(args[2]), Clock.systemUTC(), executor)
                        .store()
                : FileSystemStore.open(Path.of(args[0], "data"), Clock.systemUTC(), executor);
    }

    @Override
    public void save(int project, String path, String content) {
        edit(project, put(path, content));
    }

    private void edit(int project, Change... changes) {
        Edit edit = Edit.of(AUTHOR, "save", Cause.SAVE, changes);
        EditOutcome outcome = editor.edit(projects.get(project), BranchName.MASTER, edit);
        if (!(outcome instanceof EditOutcome.Saved)) {
            throw new IllegalStateException("not saved: " + outcome);
        }
    }

    private static Change put(String path, String content) {
        return new Change.Put(new ConfigPath(path), ContentSource.of(content.getBytes(StandardCharsets.US_ASCII)));
    }
}
