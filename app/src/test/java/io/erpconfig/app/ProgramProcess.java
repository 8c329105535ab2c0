package io.erpconfig.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The program in a process of its own, on this test's class path; with {@code -Dprogram.command=/…/bin/erp-config} by that
 * command instead, as it is deployed.
 */
final class ProgramProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path err;
    private final BufferedReader out;

    private ProgramProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    }

    /** @param scratch a folder for what it says on standard error, and the one that it is called in */
    static ProgramProcess start(Path scratch, Map<String, String> environment, Object... args) throws IOException {
        String command = System.getProperty("program.command");
        List<String> program = command == null ? Archived.PROGRAM : List.of(command);
        return start(program, scratch, environment, args);
    }

    /** Starts the program from a jar. */
    static ProgramProcess start(Path jar, Path scratch, Object... args) throws IOException {
        return start(java("-jar", jar.toAbsolutePath().toString()), scratch, Map.of(), args);
    }

    /** The program on the class path; made when it is first needed. */
    private static final class Archived {

        static final List<String> PROGRAM = program();

        private static List<String> program() {
            List<String> command = java();
            command.addAll(ClassArchive.classPath(java()));
            command.add(Main.class.getName());
            return List.copyOf(command);
        }
    }

    private static List<String> java(String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        // What the JVM has to say of an archive that doesn't fit is not the program's output.
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        command.addAll(List.of(program));
        return command;
    }

    private static ProgramProcess start(
            List<String> program, Path scratch, Map<String, String> environment, Object... args) throws IOException {
        List<String> command = new ArrayList<>(program);
        for (Object arg : args) {
            command.add(arg.toString());
        }
        Path err = Files.createTempFile(scratch, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(scratch.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ERP_CONFIG_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new ProgramProcess(builder.start(), err);
    }

    /** The lines on standard output up to the first that begins so, that one included. */
    List<String> linesTo(String beginning) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                return lines;
            }
        }
        throw new AssertionError("it ended after " + lines + " and said " + errors());
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** Its standard output, to its end. */
    String output() throws IOException {
        return out.lines().collect(Collectors.joining("\n"));
    }

    void type(String text) throws IOException {
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(text);
        }
    }

    /** Asks it to stop, as a service manager does. */
    void terminate() {
        // By its handle: that leaves what it still says on standard output to be read.
        process.toHandle().destroy();
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
    }

    boolean endsWithin(long milliseconds) throws InterruptedException {
        return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
