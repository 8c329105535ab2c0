package io.erpconfig.app;

import io.erpconfig.store.fs.FileSystemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code repair}. */
@Command(
        name = "repair",
        header = "Shows what keeps a damaged data directory from being opened; mends it with --yes.",
        description = {
            "Finds a journal, packs and records that can't be read, and says what is lost with them. Changes nothing, and exits"
                    + " with 1 if there is anything, unless --yes is given. Make a copy of the directory before. Not while a"
                    + " server runs on it.",
            "What --yes takes away it keeps in the folder 'damaged' of the directory. Run verify afterwards, which names what"
                    + " is missing, and restore that from a backup."
        },
        footer = {"", "Example:", "  erp-config repair --data-dir /var/lib/erp-config"})
final class RepairCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    @Option(names = "--yes", description = "Do what is shown.")
    private boolean yes;

    RepairCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!storeOptions.isDirectory()) {
            throw new CommandFailedException("only a data directory can be repaired; a database has tools of its own");
        }
        storeOptions.requireThere();
        List<String> findings = new ArrayList<>();
        FileSystemStore.repair(storeOptions.dataDir(), yes, finding -> {
            findings.add(finding);
            shell.out().println(finding);
        });
        if (findings.isEmpty()) {
            shell.out().println("nothing to repair");
        }
        return findings.isEmpty() || yes ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
