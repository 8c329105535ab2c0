package io.erpconfig.app;

import io.erpconfig.control.Progress;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.folder.ExportedRef;
import io.erpconfig.folder.FolderExport;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.settings.ByteSize;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        header = "Writes what a branch holds into a folder.",
        description = "Writes all files of a branch, or of an older state of it, into a folder that is new or empty."
                + " Until everything is there, the folder also holds a file EXPORT-INCOMPLETE.",
        footer = {
            "",
            "Examples:",
            "  erp-config export ./out --owner acme --project b2b-cnc.erp-config",
            "  erp-config export ./before --owner acme --project b2b-cnc.erp-config --ref v0003"
        })
final class ExportCommand extends StoreCommand {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ProjectOptions project;

    @Parameters(paramLabel = "DIR", description = "The folder; made if it isn't there.")
    private String folder;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            defaultValue = "HEAD",
            description = "A branch, a snapshot such as master@v0003, v0003 for one of the default branch or of"
                    + " --branch, HEAD for the default branch, a commit id or at least 7 digits of one, or a short_id"
                    + " (default: HEAD).")
    private Ref ref;

    @Option(
            names = "--branch",
            paramLabel = "BRANCH",
            description = "The branch, as it is or, with --ref v0003, as it was (default: the default branch).")
    private Optional<BranchName> branch;

    ExportCommand(Shell shell) {
        super(shell);
    }

    @Override
    Consumer<OpenStore> prepare() {
        try {
            ExportedRef exported = new ExportedRef(ref, branch);
            return open -> export(open, exported);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void export(OpenStore open, ExportedRef exported) {
        ConfigReader reader = open.reader();
        Project found = reader.findProject(project.key())
                .orElseThrow(() -> new CommandFailedException("no project '" + project.key() + "' in "
                        + storeOptions().place().what()));
        Revision revision = exported.resolve(reader, found);
        FolderExport export = new FolderExport(reader, revision);
        try (Progress progress = new Progress(shell().caller(), "exporting", export.bytes())) {
            export.to(shell().folders(), folder, progress::advance);
        }
        shell().out()
                .println("exported " + new Count(export.files(), "file") + " (" + ByteSize.display(export.bytes())
                        + ") of "
                        + revision.snapshot().number() + ", short_id "
                        + revision.snapshot().shortId());
    }
}
