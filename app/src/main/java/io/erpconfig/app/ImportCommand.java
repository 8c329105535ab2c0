package io.erpconfig.app;

import io.erpconfig.control.Progress;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.edit.EditOutcome;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.folder.ChangedFiles;
import io.erpconfig.folder.FolderImport;
import io.erpconfig.folder.FoundFolder;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.settings.ByteSize;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        header = "Makes a branch what a folder holds.",
        description = {
            "The branch becomes what the folder holds, as one snapshot, or stays as it is if anything fails."
                    + " Project and branch are made if they aren't there. What was added, changed and deleted is named"
                    + " on standard error.",
            "What is named .git, in any case, is left out. Links and special files are refused by name, and so are"
                    + " names that no branch can hold, before anything is changed. So is a folder without a file,"
                    + " unless --allow-empty is given."
        },
        footer = {
            "",
            "Examples:",
            "  erp-config import ./configs --owner acme --project b2b-cnc.erp-config",
            "  erp-config import ./configs --owner acme --project b2b-cnc.erp-config --dry-run",
            "  erp-config import ./fixes --owner acme --project b2b-cnc.erp-config \\",
            "      --branch trial --merge --message 'New laser rates'"
        })
final class ImportCommand extends StoreCommand {

    @Mixin
    private ProjectOptions project;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private String folder;

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
            names = "--allow-empty",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "A folder without a file empties the branch; else it is refused.")
    private boolean allowEmpty;

    @Option(
            names = "--dry-run",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Stores nothing, and names what would be added, changed and deleted.")
    private boolean dryRun;

    @Option(
            names = "--max-file-size",
            paramLabel = "SIZE",
            defaultValue = "16m",
            description = "The largest file that is taken, such as 512k, 16m or 1g (default: 16m).")
    private ByteSize maxFileSize;

    ImportCommand(Shell shell) {
        super(shell);
    }

    @Override
    OpenStore open() {
        return dryRun ? storeOptions().openOrImagine(shell()) : storeOptions().open(shell());
    }

    @Override
    Consumer<OpenStore> prepare() {
        FoundFolder found = shell().folders().find(folder, maxFileSize.bytes());
        if (found.files().isEmpty() && !allowEmpty) {
            throw new CommandFailedException("folder '" + folder + "' has no file to import (what is named .git is left"
                    + " out); nothing was imported. With --allow-empty the branch becomes empty");
        }
        FolderImport.Target target = new FolderImport.Target(
                project.key(), branch, message.orElseGet(() -> "Import " + found.name()), merge);
        return open -> {
            if (dryRun) {
                preview(found, target, open);
            } else {
                take(found, target, open);
            }
        };
    }

    private void preview(FoundFolder found, FolderImport.Target target, OpenStore open) {
        boolean newOwner = !open.knows(target.project().owner());
        FolderImport.Preview preview;
        try (Progress progress = new Progress(shell().caller(), "reading", found.bytes())) {
            preview = new FolderImport(found)
                    .preview(target, open.store(), open.editor(maxFileSize.bytes()), progress::advance);
        }
        tellNew(newOwner, preview.newProject(), preview.newBranch());
        ChangedFiles changes = new ChangedFiles(preview.changes());
        changes.print(shell().out());
        shell().out()
                .println("nothing was stored: would import " + what(found) + " as " + preview.live() + ", " + changes);
    }

    private void take(FoundFolder found, FolderImport.Target target, OpenStore open) {
        boolean newOwner = !open.knows(target.project().owner());
        ProjectEditor.Filled filled;
        try (Progress progress = new Progress(shell().caller(), "importing", found.bytes())) {
            filled = new FolderImport(found)
                    .into(
                            target,
                            entry(open),
                            open.store(),
                            open.projects(),
                            open.editor(maxFileSize.bytes()),
                            progress::advance);
        }
        tellNew(newOwner, filled.newProject(), filled.newBranch());
        if (filled.outcome() instanceof EditOutcome.Saved saved) {
            ChangedFiles changes = new ChangedFiles(open.reader().compare(saved.before(), saved.live()));
            changes.print(shell().err());
            shell().err().println(changes);
        }
        shell().out().println(told(filled.outcome(), what(found)));
    }

    /** Tells what is new, since its name may have been mistyped. */
    private void tellNew(boolean owner, boolean newProject, boolean newBranch) {
        if (owner) {
            shell().err().println(OpenStore.newOwner(project.key().owner()));
        }
        if (newProject) {
            shell().err().println("'" + project.key() + "' is a new project");
        } else if (newBranch) {
            shell().err().println("'" + branch.orElseThrow() + "' is a new branch of '" + project.key() + "'");
        }
    }

    private static String what(FoundFolder found) {
        return new Count(found.files().size(), "file") + " (" + ByteSize.display(found.bytes()) + ")";
    }

    /** What the audit trail says of it; the editor adds the branch and the snapshot. */
    private AuditEntry entry(OpenStore open) {
        return open.entry(
                AuditAction.IMPORT,
                project.key().owner(),
                Map.of(AuditEntry.Subject.PROJECT, project.key().repoId().value()));
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
