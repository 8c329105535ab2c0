package io.erpconfig.app;

import io.erpconfig.app.settings.ByteSize;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.maintenance.Sweep;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "gc",
        header = "Frees what nothing refers to.",
        description = "Frees what deleted projects and branches, and writers that were interrupted, have left in the"
                + " store. History is never freed: every snapshot of a branch that is there stays.",
        footer = {"", "Example:", "  erp-config gc --data-dir /var/lib/erp-config"})
final class GcCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    GcCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (OpenStore open = storeOptions.openExisting()) {
            // This process has the store alone, so there is no writer in flight to spare.
            BlobStore.Freed freed = new Sweep(open.store(), open.clock(), Duration.ZERO).run();
            shell.out()
                    .println("freed " + new Count(freed.blobs(), "object") + " (" + ByteSize.display(freed.bytes())
                            + ")");
        }
        return CommandLine.ExitCode.OK;
    }
}
