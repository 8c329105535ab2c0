package io.erpconfig.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables of an environment that are a program's settings: its prefix, and a key in upper case with underscores. One
 * that is empty counts as not set, and so does one that Kubernetes has set for a service of that name.
 */
public final class Variables {

    private final Map<String, String> environment;
    private final String prefix;
    private final Set<String> others;

    /** Kubernetes sets such variables for a service in the same namespace whose name begins like the program's. */
    private final Pattern serviceLink;

    /** And one more, whose name alone could be that of a key or of a mistyped one; no key has such a value. */
    private final Pattern serviceUrl;

    /**
     * @param prefix of every variable's name
     * @param others variables that have the prefix, and stand for no key
     */
    public Variables(Map<String, String> environment, String prefix, Set<String> others) {
        this.environment = Map.copyOf(environment);
        this.prefix = prefix;
        this.others = Set.copyOf(others);
        this.serviceLink =
                Pattern.compile(prefix + "(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");
        this.serviceUrl = Pattern.compile(prefix + "(.*_)?PORT=(tcp|udp|sctp)://.*");
    }

    /** The variable that stands for a key: with the prefix {@code X_}, {@code X_DATA_DIR} for {@code data-dir}. */
    public String variable(String key) {
        return prefix + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The value of a key, if its variable is set. */
    public Optional<String> find(String key) {
        return Optional.of(variable(key))
                .filter(variable -> !isServiceLink(variable))
                .map(environment::get)
                .map(OneLine::of)
                .filter(value -> !value.isEmpty());
    }

    /**
     * Looks whether every variable with the prefix stands for something.
     *
     * @throws InvalidSettingsException naming one that does not
     */
    public void requireKnown(Set<String> keys) {
        Set<String> known = new TreeSet<>(others);
        keys.forEach(key -> known.add(variable(key)));
        unknown(keys).ifPresent(variable -> {
            throw new InvalidSettingsException("environment variable " + variable + " stands for nothing; "
                    + NameSuggestion.of(variable, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("one of an option is named like " + variable("data-dir") + " for --data-dir"));
        });
    }

    /** The first variable that stands for none of these keys and nothing else. */
    public Optional<String> unknown(Set<String> keys) {
        return environment.keySet().stream()
                .filter(variable -> !isKnown(variable, keys))
                .sorted()
                .findFirst();
    }

    private boolean isKnown(String variable, Set<String> keys) {
        return !variable.startsWith(prefix)
                || environment.get(variable).isEmpty()
                || others.contains(variable)
                || isServiceLink(variable)
                || keys.stream().anyMatch(key -> variable(key).equals(variable));
    }

    private boolean isServiceLink(String variable) {
        return serviceLink.matcher(variable).matches()
                || serviceUrl
                        .matcher(variable + '=' + environment.get(variable))
                        .matches();
    }
}
