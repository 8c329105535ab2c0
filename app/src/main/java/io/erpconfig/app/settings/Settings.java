package io.erpconfig.app.settings;

import io.erpconfig.settings.InvalidSettingsException;
import io.erpconfig.settings.NameSuggestion;
import io.erpconfig.settings.OneLine;
import io.erpconfig.settings.SettingsFile;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values of options that the command line does not give: the environment's {@code ERP_CONFIG_*}, else the settings
 * file, else the option's own default (contract, section 5). A variable that is empty counts as not set.
 */
public final class Settings implements IDefaultValueProvider {

    /** The prefix of every variable's name. */
    public static final String PREFIX = "ERP_CONFIG_";

    /** Options that are about the command line itself. */
    private static final Set<String> NO_SETTING = Set.of("config", "help", "version");

    /** Variables that stand for no option: this program's, its launcher's, and those of the clients in docs/examples. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            PREFIX + "CONFIG",
            PREFIX + "DEBUG",
            PREFIX + "ADMIN_PASSWORD",
            PREFIX + "JAVA_OPTS",
            PREFIX + "URL",
            PREFIX + "TOKEN",
            PREFIX + "INSTANCE_ID",
            PREFIX + "INTERVAL");

    /** Kubernetes sets such variables for a service whose name begins like this program's. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(PREFIX + "(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");

    /** And one more, whose name alone could be that of an option or of a mistyped one; no option has such a value. */
    private static final Pattern SERVICE_URL = Pattern.compile(PREFIX + "(.*_)?PORT=(tcp|udp|sctp)://.*");

    private final Map<String, String> environment;
    private final Optional<SettingsFile> file;

    public Settings(Map<String, String> environment, Optional<SettingsFile> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Looks whether every variable of the environment that begins as ours do stands for something.
     *
     * @param keys of all options
     * @throws InvalidSettingsException naming one that does not
     */
    public void requireKnown(Set<String> keys) {
        Set<String> known = new TreeSet<>(OTHER_VARIABLES);
        keys.forEach(key -> known.add(variable(key)));
        unknownVariable(keys).ifPresent(variable -> {
            throw new InvalidSettingsException("environment variable " + variable + " stands for nothing; "
                    + NameSuggestion.of(variable, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("one of an option is named like " + variable("data-dir") + " for --data-dir"));
        });
    }

    /** The first variable that stands for none of these keys and nothing else. One that is empty counts as not set. */
    public Optional<String> unknownVariable(Set<String> keys) {
        return environment.keySet().stream()
                .filter(variable -> !isKnown(variable, keys))
                .sorted()
                .findFirst();
    }

    private boolean isKnown(String variable, Set<String> keys) {
        return !variable.startsWith(PREFIX)
                || environment.get(variable).isEmpty()
                || OTHER_VARIABLES.contains(variable)
                || isServiceLink(variable)
                || keys.stream().anyMatch(key -> variable(key).equals(variable));
    }

    /** Whether Kubernetes has set a variable, for a service in the same namespace. */
    private boolean isServiceLink(String variable) {
        return SERVICE_LINK.matcher(variable).matches()
                || SERVICE_URL
                        .matcher(variable + '=' + environment.get(variable))
                        .matches();
    }

    /** The keys of all options of a command and of the commands below it. */
    public static Set<String> keys(CommandLine command) {
        Set<String> keys = new TreeSet<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            keys.add(key(option));
        }
        command.getSubcommands().values().forEach(below -> keys.addAll(keys(below)));
        keys.removeAll(NO_SETTING);
        return keys;
    }

    /** The variable that stands for a key: {@code ERP_CONFIG_DATA_DIR} for {@code data-dir}. */
    public static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether an option is about the command line itself, and not a setting. */
    public static boolean isAboutTheCommandLine(OptionSpec option) {
        return NO_SETTING.contains(key(option));
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option) || isAboutTheCommandLine(option)) {
            return null;
        }
        String key = key(option);
        return fromEnvironment(key)
                .or(() -> file.flatMap(settings -> settings.find(key)))
                .orElse(null);
    }

    /** The source of the value of an option that the command line does not give, for error messages. */
    public Optional<String> origin(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option)) {
            return Optional.empty();
        }
        String key = key(option);
        if (fromEnvironment(key).isPresent()) {
            return Optional.of("environment variable " + variable(key));
        }
        return file.flatMap(settings -> settings.find(key)).map(value -> "settings file");
    }

    private Optional<String> fromEnvironment(String key) {
        return Optional.of(variable(key))
                .filter(variable -> !isServiceLink(variable))
                .map(environment::get)
                .map(OneLine::of)
                .filter(value -> !value.isEmpty());
    }
}
