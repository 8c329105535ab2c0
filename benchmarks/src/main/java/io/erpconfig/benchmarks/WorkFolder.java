package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run has its files, below the module's build folder; gone when it ends. */
record WorkFolder(Path path) implements AutoCloseable {

    /**
     * A new one.
     *
     * @param root the repository's
     */
    static WorkFolder make(Path root, String prefix) throws IOException {
        return new WorkFolder(
                Files.createTempDirectory(Files.createDirectories(root.resolve("benchmarks/target")), prefix));
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
