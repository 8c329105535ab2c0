package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.embed.ConfigProjects;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.store.fs.FileSystemStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatesTest {

    @Test
    void triesRatesInMemory() {
        tries(InMemoryStore.create());
    }

    @Test
    void triesRatesInADirectory(@TempDir Path folder) {
        try (ConfigStore store = FileSystemStore.open(folder)) {
            tries(store);
        }
    }

    @Test
    void takesTheFirstSteps(@TempDir Path folder) {
        FirstSteps.main(new String[] {folder.toString()});
        try (ConfigStore store = FileSystemStore.open(folder)) {
            ConfigProjects projects = ConfigProjects.of(store, "ann");
            assertEquals("EUR", projects.get("acme", "b2b-cnc.erp-config").at("trial").text("unit.txt"));
        }
    }

    private static void tries(ConfigStore store) {
        ConfigProjects projects = ConfigProjects.of(store, "ann");
        assertEquals("part,eur\nA-1,9.50\n", new Rates(projects).trial("part,eur\nA-1,9.50\n"));
        assertEquals("EUR", projects.get("acme", "b2b-cnc.erp-config").at("trial@v0002").text("rates/unit.txt"));
    }
}
