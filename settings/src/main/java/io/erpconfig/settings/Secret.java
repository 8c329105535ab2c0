package io.erpconfig.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A secret that a program is given in a file or in a variable, and never as an argument, which others could read. */
public final class Secret {

    private Secret() {}

    /**
     * Reads a secret, which is one line.
     *
     * @param file that has it; none if the variable has it
     * @throws IllegalArgumentException saying what to set, if there is none, or the file can't be read
     */
    public static String read(Optional<Path> file, Map<String, String> environment, String variable) {
        String secret = OneLine.of(file.map(Secret::text).orElseGet(() -> environment.getOrDefault(variable, "")));
        if (secret.isBlank()) {
            throw new IllegalArgumentException(file.map(named -> "'" + named + "' is empty")
                    .orElse("it needs a secret: set " + variable + ", or name the file that has it"));
        }
        return secret;
    }

    /**
     * Reads a secret from a stream, up to its end.
     *
     * @param longest in bytes: no more is read
     * @throws CharacterCodingException if it is not in UTF-8
     */
    public static String read(InputStream in, int longest) throws IOException {
        byte[] bytes = in.readNBytes(longest);
        return OneLine.of(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't read '" + file + "'", e);
        }
    }
}
