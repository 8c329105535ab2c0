package io.erpconfig.app.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What an option is where the command line does not say: the environment's {@code ERP_CONFIG_*}, else the settings file,
 * else the option's own default (contract, section 5). A variable that is empty counts as not set.
 */
public final class Settings implements IDefaultValueProvider {

    /** What the name of every variable begins with. */
    public static final String PREFIX = "ERP_CONFIG_";

    /** Options that are about the command line itself. */
    private static final Set<String> NO_SETTING = Set.of("config", "help", "version");

    private final Map<String, String> environment;
    private final Optional<SettingsFile> file;

    public Settings(Map<String, String> environment, Optional<SettingsFile> file) {
        this.environment = environment;
        this.file = file;
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

    /** Where the value of an option comes from that the command line does not give, for error messages. */
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
        return Optional.ofNullable(environment.get(variable(key))).filter(value -> !value.isEmpty());
    }
}
