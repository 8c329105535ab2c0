package io.erpconfig.app;

import io.erpconfig.app.settings.Settings;
import io.erpconfig.control.CallEndedException;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.folder.FolderException;
import io.erpconfig.http.Release;
import io.erpconfig.opening.StorePlaceException;
import io.erpconfig.settings.InvalidSettingsException;
import io.erpconfig.settings.SettingsFile;
import io.erpconfig.store.fs.OtherUserException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
@Command(
        name = "erp-config",
        header = "The store that external ERP systems read their configuration from.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Main.Version.class,
        description = {
            "Try 'erp-config serve --demo', and 'erp-config COMMAND --help' for a command's options.",
            "Every option is also an environment variable, such as ERP_CONFIG_DATA_DIR for --data-dir, and a line"
                    + " 'data-dir = DIR' in the file that --config names.",
            "ERP_CONFIG_DEBUG=1 shows the stack trace of a failure."
        })
public final class Main {

    private static final String NAME = "erp-config";
    /** The version and commit that the build has written into the program. */
    static final Release RELEASE = Release.of(Main.class);

    private static final Map<String, String> EXIT_CODES =
            new TreeMap<>(Map.of("0", "done", "1", "failed", "2", "wrong usage"));

    @Option(names = "--version", versionHelp = true, description = "Print the version and commit, and exit.")
    private boolean version;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(Shell.ofProcess(), args));
    }

    /** Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong usage (contract, section 5). */
    static int run(Shell shell, String... args) {
        CommandLine program = program(shell, args);
        try {
            program.setDefaultValueProvider(settings(shell, args, program));
        } catch (InvalidSettingsException e) {
            return fail(shell, e.getMessage(), e, ExitCode.USAGE);
        }
        int exitCode;
        try {
            exitCode = program.execute(args);
        } catch (OutOfMemoryError e) {
            return fail(
                    shell,
                    "not enough memory; give Java more, such as with ERP_CONFIG_JAVA_OPTS=-Xmx1g",
                    e,
                    ExitCode.SOFTWARE);
        }
        shell.out().flush();
        shell.err().flush();
        return exitCode;
    }

    private static CommandLine program(Shell shell, String[] args) {
        Map<String, Function<Shell, CommandLine>> commands = commands();
        // Describing a command takes time, so where one is named first only that one is described.
        if (args.length > 0
                && commands.containsKey(args[0])
                && configFile(shell, args).isEmpty()) {
            commands.keySet().retainAll(Arrays.asList(args[0]));
        }
        CommandLine program = new CommandLine(new Main());
        commands.forEach((name, build) -> program.addSubcommand(name, build.apply(shell)));
        everywhere(program, shell);
        program.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        program.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        program.setExecutionStrategy(new Handover(shell));
        // What another process was called with has been expanded there.
        program.setExpandAtFiles(shell.served().isEmpty());
        program.setParameterExceptionHandler((e, words) -> wrongUsage(shell, e));
        program.setExecutionExceptionHandler((e, command, parsed) -> failed(shell, command, parsed, e));
        return program;
    }

    private static Map<String, Function<Shell, CommandLine>> commands() {
        Map<String, Function<Shell, CommandLine>> commands = new LinkedHashMap<>();
        commands.put("serve", shell -> new CommandLine(new ServeCommand(shell)));
        commands.put("import", shell -> new CommandLine(new ImportCommand(shell)));
        commands.put("export", shell -> new CommandLine(new ExportCommand(shell)));
        commands.put("token", TokenCommand::build);
        commands.put("user", UserCommand::build);
        commands.put("audit", shell -> new CommandLine(new AuditCommand(shell)));
        commands.put("events", shell -> new CommandLine(new EventsCommand(shell)));
        commands.put("verify", shell -> new CommandLine(new VerifyCommand(shell)));
        commands.put("gc", shell -> new CommandLine(new GcCommand(shell)));
        commands.put("migrate", shell -> new CommandLine(new MigrateCommand(shell)));
        commands.put("warm-up", shell -> new CommandLine(new WarmUpCommand(shell)));
        return commands;
    }

    private static void everywhere(CommandLine command, Shell shell) {
        Converters.register(command);
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        spec.addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this help and exit.")
                .build());
        spec.exitCodeOnInvalidInput(ExitCode.USAGE);
        spec.exitCodeOnExecutionException(ExitCode.SOFTWARE);
        spec.usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES)
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%nArguments:%n")
                .descriptionHeading(spec.usageMessage().description().length == 0 ? "" : "%n")
                .commandListHeading("%nCommands:%n")
                .autoWidth(false)
                .width(100);
        command.getSubcommands().values().forEach(below -> everywhere(below, shell));
    }

    private static Settings settings(Shell shell, String[] args, CommandLine program) {
        Optional<SettingsFile> file = configFile(shell, args)
                .map(path -> SettingsFile.read(Path.of(path), Settings.keys(program(shell, new String[0]))));
        Settings settings = new Settings(shell.environment(), file);
        // Of all commands only where the one that is described does not know it.
        if (settings.variables().unknown(Settings.keys(program)).isPresent()) {
            settings.variables().requireKnown(Settings.keys(program(shell, new String[0])));
        }
        return settings;
    }

    /** The settings file has to be known before the command line is read: it says what is not said there. */
    private static Optional<String> configFile(Shell shell, String[] args) {
        for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
            if (args[i].startsWith("--config=")) {
                return Optional.of(args[i].substring("--config=".length()));
            }
            if (args[i].equals("--config") && i + 1 < args.length) {
                return Optional.of(args[i + 1]);
            }
        }
        return Optional.ofNullable(shell.environment().get(Settings.PREFIX + "CONFIG"))
                .filter(path -> !path.isEmpty());
    }

    private static int wrongUsage(Shell shell, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String origin = "";
        if (e.getArgSpec() != null
                && e.getCommandLine().getDefaultValueProvider() instanceof Settings settings
                && !e.getCommandLine()
                        .getParseResult()
                        .hasMatchedOption(e.getArgSpec().toString())) {
            origin = settings.origin(e.getArgSpec())
                    .map(from -> " (" + from + ")")
                    .orElse("");
        }
        String message = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched
                && e.getCommandLine().getParent() == null
                && !unmatched.isUnknownOption()) {
            message = "there is no command '" + unmatched.getUnmatched().get(0) + "'";
        }
        return fail(shell, message + origin + "; see '" + command + " --help'", e, ExitCode.USAGE);
    }

    private static int failed(Shell shell, CommandLine command, ParseResult parsed, Exception e) {
        if (e instanceof CommandFailedException
                || e instanceof StorePlaceException
                || e instanceof FolderException
                || e instanceof CallEndedException
                || e instanceof UncheckedIOException) {
            return fail(shell, e.getMessage(), e, ExitCode.SOFTWARE);
        }
        if (e instanceof OtherUserException other) {
            String instead = SameCommand.as(other.user(), shell, parsed.originalArgs());
            return fail(shell, e.getMessage() + "; run this instead: " + instead, e, ExitCode.SOFTWARE);
        }
        if (e instanceof ConfigStoreException refused) {
            String message = refused.getMessage();
            if (refused.code().category() == ErrorCategory.CALLER) {
                String usage = "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
                return fail(shell, message + usage, e, ExitCode.USAGE);
            }
            return fail(shell, message, e, ExitCode.SOFTWARE);
        }
        return fail(shell, "unexpected failure: " + e + "; ERP_CONFIG_DEBUG=1 shows more", e, ExitCode.SOFTWARE);
    }

    private static int fail(Shell shell, String message, Throwable e, int exitCode) {
        shell.err().println(NAME + ": " + message.replaceAll("\\s*\\R\\s*", " "));
        if (shell.debug()) {
            e.printStackTrace(shell.err());
        }
        shell.err().flush();
        return exitCode;
    }

    /** The version that the jar tells. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }

        static String text() {
            return NAME + " " + RELEASE;
        }
    }
}
