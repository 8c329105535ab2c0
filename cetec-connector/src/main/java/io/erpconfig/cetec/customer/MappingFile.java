package io.erpconfig.cetec.customer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file of a {@link DatabaseMapping}: a JSON object, {@code {"customer.example.com": "backup_7"}}. */
public final class MappingFile {

    private static final TypeReference<Map<String, @Nullable Object>> NAMES = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private MappingFile() {}

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static DatabaseMapping read(Path file) {
        try {
            Map<String, @Nullable Object> found = JSON.readValue(Files.readAllBytes(file), NAMES);
            if (found == null) {
                throw noMapping(file);
            }
            Map<String, String> names = new HashMap<>();
            found.forEach((domain, database) -> {
                if (!(database instanceof String name)) {
                    throw noMapping(file);
                }
                names.put(domain, name);
            });
            return new DatabaseMapping(names);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no file '" + file + "'", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't read '" + file + "'", e);
        } catch (JacksonException e) {
            throw noMapping(file);
        }
    }

    private static IllegalArgumentException noMapping(Path file) {
        return new IllegalArgumentException(
                "'" + file
                        + "' is no JSON object of databases by domain, each once, such as {\"customer.example.com\": \"backup_7\"}");
    }
}
