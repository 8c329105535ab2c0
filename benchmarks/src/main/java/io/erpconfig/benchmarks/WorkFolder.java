package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of a run's files, below the module's build folder; deleted when it ends. */
record WorkFolder(Path path) implements AutoCloseable {

    /**
     * A new one.
     *
     * @param root the repository's
     */
    static WorkFolder make(Path root, String prefix) throws IOException, InterruptedException {
        Path target = Files.createDirectories(root.resolve("benchmarks/target"));
        WorkFolder made = new WorkFolder(Files.createTempDirectory(target, prefix));
        made.keepApart();
        return made;
    }

    /**
     * A new folder in a work folder, whose files are apart on the disk from those of the others, where the file system can.
     * Ext4 without a journal looks past what was deleted in a part of the disk in the last minutes whenever it makes a file
     * there: so one system's deletions, or those of the run before, would be another's delay. It chooses the part by the
     * folder's name.
     */
    static Path apart(Path work, String name) throws IOException {
        return Files.createTempDirectory(work, name + "-");
    }

    private void keepApart() throws InterruptedException {
        try {
            ChildProcess.run(Map.of(), List.of("chattr", "+T", path.toString()));
        } catch (IOException e) {
            System.err.println("… what is measured is not kept apart on the disk: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    /** Deletes a folder and all in it, but not files that somebody else has deleted meanwhile. */
    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
