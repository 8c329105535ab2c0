package io.erpconfig.app;

import io.erpconfig.core.content.BlobStore;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.settings.ByteSize;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

@Command(
        name = "gc",
        header = "Frees what nothing refers to.",
        description = "Frees what deleted projects and branches, and writers that were interrupted, have left in the"
                + " store. History is never freed: every snapshot of a branch that is there stays. Beside a running server,"
                + " what was stored within the last hour stays too: a save under way may be about to use it."
                + " Where another process runs gc on the same database, the command does nothing and fails.",
        footer = {"", "Example:", "  erp-config gc --data-dir /var/lib/erp-config"})
final class GcCommand extends StoreCommand {

    GcCommand(Shell shell) {
        super(shell);
    }

    @Override
    Consumer<OpenStore> prepare() {
        return open -> {
            BlobStore.Freed freed = open.sweep()
                    .orElseThrow(() -> new CommandFailedException("another process, a server or a command, runs gc on "
                            + storeOptions().place().what() + " at the moment; nothing was done here"));
            shell().out().println(words(freed));
        };
    }

    static String words(BlobStore.Freed freed) {
        return "freed " + new Count(freed.blobs(), "object") + " (" + ByteSize.display(freed.bytes()) + ")";
    }
}
