package io.erpconfig.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImportTest {

    private static final ProjectKey PROJECT = new ProjectKey(new OwnerId("acme"), new RepoId("p.erp-config"));
    private static final AuditEntry ENTRY = new AuditEntry(
            Instant.EPOCH,
            Optional.of(PROJECT.owner()),
            "acme",
            AuditAction.IMPORT,
            Map.of(),
            List.of(),
            AuditEntry.COMMAND_LINE,
            AuditEntry.OK);

    @TempDir
    private Path folder;

    private final ConfigStore store = InMemoryStore.create();
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
    void whatAnotherWriterHasSavedMeanwhileStaysWhenTheImportFails() {
        FoundFile unreadable = new FoundFile() {
            @Override
            public ConfigPath path() {
                return new ConfigPath("a");
            }

            @Override
            public long size() {
                return 1;
            }

            @Override
            public InputStream open() throws IOException {
                save(BranchName.MASTER);
                save(new BranchName("trial"));
                throw new IOException("no permission");
            }
        };
        FoundFolder found = new FoundFolder("x", List.of(unreadable));

        assertThatThrownBy(() -> into(found, "master")).hasMessageContaining("'a'");
        assertThatThrownBy(() -> into(found, "trial")).hasMessageContaining("'a'");
        assertThat(live(BranchName.MASTER)).hasToString("v0003");
        assertThat(live(new BranchName("trial"))).hasToString("v0003");
    }

    /** Another writer, who makes what isn't there. */
    private void save(BranchName branch) {
        Author other = Author.of(PROJECT.owner());
        Project project = store.projects().find(PROJECT).orElseGet(() -> projects.createProject(PROJECT, other));
        if (store.projects().findBranch(PROJECT, branch).isEmpty()) {
            projects.createBranch(project, branch, other);
        }
        ContentSource content = ContentSource.of(Instant.now().toString().getBytes(StandardCharsets.UTF_8));
        new ConfigEditor(store, Clock.systemUTC(), 1000)
                .edit(
                        project,
                        branch,
                        Edit.of(other, "", Cause.SAVE, new Change.Put(new ConfigPath("theirs"), content)));
    }

    private SnapshotNumber live(BranchName branch) {
        ConfigReader reader = new ConfigReader(store);
        return reader.findBranch(reader.findProject(PROJECT).orElseThrow(), branch)
                .orElseThrow()
                .live()
                .number();
    }

    @Test
    void noBranchIsMadeForAnImportThatFails() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "1");
        into(found(), "master");
        FoundFolder found = found();
        Files.delete(file);

        assertThatThrownBy(() -> into(found, "trial")).isInstanceOf(FolderException.class);
        assertThat(store.projects().branches(PROJECT)).hasSize(1);
    }

    @Test
    void eachImportIsInTheAuditTrailWithItsBranchAndSnapshot() throws IOException {
        Files.writeString(folder.resolve("a"), "1");
        into(found(), "master");
        into(found(), "master");
        Files.writeString(folder.resolve("a"), "2");
        into(found(), "master");
        into(found(), "trial");

        List<String> trail = new ArrayList<>();
        store.audit()
                .forEach(
                        PROJECT.owner(),
                        AuditEntry.EARLIEST,
                        entry ->
                                trail.add(entry.action() + " " + entry.subject().get(AuditEntry.Subject.BRANCH) + " "
                                        + entry.subject().get(AuditEntry.Subject.SNAPSHOT)));
        assertThat(trail)
                .containsExactly(
                        "project_create null null",
                        "import master v0002",
                        "import master v0003",
                        "branch_create trial null",
                        "import trial v0002");
    }

    private FoundFolder found() {
        return new LocalFolders(inside -> false).find(folder.toString(), 1000);
    }

    private ProjectEditor.Filled into(FoundFolder found, String branch) {
        FolderImport.Target target =
                new FolderImport.Target(PROJECT, Optional.of(new BranchName(branch)), "Import", false);
        return new FolderImport(found)
                .into(target, ENTRY, store, projects, new ConfigEditor(store, Clock.systemUTC(), 1000), bytes -> {});
    }
}
