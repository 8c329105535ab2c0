package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.embed.ConfigBranch;
import io.erpconfig.core.embed.ConfigProjects;
import io.erpconfig.core.embed.ConfigRevision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does that embeds the store on a directory. */
class EmbeddedTest {

    @Test
    void whatIsSavedIsThereWhenTheDirectoryIsOpenedAgain(@TempDir Path folder) {
        try (ConfigStore store = FileSystemStore.open(folder)) {
            ConfigBranch trial = ConfigProjects.of(store, "ann")
                    .getOrCreate("acme", "cnc.erp-config")
                    .createBranch("trial", "master");
            trial.edit()
                    .put("rates/laser.csv", "part,eur\n")
                    .put("unit.txt", "EUR")
                    .save("First rates");
            trial.edit().delete("unit.txt").save("No unit");
        }
        try (ConfigStore store = FileSystemStore.open(folder)) {
            ConfigBranch trial = ConfigProjects.of(store, "ann")
                    .get("acme", "cnc.erp-config")
                    .branch("trial");
            assertThat(trial.live().text("rates/laser.csv")).isEqualTo("part,eur\n");
            assertThat(trial.history())
                    .extracting(ConfigRevision::message)
                    .containsExactly("No unit", "First rates", "Create branch trial", "Create project cnc.erp-config");
        }
    }
}
