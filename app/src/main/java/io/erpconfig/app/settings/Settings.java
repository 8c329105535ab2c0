package io.erpconfig.app.settings;

import io.erpconfig.settings.SettingsFile;
import io.erpconfig.settings.Variables;
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
            PREFIX + "CETEC_TOKEN",
            PREFIX + "MYSQL_PASSWORD",
            PREFIX + "JAVA_OPTS",
            PREFIX + "URL",
            PREFIX + "TOKEN",
            PREFIX + "INSTANCE_ID",
            PREFIX + "INTERVAL");

    private final Variables variables;
    private final Optional<SettingsFile> file;

    public Settings(Map<String, String> environment, Optional<SettingsFile> file) {
        this.variables = new Variables(environment, PREFIX, OTHER_VARIABLES);
        this.file = file;
    }

    /** The variables of the environment. */
    public Variables variables() {
        return variables;
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
        return variables.find(key).or(() -> fromFile(key)).orElse(null);
    }

    /** The source of the value of an option that the command line does not give, for error messages. */
    public Optional<String> origin(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option)) {
            return Optional.empty();
        }
        String key = key(option);
        if (variables.find(key).isPresent()) {
            return Optional.of("environment variable " + variables.variable(key));
        }
        return fromFile(key).map(value -> "settings file");
    }

    private Optional<String> fromFile(String key) {
        return file.flatMap(settings -> settings.find(key));
    }
}
