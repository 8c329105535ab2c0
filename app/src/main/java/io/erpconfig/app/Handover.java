package io.erpconfig.app;

import io.erpconfig.app.settings.Settings;
import io.erpconfig.control.CallEndedException;
import io.erpconfig.control.RunningServer;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Decides where a command is run: in the server that has its store open, if there is one, else here. It is parsed here
 * in any case, so that wrong usage is told without anybody's help, and handed over in words that say everything: what
 * its environment and its settings file would have added is in them.
 */
final class Handover implements IExecutionStrategy {

    /** Time that a server may take from locking the directory to taking commands. */
    private static final Duration STARTING = Duration.ofMillis(500);

    /** Most input that a command reads before it opens the store, in bytes. */
    private static final int MAX_INPUT = 1 << 16;

    private final Shell shell;
    private final IExecutionStrategy here = new CommandLine.RunLast();

    Handover(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int execute(ParseResult parsed) {
        ParseResult last = last(parsed);
        if (last.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
            return here.execute(parsed);
        }
        requireNoGapInLists(last);
        Object command = last.commandSpec().userObject();
        if (shell.served().isPresent()) {
            if (!(command instanceof StoreCommand)) {
                throw new ExecutionException(
                        last.commandSpec().commandLine(),
                        "not for a server",
                        new CommandFailedException(
                                "a server does not run '" + last.commandSpec().qualifiedName() + "'"));
            }
            return here.execute(parsed);
        }
        return command instanceof StoreCommand onStore ? execute(parsed, last, onStore) : here.execute(parsed);
    }

    /** Empty parts of a list would be dropped, and a list of nothing else would be none at all: any project, say. */
    private static void requireNoGapInLists(ParseResult parsed) {
        for (OptionSpec option : parsed.commandSpec().options()) {
            String split = option.splitRegex();
            for (String value : split.isEmpty() ? List.<String>of() : values(parsed, option)) {
                if (List.of(value.split(split, -1)).contains("")) {
                    throw new ParameterException(
                            parsed.commandSpec().commandLine(),
                            option.longestName() + ": '" + value + "' has an empty part");
                }
            }
        }
    }

    private int execute(ParseResult parsed, ParseResult last, StoreCommand command) {
        if (!command.storeOptions().isDirectory()) {
            return here.execute(parsed);
        }
        Path dataDir = command.storeOptions().dataDir();
        Optional<RunningServer> running = RunningServer.find(dataDir);
        if (running.isPresent()) {
            return handOver(last, running.get());
        }
        if (shell.in().markSupported()) {
            shell.in().mark(MAX_INPUT);
        }
        try {
            return here.execute(parsed);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ConfigStoreException refused) || refused.code() != ErrorCode.STORAGE_IN_USE) {
                throw e;
            }
            Optional<RunningServer> started = startingServer(dataDir);
            if (started.isEmpty()) {
                throw e;
            }
            return handOver(last, started.get());
        }
    }

    /** The server that has the store open, if it has been about to take commands; it finds the input unread. */
    private Optional<RunningServer> startingServer(Path dataDir) {
        Optional<RunningServer> started = Optional.empty();
        try {
            started = RunningServer.await(dataDir, STARTING);
            if (started.isPresent()) {
                shell.in().reset();
            }
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException e) {
            // What the command has read can't be read again.
            started.ifPresent(RunningServer::close);
            return Optional.empty();
        }
    }

    private int handOver(ParseResult last, RunningServer server) {
        try (server) {
            return server.run(Main.Version.text(), shell.debug(), words(last), shell.caller());
        } catch (CallEndedException e) {
            throw new ExecutionException(last.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    /** The words that say what was parsed, wherever it came from. */
    private static List<String> words(ParseResult parsed) {
        List<String> words = new ArrayList<>();
        for (CommandLine each = parsed.commandSpec().commandLine(); each.getParent() != null; each = each.getParent()) {
            words.add(0, each.getCommandName());
        }
        for (OptionSpec option : parsed.commandSpec().options()) {
            for (String value : values(parsed, option)) {
                words.add(option.longestName() + "=" + value);
            }
        }
        words.add("--");
        for (ArgSpec word : parsed.matchedPositionals()) {
            words.addAll(word.originalStringValues());
        }
        return words;
    }

    private static List<String> values(ParseResult parsed, OptionSpec option) {
        if (Settings.isAboutTheCommandLine(option)) {
            return List.of();
        }
        if (parsed.hasMatchedOption(option)) {
            return option.originalStringValues();
        }
        Settings settings = (Settings) parsed.commandSpec().defaultValueProvider();
        return Optional.ofNullable(settings.defaultValue(option)).map(List::of).orElseGet(List::of);
    }
}
