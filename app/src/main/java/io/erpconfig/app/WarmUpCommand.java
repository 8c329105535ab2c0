package io.erpconfig.app;

import io.erpconfig.account.FirstAccount;
import io.erpconfig.account.Password;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.ConfigServer;
import io.erpconfig.server.ServerSettings;
import io.erpconfig.server.demo.Demo;
import io.erpconfig.server.demo.WarmUp;
import io.erpconfig.server.observe.Observation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            ProjectKey example = Demo.fill(open.store(), open.projects(), open.editor(1 << 20), FirstAccount.NAME);
            String token = Demo.issueToken(open.tokens(), open.clock(), example);
            try (ConfigServer server = ConfigServer.start(
                    open.backend(), ServerSettings.onThisMachine(), Observation.NONE, ThisRelease.get())) {
                WarmUp warmUp = new WarmUp(URI.create(server.url()));
                warmUp.poll(token);
                warmUp.operate(FirstAccount.NAME, account(open));
            }
        } finally {
            deleteAll(dataDir);
        }
        shell.out().println("warmed up");
        return CommandLine.ExitCode.OK;
    }

    private static Password account(OpenStore open) {
        Password password = Password.random(open.random());
        open.accounts().add(FirstAccount.NAME, password, Optional.empty());
        return password;
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
