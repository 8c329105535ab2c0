package io.erpconfig.app;

import io.erpconfig.app.settings.Settings;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command that was called, as a line for a shell. */
final class SameCommand {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private SameCommand() {}

    /** The command for another user to run. */
    static String as(String user, Shell shell, List<String> words) {
        boolean set = shell.environment().keySet().stream().anyMatch(name -> name.startsWith(Settings.PREFIX));
        String number = user.chars().allMatch(Character::isDigit) ? "#" : "";
        return "sudo " + (set ? "-E " : "") + "-u " + quoted(number + user) + " " + program() + " "
                + words.stream()
                        .map(SameCommand::withoutPassword)
                        .map(SameCommand::quoted)
                        .collect(Collectors.joining(" "));
    }

    /** The name to call this program by: with its path, since sudo looks for names in places of its own. */
    private static String program() {
        try {
            Path jar = Path.of(SameCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // In a checkout the jar is where it was built; installed, it is beside the script's folder.
            for (String place : List.of("../../../bin/erp-config", "../bin/erp-config")) {
                Path launcher = jar.resolve(place).normalize();
                if (Files.isExecutable(launcher)) {
                    return quoted(launcher.toString());
                }
            }
            return Files.isRegularFile(jar) ? "java -jar " + quoted(jar.toString()) : "erp-config";
        } catch (URISyntaxException e) {
            return "erp-config";
        }
    }

    /** Hides a database's password, which its URI may have: the text may be kept in a log. */
    private static String withoutPassword(String word) {
        return word.replaceAll("(://[^/@:]*:)[^@]*@", "$1PASSWORD@");
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
