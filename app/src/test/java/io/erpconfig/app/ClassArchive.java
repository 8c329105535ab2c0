package io.erpconfig.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * An archive of the classes that the program loads when it starts, as {@code bin/erp-config} makes one: tests start it many
 * times, and each start takes less of the processor by it. The first process of a build that needs it makes it. The JVM
 * takes jars only, so there is none where a module of the class path is a folder, as in {@code mvn test}.
 */
final class ClassArchive {

    private static final long PATIENCE_SECONDS = 120;

    private ClassArchive() {}

    /**
     * The arguments of Java that name the program's class path, and the archive if there is one.
     *
     * @param java the command so far, whose options the archive has to agree with
     */
    static List<String> classPath(List<String> java) {
        try {
            Path classes = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<Path> others = Stream.of(System.getProperty("java.class.path").split(":"))
                    .map(Path::of)
                    .filter(entry -> !entry.equals(classes) && !entry.endsWith("test-classes"))
                    .toList();
            if (!Files.isDirectory(classes) || others.stream().anyMatch(Files::isDirectory)) {
                return List.of("-cp", System.getProperty("java.class.path"));
            }
            return archived(java, classes, others);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> archived(List<String> java, Path classes, List<Path> others) throws IOException {
        Path folder = Files.createDirectories(classes.resolveSibling("class-archive"));
        String name = "program-" + System.getProperty("java.version");
        Path jar = folder.resolve(name + ".jar");
        Path archive = folder.resolve(name + ".jsa");
        List<String> classPath = List.of(
                "-cp",
                jar + ":" + String.join(":", others.stream().map(Path::toString).toList()));
        try (FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Other test processes need the same; closing the channel lets them go on.
            channel.lock();
            if (!isNewerThanAll(archive, classes, others)) {
                Files.deleteIfExists(archive);
                make(java, classes, jar, classPath, archive);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive));
        arguments.addAll(classPath);
        return arguments;
    }

    private static boolean isNewerThanAll(Path archive, Path classes, List<Path> others) throws IOException {
        if (!Files.exists(archive)) {
            return false;
        }
        try (Stream<Path> files = Stream.concat(Files.walk(classes), others.stream())) {
            Optional<Path> newer = files.filter(file -> isNewer(file, archive)).findFirst();
            return newer.isEmpty();
        }
    }

    private static boolean isNewer(Path file, Path than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(List<String> java, Path classes, Path jar, List<String> classPath, Path archive)
            throws IOException {
        int made = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        if (made != 0) {
            throw new IOException("no " + jar);
        }
        Path part = archive.resolveSibling(archive.getFileName() + ".part");
        List<String> command = new ArrayList<>(java);
        command.add("-XX:ArchiveClassesAtExit=" + part);
        command.addAll(classPath);
        command.addAll(List.of(Main.class.getName(), "warm-up"));
        Process recorder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(archive.resolveSibling("log").toFile())
                .start();
        try {
            if (!recorder.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || recorder.exitValue() != 0) {
                throw new IOException("no archive: " + Files.readString(archive.resolveSibling("log")));
            }
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            recorder.destroyForcibly();
        }
    }
}
