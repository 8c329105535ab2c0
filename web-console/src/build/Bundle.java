import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the console's files from its sources, run by the build: lays out the libraries as a bundler expects them, lets
 * esbuild bundle, minify and name by content what the browser loads, puts these names into the page, compresses all of it,
 * and lists it for the server.
 */
final class Bundle {

    /** The place of files in the libraries' jars: a folder each, by publisher, scope, name and version. */
    private static final String STATIC = "META-INF/resources";

    /** A reference of the page: the name in the sources, as <code>{{app.js}}</code>. */
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([a-z]+)\\.([a-z]+)}}");

    /** The entry of a library in its package.json. None says it of an index.js of the old kind. */
    private static final Pattern ENTRY = Pattern.compile("\"(main|module|exports)\"\\s*:");

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");

    private static final Pattern LICENSE = Pattern.compile("\"license\"\\s*:\\s*\"([^\"]+)\"");

    private Bundle() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path libraries = Path.of(arguments[0], STATIC);
        Path esbuild = program(Path.of(arguments[1]));
        Path sources = Path.of(arguments[2]);
        Path work = emptied(Path.of(arguments[3]));
        Path files = emptied(Path.of(arguments[4]));

        // Sources and libraries in one folder: that is where a bundler looks for what is imported by name.
        Path modules = work.resolve("node_modules");
        for (Path library : libraries(libraries)) {
            Path module = modules.resolve(name(library));
            copy(library, module);
            modernise(esbuild, module);
        }
        copy(sources, work.resolve("console"));

        Path bundled = work.resolve("bundled");
        bundle(esbuild, work, bundled);
        Files.copy(sources.resolve("icon.svg"), bundled.resolve("icon-" + hash(sources.resolve("icon.svg")) + ".svg"));
        publish(bundled, sources.resolve("index.html"), files);
        Files.writeString(files.resolve("licenses.txt"), licenses(modules));
    }

    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static Path program(Path folder) throws IOException {
        for (String name : List.of("esbuild", "esbuild.exe")) {
            Path program = folder.resolve(name);
            // What unpacks it keeps no permissions.
            if (Files.exists(program) && program.toFile().setExecutable(true)) {
                return program;
            }
        }
        throw new IOException("no esbuild that can be run in " + folder);
    }

    /** The folders that have a package.json, and none above them that has. */
    private static List<Path> libraries(Path folder) throws IOException {
        if (Files.exists(folder.resolve("package.json"))) {
            return List.of(folder);
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path each : inside.filter(Files::isDirectory).sorted().toList()) {
                found.addAll(libraries(each));
            }
        }
        return found;
    }

    /** The name that a library is imported by; its folder may be named otherwise. */
    private static String name(Path library) throws IOException {
        Matcher name = NAME.matcher(Files.readString(library.resolve("package.json")));
        if (!name.find()) {
            throw new IOException("no name in the package.json of " + library);
        }
        return name.group(1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.sorted().toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Makes an ES module of a library of the old kind. What a bundler puts around such a one would come with the page. */
    private static void modernise(Path esbuild, Path library) throws IOException, InterruptedException {
        if (!ENTRY.matcher(Files.readString(library.resolve("package.json"))).find()) {
            run(esbuild, library, "index.js", "--bundle", "--format=esm", "--outfile=index.js", "--allow-overwrite");
        }
    }

    private static void bundle(Path esbuild, Path work, Path bundled) throws IOException, InterruptedException {
        run(
                esbuild,
                work,
                "console/app.js",
                "console/checker.js",
                "console/app.css",
                "--bundle",
                "--splitting",
                "--format=esm",
                "--target=es2022,chrome123,firefox120,safari17.5",
                "--minify",
                "--charset=utf8",
                "--legal-comments=none",
                "--conditions=browser",
                "--main-fields=browser,module,main",
                // Where the editor can ask whether somebody types, it colours for 100 ms at a stretch; else until the next frame.
                "--define:navigator.scheduling=undefined",
                "--entry-names=[name]-[hash]",
                "--chunk-names=[name]-[hash]",
                "--outdir=" + bundled.toAbsolutePath());
    }

    private static void run(Path esbuild, Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(esbuild.toAbsolutePath().toString(), "--log-level=warning"));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("esbuild ended with " + status);
        }
    }

    private static String hash(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().withUpperCase().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the page, everything compressed beside it, and the list of what the page may load. */
    private static void publish(Path bundled, Path page, Path files) throws IOException {
        List<String> names;
        try (Stream<Path> all = Files.list(bundled)) {
            names = all.map(each -> each.getFileName().toString()).sorted().toList();
        }
        Map<String, String> hashed = new HashMap<>();
        for (String name : names) {
            byte[] content = Files.readAllBytes(bundled.resolve(name));
            Files.write(files.resolve(name), content);
            Files.write(files.resolve(name + ".gz"), compressed(content));
            hashed.put(name.replaceFirst("-[0-9A-Z]{8}\\.", "."), name);
        }
        Matcher reference = REFERENCE.matcher(Files.readString(page));
        StringBuilder html = new StringBuilder();
        while (reference.find()) {
            String name = reference.group(1) + '.' + reference.group(2);
            if (!hashed.containsKey(name)) {
                throw new IOException("the page refers to " + name + ", which is not among " + names);
            }
            reference.appendReplacement(html, hashed.get(name));
        }
        byte[] index = reference.appendTail(html).toString().getBytes(StandardCharsets.UTF_8);
        Files.write(files.resolve("index.html"), index);
        Files.write(files.resolve("index.html.gz"), compressed(index));
        Files.writeString(files.resolve("files.txt"), String.join("\n", names) + '\n');
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    /** The terms under which what was bundled is passed on. */
    private static String licenses(Path modules) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path library : libraries(modules)) {
            all.append("== ").append(modules.relativize(library).toString().replace('\\', '/')).append("\n\n");
            Path license = library.resolve("LICENSE");
            all.append(Files.exists(license) ? Files.readString(license).strip() : named(library)).append("\n\n");
        }
        return all.toString();
    }

    /** The license of a library that comes without its text. */
    private static String named(Path library) throws IOException {
        Matcher license = LICENSE.matcher(Files.readString(library.resolve("package.json")));
        if (!license.find()) {
            throw new IOException("no license in " + library);
        }
        return "License: " + license.group(1);
    }
}
