package io.erpconfig.app;

import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.demo.WarmUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Does what a server does, on an example in a temporary directory, and ends: for a JVM that records what it loads, so
 * that the next one starts faster. {@code bin/erp-config} runs it; nobody else has to.
 */
@Command(name = "warm-up", hidden = true, header = "Serves an example for a moment, for a JVM that records its start.")
final class WarmUpCommand implements Callable<Integer> {

    private final Shell shell;

    WarmUpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Path dataDir = Files.createTempDirectory("erp-config-warm-up");
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            WarmUp.run(open.backend(), Main.RELEASE);
        } finally {
            PathUtils.deleteDirectory(dataDir);
        }
        shell.out().println("warmed up");
        return CommandLine.ExitCode.OK;
    }
}
