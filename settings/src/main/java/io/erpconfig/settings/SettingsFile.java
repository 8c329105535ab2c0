package io.erpconfig.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of settings in UTF-8: one {@code key = value} a line, where a key is an option's name without its dashes; lines
 * that are blank or begin with {@code #} are passed over, and so is a byte order mark. Nothing is escaped, and blanks
 * around key and value don't count.
 */
public final class SettingsFile {

    private final Map<String, String> values;

    private SettingsFile(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads a file.
     *
     * @param known the keys that may be in it
     * @throws InvalidSettingsException if it can't be read, or has a line that is no setting, an unknown key or one twice
     */
    public static SettingsFile read(Path file, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = (number == 1 ? OneLine.of(line) : line).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String where = file + ", line " + number + ": ";
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new InvalidSettingsException(where + "expected 'key = value', not '" + text + "'");
            }
            String key = text.substring(0, equals).strip();
            if (!known.contains(key)) {
                throw new InvalidSettingsException(where + "unknown key '" + key
                        + "'; "
                        + NameSuggestion.of(key, known)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("a key is the name of an option without its dashes, such as data-dir"));
            }
            if (values.put(key, text.substring(equals + 1).strip()) != null) {
                throw new InvalidSettingsException(where + "'" + key + "' is set a second time");
            }
        }
        return new SettingsFile(values);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new InvalidSettingsException("no file '" + file + "' to read settings from");
        } catch (CharacterCodingException e) {
            throw new InvalidSettingsException("'" + file + "' is not in UTF-8");
        } catch (IOException e) {
            throw new InvalidSettingsException("can't read settings from '" + file + "'");
        }
    }

    /** The value of a key, if it is in the file. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
