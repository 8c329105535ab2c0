package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Looks for secrets by value where none may be, in binary files too, and also as they may look when written otherwise. */
final class SecretSearch {

    private static final String HEX = "[0-9a-f]{16,}";

    /** Texts to look for, by their name in the findings: secrets are not named there either. */
    private final Map<String, String> needles = new LinkedHashMap<>();

    private int secrets;

    /** Looks for one more. */
    SecretSearch add(String secret) {
        String name = "secret " + ++secrets + " ending in " + secret.substring(secret.length() - 2) + " ";
        needle(name + "as it is", secret);
        needle(name + "in upper case", secret.toUpperCase(Locale.ROOT));
        needle(
                name + "in UTF-16",
                latin1(secret.getBytes(StandardCharsets.UTF_16BE)).substring(1));
        needle(name + "percent-encoded", percentEncoded(secret, "%%%02x"));
        needle(name + "Percent-encoded", percentEncoded(secret, "%%%02X"));
        needle(name + "form-encoded", secret.replace(' ', '+'));
        needle(name + "URL-encoded", secret.replace(" ", "%20"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        needle(name + "in hex", HexFormat.of().formatHex(bytes));
        base64(name, bytes);
        if (secret.matches(HEX)) {
            byte[] decoded = HexFormat.of().parseHex(secret);
            needle(name + "decoded", latin1(decoded));
            base64(name + "decoded and ", decoded);
            needle(name + "by its first half", secret.substring(0, secret.length() / 2));
            needle(name + "by its second half", secret.substring(secret.length() / 2));
        }
        return this;
    }

    private void needle(String name, String text) {
        needles.putIfAbsent(text, name);
    }

    /**
     * Adds the Base64 form at any offset among other bytes: without the characters at the ends, which depend on those
     * too.
     */
    private void base64(String name, byte[] bytes) {
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted =
                    ByteBuffer.allocate(shift + bytes.length).put(shift, bytes).array();
            int begin = (shift * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            needle(
                    name + "in base64",
                    Base64.getEncoder().encodeToString(shifted).substring(begin, end));
            needle(
                    name + "in URL base64",
                    Base64.getUrlEncoder().encodeToString(shifted).substring(begin, end));
        }
    }

    private static String percentEncoded(String text, String format) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format(Locale.ROOT, format, each));
        }
        return encoded.toString();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The secrets found in bytes, by name. */
    List<String> find(String where, byte[] bytes) {
        String text = latin1(bytes);
        List<String> found = new ArrayList<>();
        needles.forEach((needle, name) -> {
            if (text.contains(needle)) {
                found.add(name + " in " + where);
            }
        });
        return found;
    }

    /** The secrets found in files and folders, in their names too. */
    List<String> find(Path... roots) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.toList()) {
                    found.addAll(find("the name of " + each, each.toString().getBytes(StandardCharsets.UTF_8)));
                    if (Files.isRegularFile(each)) {
                        found.addAll(find(each.toString(), read(each)));
                    }
                }
            }
        }
        return found;
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            // A server is running there, and has temporary files.
            return new byte[0];
        }
    }

    /** Checks that there is none in files and folders. */
    void assertNoneIn(Path... roots) throws IOException {
        assertThat(needles).isNotEmpty();
        assertThat(find(roots)).isEmpty();
    }
}
