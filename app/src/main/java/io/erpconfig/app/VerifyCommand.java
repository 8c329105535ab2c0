package io.erpconfig.app;

import io.erpconfig.control.Progress;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.opening.OpenStore;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify",
        header = "Re-reads the whole store and names what is damaged.",
        description = {
            "Reads every object, snapshot and record and compares it with its ids. Changes nothing. Not while a server"
                    + " runs on the directory: stop that first, or verify a copy.",
            "Prints a line for everything that is damaged and then exits with 1. Restore what it names from a backup;"
                    + " objects never change, so any backup that has one has the right one."
        },
        footer = {"", "Example:", "  erp-config verify --data-dir /var/lib/erp-config"})
final class VerifyCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (OpenStore open = storeOptions.openExisting(shell)) {
            long objects = count(open.store());
            Findings findings = new Findings(objects);
            open.verify(findings);
            findings.progress.close();
            if (findings.damaged > 0) {
                throw new CommandFailedException("the store is damaged in " + new Count(findings.damaged, "place")
                        + ", named above; restore them from a backup");
            }
            shell.out()
                    .println("ok: " + new Count(objects, "object") + ", " + new Count(findings.snapshots, "snapshot"));
        }
        return CommandLine.ExitCode.OK;
    }

    private static long count(ConfigStore store) {
        AtomicLong count = new AtomicLong();
        store.blobs().forEach(id -> count.incrementAndGet());
        return count.get();
    }

    private final class Findings implements StoreVerifier.Listener {
        private final Progress progress;
        private long snapshots;
        private long damaged;

        Findings(long objects) {
            this.progress = new Progress(shell.caller(), "verifying", objects);
        }

        @Override
        public void damaged(String what, String finding) {
            damaged++;
            progress.close();
            shell.out().println("damaged: " + what + ": " + finding);
        }

        @Override
        public void object(long bytes) {
            progress.advance(1);
        }

        @Override
        public void snapshot() {
            snapshots++;
            progress.advance(1);
        }
    }
}
