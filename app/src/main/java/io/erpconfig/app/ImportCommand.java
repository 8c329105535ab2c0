package io.erpconfig.app;

import io.erpconfig.app.folder.FolderImport;
import io.erpconfig.app.settings.ByteSize;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        header = "Makes a branch what a folder holds.",
        description = {
            "The branch becomes what the folder holds, as one snapshot, or stays as it is if anything fails."
                    + " Project and branch are made if they aren't there.",
            "What is named .git is left out. Links and special files are refused by name, and so are names that no"
                    + " branch can hold, before anything is changed."
        },
        footer = {
            "",
            "Examples:",
            "  erp-config import ./configs --owner acme --project b2b-cnc.erp-config",
            "  erp-config import ./fixes --owner acme --project b2b-cnc.erp-config \\",
            "      --branch trial --merge --message 'New laser rates'"
        })
final class ImportCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder;

    @Option(names = "--owner", required = true, paramLabel = "OWNER", description = "Whom the project belongs to.")
    private OwnerId owner;

    @Option(
            names = "--project",
            required = true,
            paramLabel = "PROJECT",
            description = "The project, such as b2b-cnc.erp-config.")
    private RepoId project;

    @Option(names = "--branch", paramLabel = "BRANCH", description = "The branch (default: the default branch).")
    private Optional<BranchName> branch;

    @Option(
            names = "--message",
            paramLabel = "TEXT",
            description = "The snapshot's message (default: Import and the folder's name).")
    private Optional<String> message;

    @Option(
            names = "--merge",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Files of the branch that the folder doesn't have stay.")
    private boolean merge;

    @Option(
            names = "--max-file-size",
            paramLabel = "SIZE",
            defaultValue = "16m",
            description = "The largest file that is taken, such as 512k, 16m or 1g (default: 16m).")
    private ByteSize maxFileSize;

    ImportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        FolderImport found = FolderImport.scan(folder.toAbsolutePath().normalize(), maxFileSize.bytes());
        FolderImport.Target target = new FolderImport.Target(
                new ProjectKey(owner, project), branch, message.orElseGet(this::defaultMessage), merge);
        long bytes = found.bytes();
        try (OpenStore open = storeOptions.open()) {
            EditOutcome outcome;
            try (Progress progress = new Progress(shell, "importing", bytes)) {
                outcome =
                        found.into(target, open.store(), open.projects(), open.editor(maxFileSize), progress::advance);
            }
            shell.out().println(told(outcome, new Count(found.files(), "file") + " (" + ByteSize.display(bytes) + ")"));
        }
        return CommandLine.ExitCode.OK;
    }

    private String defaultMessage() {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return "Import " + (name == null ? folder : name);
    }

    private static String told(EditOutcome outcome, String what) {
        if (outcome instanceof EditOutcome.Saved saved) {
            return "imported " + what + " as " + position(saved.live());
        }
        if (outcome instanceof EditOutcome.Unchanged unchanged) {
            return "unchanged: the branch holds " + what + " already, as " + position(unchanged.live());
        }
        throw new IllegalStateException("an import has no precondition, but ended as " + outcome);
    }

    private static String position(Snapshot snapshot) {
        return snapshot.number() + ", short_id " + snapshot.shortId();
    }
}
