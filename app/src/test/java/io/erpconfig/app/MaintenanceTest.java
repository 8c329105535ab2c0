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
        List<Path> packs = packs();
        assertThat(packs).isNotEmpty();
        for (Path pack : packs) {
            byte[] bytes = Files.readAllBytes(pack);
            bytes[40] ^= 1; // in the first block of values
            Files.write(pack, bytes);
        }

        Program.Run run = program().run("verify");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("damaged");
        assertThat(run.out().lines()).allMatch(line -> line.startsWith("damaged: "));
        assertThat(run.out()).contains("object ", "packs/" + packs.get(0).getFileName() + " is damaged: ");
    }

    @Test
    void gcFreesWhatADeletedProjectHeldAndNothingElse() throws IOException {
        assertThat(program().run("gc").line()).isEqualTo("freed 0 objects (0 B)");
        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            open.projects().deleteProject(new ProjectKey(new OwnerId("acme"), new RepoId("p.erp-config")));
        }

        assertThat(program().run("gc").line()).startsWith("freed 4 objects (");
        assertThat(program().run("verify").line()).isEqualTo("ok: 0 objects, 0 snapshots");
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/packs"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }
}
