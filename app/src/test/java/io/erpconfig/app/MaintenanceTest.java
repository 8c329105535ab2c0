package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.opening.OpenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void importSomething() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/a"));
        Files.writeString(source.resolve("rates.json"), "{}");
        program()
                .run("import", folder.resolve("source"), "--owner", "acme", "--project", "p.erp-config")
                .line();
    }

    @Test
    void aSoundStoreIsOk() {
        assertThat(program().run("verify").line()).isEqualTo("ok: 4 objects, 2 snapshots");
    }

    @Test
    void whatIsDamagedIsNamedLineByLine() throws IOException {
        Path object = objects().stream()
                .filter(file -> contains(file, "{}"))
                .findAny()
                .orElseThrow();
        Files.delete(object);
        Files.writeString(object, "[]");

        Program.Run run = program().run("verify");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("damaged");
        assertThat(run.out().lines()).allMatch(line -> line.startsWith("damaged: "));
        assertThat(run.out()).contains("object " + object.getFileName(), "'rates.json'");
    }

    @Test
    void gcFreesWhatADeletedProjectHeldAndNothingElse() throws IOException {
        assertThat(program().run("gc").line()).isEqualTo("freed 0 objects (0 B)");
        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            open.projects().deleteProject(new ProjectKey(new OwnerId("acme"), new RepoId("p.erp-config")));
        }

        assertThat(program().run("gc").line()).startsWith("freed 4 objects (");
        assertThat(objects()).isEmpty();
        assertThat(program().run("verify").line()).isEqualTo("ok: 0 objects, 0 snapshots");
    }

    private List<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/objects"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.size(file) == text.length() && Files.readString(file).equals(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }
}
