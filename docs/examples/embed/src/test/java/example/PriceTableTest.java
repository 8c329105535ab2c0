package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class PriceTableTest {

    @Test
    void readsTheNewestPrices() {
        var store = InMemoryStore.create(); // in production: FileSystemStore.open(…), of config-store-fs
        var key = new ProjectKey(new OwnerId("acme"), new RepoId("b2b-cnc.erp-config"));
        var ann = Author.of(new OwnerId("ann"));
        Project project = new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()).createProject(key, ann);
        var editor = new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
        var csv = ContentSource.of("part,eur\nA-1,9.50\n".getBytes(StandardCharsets.UTF_8));
        var put = new Change.Put(new ConfigPath("pricing/list.csv"), csv);
        editor.edit(project, BranchName.MASTER, Edit.of(ann, "First prices", Cause.SAVE, put));

        assertEquals("part,eur\nA-1,9.50\n", new PriceTable(store, key).current());
    }
}
