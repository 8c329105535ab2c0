package io.erpconfig.app;

import io.erpconfig.control.Progress;
import io.erpconfig.core.migration.MigrationListener;
import io.erpconfig.core.migration.MigrationSummary;
import io.erpconfig.core.migration.StoreMigration;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.opening.StorePlace;
import io.erpconfig.settings.ByteSize;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        header = "Moves a whole store into another, empty one.",
        description = {
            "Copies projects with all their history, tokens, accounts, sessions and audit trails, with all their ids and"
                    + " times, and verifies the whole. Reads the source only. Stop whatever serves either store first.",
            "When it was interrupted, run it again: it goes on where it was. Until it is done, no other command uses"
                    + " what it fills. A store is named by a URL: file:DIR, a data directory."
        },
        footer = {"", "Example:", "  erp-config migrate --from file:/var/lib/erp-config --to file:/srv/erp-config"})
final class MigrateCommand implements Callable<Integer> {

    private static final String FROM = "--from";
    private static final String TO = "--to";

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Option(names = FROM, required = true, paramLabel = "URL", description = "The store to copy; it stays as it is.")
    private StorePlace from;

    @Option(
            names = TO,
            required = true,
            paramLabel = "URL",
            description = "The store to fill: a new or an empty one, or what an interrupted migration has left.")
    private StorePlace to;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Reads options from a file: one 'key = value' a line. Each is also an environment variable:"
                    + " ERP_CONFIG_FROM is --from.")
    private Path config;

    MigrateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (from.equals(to)) {
            throw new ParameterException(spec.commandLine(), FROM + " and " + TO + " name the same store");
        }
        ExecutorService copying = OpenStore.threads();
        try (OpenStore source = from.openExistingIncomplete(FROM);
                OpenStore target = to.openIncomplete(TO)) {
            MigrationSummary migrated;
            try (Telling telling = new Telling()) {
                migrated = new StoreMigration(
                                source.store(),
                                target.store(),
                                from.toString(),
                                target.clock(),
                                copying,
                                target.temporary(),
                                telling)
                        .run();
            }
            shell.out().println(told(migrated));
        } finally {
            copying.shutdown();
        }
        return CommandLine.ExitCode.OK;
    }

    private String told(MigrationSummary all) {
        return "migrated " + new Count(all.projects(), "project") + ", "
                + all.branches() + (all.branches() == 1 ? " branch, " : " branches, ")
                + new Count(all.snapshots(), "snapshot") + ", "
                + new Count(all.objects(), "object") + " (" + ByteSize.display(all.bytes()) + "), "
                + new Count(all.tokens(), "token") + ", "
                + new Count(all.accounts(), "account") + " to " + to;
    }

    /** A bar for each part. */
    private final class Telling implements MigrationListener, AutoCloseable {
        private Progress progress = new Progress(shell.caller(), "reading", 1);

        @Override
        public void begins(Part part, long total) {
            progress.close();
            progress = new Progress(shell.caller(), doing(part), total);
            progress.advance(0);
        }

        private static String doing(Part part) {
            return switch (part) {
                case OBJECTS -> "copying objects";
                case HISTORIES -> "copying snapshots";
                case PROJECTS -> "copying projects";
                case ACCESS -> "copying tokens and accounts";
                case AUDIT_TRAILS -> "copying audit trails";
                case COMPARISON -> "comparing";
                case VERIFICATION -> "verifying";
            };
        }

        @Override
        public void advanced(long more) {
            progress.advance(more);
        }

        @Override
        public void damaged(String what, String finding) {
            progress.close();
            shell.out().println("damaged: " + what + ": " + finding);
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
