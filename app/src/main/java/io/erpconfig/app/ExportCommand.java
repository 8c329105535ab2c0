package io.erpconfig.app;

import io.erpconfig.app.folder.FolderExport;
import io.erpconfig.app.settings.ByteSize;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        header = "Writes what a branch holds into a folder.",
        description = "Writes all files of a branch, or of an older state of it, into a folder that is new or empty."
                + " Until everything is there, the folder also holds a file EXPORT-INCOMPLETE.",
        footer = {
            "",
            "Examples:",
            "  erp-config export ./out --owner acme --project b2b-cnc.erp-config",
            "  erp-config export ./before --owner acme --project b2b-cnc.erp-config --ref master@v0003"
        })
final class ExportCommand extends StoreCommand {

    @Mixin
    private ProjectOptions project;

    @Parameters(paramLabel = "DIR", description = "The folder; made if it isn't there.")
    private String folder;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            defaultValue = "HEAD",
            description = "A branch, a snapshot such as master@v0003, HEAD for the default branch, or a full commit id"
                    + " (default: HEAD).")
    private Ref ref;

    ExportCommand(Shell shell) {
        super(shell);
    }

    @Override
    Consumer<OpenStore> prepare() {
        return this::export;
    }

    private void export(OpenStore open) {
        ConfigReader reader = open.reader();
        Project found = reader.findProject(project.key())
                .orElseThrow(() -> new CommandFailedException("no project '" + project.key() + "' in data directory '"
                        + storeOptions().place() + "'"));
        Revision revision = reader.resolve(found, ref);
        FolderExport export = new FolderExport(reader, revision);
        try (Progress progress = new Progress(shell(), "exporting", export.bytes())) {
            export.to(shell().folders(), folder, progress::advance);
        }
        shell().out()
                .println("exported " + new Count(export.files(), "file") + " (" + ByteSize.display(export.bytes())
                        + ") of "
                        + revision.snapshot().number() + ", short_id "
                        + revision.snapshot().shortId());
    }
}
