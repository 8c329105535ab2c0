package io.erpconfig.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that was started here, with its output in a file; ended by its own id. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ChildProcess start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        set(builder, environment);
        return new ChildProcess(builder.start(), log);
    }

    /** The program knows no variables of the benchmarks. */
    private static void set(ProcessBuilder builder, Map<String, String> environment) {
        builder.environment().keySet().removeIf(name -> name.startsWith("ERP_CONFIG_BENCHMARK_"));
        builder.environment().putAll(environment);
    }

    /** Runs to its end and gives what it printed; anything but exit code 0 is an error. */
    static String run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        set(builder, environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + ": " + output);
        }
        return output.strip();
    }

    /** The command that runs a main class. */
    static List<String> java(String javaHome, String classPath, String main) {
        return List.of(javaHome + "/bin/java", "-cp", classPath, main);
    }

    /** Lets what the last round left unsynced reach a folder's disk now, instead of in the next round. */
    static void syncDisk(Path folder) throws IOException, InterruptedException {
        run(Map.of(), List.of("sync", "-f", folder.toString()));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Resident memory now and at its highest, in MB, of a Java process started by a shell script that execs it. */
    int[] residentMegabytes() throws IOException {
        int[] megabytes = new int[2];
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                megabytes[0] = kilobytes(line) / 1024;
            } else if (line.startsWith("VmHWM:")) {
                megabytes[1] = kilobytes(line) / 1024;
            }
        }
        return megabytes;
    }

    /** Waits for its end, which is no error; returns its resident memory at its highest, in MB. */
    int awaitEnd() throws IOException, InterruptedException {
        int highest = 0;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            try {
                highest = Math.max(highest, residentMegabytes()[1]);
            } catch (NoSuchFileException e) {
                // It has just ended.
            }
        }
        if (process.exitValue() != 0) {
            throw new IOException("ended with " + process.exitValue() + ": " + Files.readString(log));
        }
        return highest;
    }

    private static int kilobytes(String line) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
    }

    /** The processor time that it has taken so far; nothing if the system does not tell. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("ended with " + process.exitValue() + ": " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(35, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
