package io.erpconfig.app.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.memory.InMemoryConfigStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImportTest {

    private static final ProjectKey PROJECT = new ProjectKey(new OwnerId("acme"), new RepoId("p.erp-config"));

    @TempDir
    private Path folder;

    private final InMemoryConfigStore store = new InMemoryConfigStore();
    private final ProjectEditor projects = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom());

    @Test
    void aFileThatGrowsAfterItWasFoundIsNamedAndNothingIsImported() throws IOException {
        Files.writeString(folder.resolve("a"), "1");
        FoundFolder found = found();
        Files.writeString(folder.resolve("a"), "12");

        assertThatThrownBy(() -> into(found, "master"))
                .isInstanceOf(FolderException.class)
                .hasMessageContaining("'a'");
        assertThat(store.projects().find(PROJECT)).isEmpty();
    }

    @Test
    void aFileThatIsWrittenAgainAtTheSameSizeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "1");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        FoundFolder found = found();
        Files.writeString(file, "2");

        assertThatThrownBy(() -> into(found, "master")).hasMessageContaining("'a'");
    }

    @Test
    void aFileThatGoesIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "1");
        FoundFolder found = found();
        Files.delete(file);

        assertThatThrownBy(() -> into(found, "master")).hasMessageContaining("'a'");
    }

    @Test
    void aLinkThatTakesAFilesPlaceIsNotFollowed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "1");
        Path secret = Files.writeString(folder.resolveSibling(folder.getFileName() + "-secret"), "2");
        FoundFolder found = found();
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThatThrownBy(() -> into(found, "master")).hasMessageContaining("'a'");
        Files.delete(secret);
    }

    @Test
    void aBranchThatWasMadeForAFailedImportIsTakenAway() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "1");
        into(found(), "master");
        FoundFolder found = found();
        Files.delete(file);

        assertThatThrownBy(() -> into(found, "trial")).isInstanceOf(FolderException.class);
        assertThat(store.projects().branches(PROJECT)).hasSize(1);
    }

    private FoundFolder found() {
        return new LocalFolders().find(folder.toString(), 1000);
    }

    private EditOutcome into(FoundFolder found, String branch) {
        FolderImport.Target target =
                new FolderImport.Target(PROJECT, Optional.of(new BranchName(branch)), "Import", false);
        return new FolderImport(found)
                .into(target, store, projects, new ConfigEditor(store, Clock.systemUTC(), 1000), bytes -> {});
    }
}
