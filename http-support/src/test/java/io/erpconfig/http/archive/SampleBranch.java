package io.erpconfig.http.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The {@code master} of a new project in a store of its own. */
final class SampleBranch {

    private static final Author AUTHOR = Author.of(new OwnerId("ana"));

    private final ConfigStore store = InMemoryStore.create();
    private final ConfigEditor editor = new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
    private final Project project = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom())
            .createProject(new ProjectKey(AUTHOR.name(), new RepoId("b2b-cnc.erp-config")), AUTHOR);

    /** Paths and bytes that archives have got wrong before: long, not ASCII, like options, empty, binary. */
    static Map<String, byte[]> unusual() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] binary = new byte[100_000];
        new Random(7).nextBytes(binary);
        files.put("dir a/.env-1_x%+\u00e9.json", "{}\r\n".getBytes(UTF_8));
        files.put("emoji \uD83D\uDE00/\uFF21\uD83C\uDFED.csv", "a;b\n".getBytes(UTF_8));
        files.put("s".repeat(255), new byte[0]);
        files.put("\u00e9".repeat(127), new byte[] {0});
        files.put(("x".repeat(199) + '/').repeat(5) + "deep.json", binary);
        files.put(("\uD83D\uDE00".repeat(50) + '/').repeat(5) + "y".repeat(19), "deep".getBytes(UTF_8));
        files.put("-rf", "no option\n".getBytes(UTF_8));
        files.put(" ", "blank\n".getBytes(UTF_8));
        files.put("C:x", "no drive\n".getBytes(UTF_8));
        files.put("binary.bin", binary);
        return files;
    }

    void save(String path, String text) {
        save(path, text.getBytes(UTF_8));
    }

    void save(String path, byte[] bytes) {
        edit(new Change.Put(new ConfigPath(path), ContentSource.of(bytes)));
    }

    void delete(String path) {
        edit(new Change.Delete(new ConfigPath(path)));
    }

    /** Loses a file's bytes, as a damaged disk would. */
    void lose(String path) {
        BlobId lost = blob(path);
        store.blobs().sweep(blob -> !blob.equals(lost), Instant.MAX);
    }

    BlobId blob(String path) {
        return reader().file(live(), new ConfigPath(path)).blob();
    }

    private void edit(Change change) {
        editor.edit(project, project.defaultBranch().name(), Edit.of(AUTHOR, "", Cause.SAVE, change));
    }

    ConfigReader reader() {
        return new ConfigReader(store);
    }

    Revision live() {
        return reader().resolve(project, new Ref.Head());
    }
}
