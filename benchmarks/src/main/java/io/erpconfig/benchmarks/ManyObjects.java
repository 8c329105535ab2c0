package io.erpconfig.benchmarks;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The time and memory that {@code verify} and {@code gc} of many objects take in a small heap. */
final class ManyObjects {

    private static final String HEAP = "-Xmx96m";
    private static final int SYNCS = 16;

    /**
     * Number of projects, each with a branch of 1,000 files in 10 folders; each save replaces the files of one folder.
     */
    private static final int PROJECTS = 8;

    private static final int FOLDERS = 10;
    private static final int FILES = 100;

    /** The files, their folder and the root. */
    private static final int OBJECTS_OF_A_SAVE = FILES + 2;

    private static final OwnerId OWNER = new OwnerId("bench");
    private static final Author AUTHOR = Author.of(OWNER);

    private final Path data;
    private final int saves;

    private ManyObjects(Path data, int objects) {
        this.data = data;
        this.saves = objects / OBJECTS_OF_A_SAVE / PROJECTS + 1;
    }

    /** Arguments: the repository, a folder for the store, how many objects, and the Java to run the commands by. */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        try (WorkFolder work = new WorkFolder(Files.createTempDirectory(Path.of(args[1]), "objects"))) {
            Path data = work.path().resolve("data");
            ManyObjects many = new ManyObjects(data, Integer.parseInt(args[2]));
            long began = System.nanoTime();
            many.make();
            System.err.println("… made in " + seconds(began) + " s");
            ErpConfig program = ErpConfig.onFolder(root, args[3], data).with("ERP_CONFIG_JAVA_OPTS", HEAP);
            System.out.println("| command, " + HEAP + " | says | seconds | resident memory, MB |");
            System.out.println("|---|---|---|---|");
            measure(program, work.path().resolve("log"), "verify");
            many.deleteOneProject();
            measure(program, work.path().resolve("log"), "gc");
        }
    }

    private static String seconds(long since) {
        return String.format(
                Locale.ROOT, "%.1f", Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0);
    }

    private static void measure(ErpConfig program, Path log, String command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ChildProcess child = program.start(log, command)) {
            int peak = child.awaitEnd();
            System.out.println("| " + command + " | "
                    + Files.readString(log).strip().replaceAll("(?s).*[\\r\\n]", "") + " | " + seconds(began) + " | "
                    + peak + " |");
        }
    }

    private interface Work {
        void on(ConfigStore store) throws Exception;
    }

    private void opened(Work work) throws Exception {
        ExecutorService syncs = Executors.newFixedThreadPool(SYNCS);
        try (ConfigStore store = FileSystemStore.open(data, Clock.systemUTC(), syncs)) {
            work.on(store);
        } finally {
            syncs.shutdown();
        }
    }

    private static ProjectKey key(int project) {
        return new ProjectKey(OWNER, new RepoId("p" + project + ".erp-config"));
    }

    private void make() throws Exception {
        opened(store -> {
            ProjectEditor projects = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom());
            ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
            ExecutorService writers = Executors.newFixedThreadPool(PROJECTS);
            try {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < PROJECTS; i++) {
                    Project project = projects.createProject(key(i), AUTHOR);
                    all.add(writers.submit(() -> {
                        for (int save = 0; save < saves; save++) {
                            editor.edit(project, BranchName.MASTER, edit(project, save));
                        }
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
            } finally {
                writers.shutdownNow();
            }
        });
    }

    private static Edit edit(Project project, int save) {
        Change[] changes = new Change[FILES];
        for (int file = 0; file < FILES; file++) {
            String content = project.key() + " " + save + " " + file;
            changes[file] = new Change.Put(
                    new ConfigPath("folder" + save % FOLDERS + "/file" + file + ".json"),
                    ContentSource.of(content.getBytes(StandardCharsets.US_ASCII)));
        }
        return Edit.of(AUTHOR, "save", Cause.SAVE, changes);
    }

    /** Deletes a project's objects that no other one has, so that there is something to free. */
    private void deleteOneProject() throws Exception {
        opened(store -> new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()).deleteProject(key(0)));
    }
}
