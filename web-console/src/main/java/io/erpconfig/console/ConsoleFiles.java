package io.erpconfig.console;

import io.erpconfig.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * The console's files as the build has left them: the page, and what it loads under names that change with the content.
 * Immutable, and safe for any number of threads.
 */
final class ConsoleFiles {

    /** One file, as it is and compressed. */
    record File(String mediaType, Body.Bytes plain, Body.Bytes gzip) {}

    private static final String FOLDER = "files/";

    private final File page;
    private final Map<String, File> assets;

    private ConsoleFiles(File page, Map<String, File> assets) {
        this.page = page;
        this.assets = Map.copyOf(assets);
    }

    /** Reads them all: they are few and small, and a server that lacks one is to say so when it starts. */
    static ConsoleFiles load() {
        Map<String, File> assets = new HashMap<>();
        new String(read("files.txt"), StandardCharsets.UTF_8).lines().forEach(name -> assets.put(name, file(name)));
        return new ConsoleFiles(file("index.html"), assets);
    }

    private static File file(String name) {
        return new File(mediaType(name), new Body.Bytes(read(name)), new Body.Bytes(read(name + ".gz")));
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("name: no media type is known for " + name);
        };
    }

    private static byte[] read(String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the console was built without " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    File page() {
        return page;
    }

    /** The same with another text of the page. */
    ConsoleFiles withPage(UnaryOperator<String> change) {
        String text = new String(page.plain().bytes(), StandardCharsets.UTF_8);
        byte[] changed = change.apply(text).getBytes(StandardCharsets.UTF_8);
        return new ConsoleFiles(new File(page.mediaType(), new Body.Bytes(changed), compressed(changed)), assets);
    }

    private static Body.Bytes compressed(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Body.Bytes(bytes.toByteArray());
    }

    /** A file that the page loads, by its name. */
    Optional<File> asset(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    /** The names of all that the page may load. */
    Iterable<String> names() {
        return assets.keySet();
    }
}
