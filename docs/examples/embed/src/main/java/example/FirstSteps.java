package example;

import io.erpconfig.core.embed.ConfigProjects;
import io.erpconfig.store.fs.FileSystemStore;
import java.nio.file.Path;

/** What the README shows: a store in a folder, a project, a branch, an edit, a file, and the history. */
public final class FirstSteps {

    private FirstSteps() {}

    public static void main(String[] args) {
        try (var store = FileSystemStore.open(Path.of(args[0]))) {
            var project = ConfigProjects.of(store, "ann").getOrCreate("acme", "b2b-cnc.erp-config");
            var trial = project.createBranch("trial", "master");
            trial.edit().put("rates/laser.csv", "part,eur\n").put("unit.txt", "EUR").save("First rates");
            System.out.print(trial.live().text("rates/laser.csv"));
            trial.history().forEach(past -> System.out.println(past.number() + " " + past.message()));
        }
    }
}
