package io.erpconfig.app;

import io.erpconfig.control.Caller;
import io.erpconfig.control.SecretPrompt;
import io.erpconfig.folder.LocalFolders;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program with what is around it, run in this process; without a terminal unless it is given one. */
final class Program {

    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private Optional<SecretPrompt> terminal = Optional.empty();

    /** The output of a command, and its exit code. */
    record Run(int exitCode, String out, String err) {

        /** The one line on standard error that a failure is told in. */
        String error() {
            List<String> lines = err.lines().toList();
            if (lines.size() != 1 || !lines.get(0).startsWith("erp-config: ")) {
                throw new AssertionError("not one line of error: " + err);
            }
            return lines.get(0);
        }

        /** The one line on standard output. */
        String line() {
            List<String> lines = out.lines().toList();
            if (exitCode != 0 || lines.size() != 1) {
                throw new AssertionError("exit code " + exitCode + ", output: " + out + ", errors: " + err);
            }
            return lines.get(0);
        }
    }

    static Program onStore(Path dataDir) {
        return new Program().with("ERP_CONFIG_DATA_DIR", dataDir.toString());
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Program typing(String text) {
        input = text;
        return this;
    }

    /** A person sits in front of it, who types this whenever a secret is asked for. */
    Program onTerminal(String secret) {
        terminal = Optional.of(prompt -> Optional.of(secret));
        return this;
    }

    Run run(Object... args) {
        List<String> words = new ArrayList<>();
        for (Object arg : args) {
            words.add(arg.toString());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                environment,
                new Caller(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal,
                        new LocalFolders(FileSystemStore::isDataDirectory),
                        () -> {}),
                Optional.empty());
        int exitCode = Main.run(shell, words.toArray(new String[0]));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
