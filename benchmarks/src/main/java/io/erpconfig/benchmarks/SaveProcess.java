package io.erpconfig.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process with a {@link SaveLoad} in it that waits for its rounds; ended by its own id. */
final class SaveProcess implements AutoCloseable {

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path folder;
    private final Path errors;
    private final List<String> record;

    private SaveProcess(String name, Process process, Path folder, Path errors, List<String> record) {
        this.name = name;
        this.process = process;
        this.folder = folder;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
        this.errors = errors;
        this.record = record;
    }

    /**
     * Starts a process and waits until its files are in place.
     *
     * @param folder for the process to work in, which is there; the first argument after the command
     * @param record gets a machine-readable line for every round
     */
    static SaveProcess start(
            String name,
            Path folder,
            List<String> command,
            List<String> arguments,
            Map<String, String> environment,
            List<String> record)
            throws IOException {
        List<String> all = new ArrayList<>(command);
        all.add(folder.toString());
        all.addAll(arguments);
        Path errors = folder.resolveSibling(folder.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(all).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        SaveProcess started = new SaveProcess(name, builder.start(), folder, errors, record);
        try {
            String line = started.out.readLine();
            if (!"ready".equals(line)) {
                throw started.failure("does not start");
            }
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** The folder that it works in. */
    Path folder() {
        return folder;
    }

    /** Lets clients save as fast as they can, spread over a number of projects. */
    SaveLoad.Round measure(int clients, int projects, int milliseconds) throws IOException {
        return measure(clients, projects, milliseconds, 0);
    }

    /** Lets clients save at a rate a second, all of them together; 0 is as fast as they can. */
    SaveLoad.Round measure(int clients, int projects, int milliseconds, int perSecond) throws IOException {
        begin(clients, projects, milliseconds, perSecond);
        return awaitRound();
    }

    /** Begins what {@link #awaitRound} gives. */
    void begin(int clients, int projects, int milliseconds, int perSecond) throws IOException {
        in.write(clients + " " + projects + " " + milliseconds + " " + perSecond + "\n");
        in.flush();
    }

    SaveLoad.Round awaitRound() throws IOException {
        String line = out.readLine();
        if (line == null || !line.startsWith("round ")) {
            throw failure("ended in a round");
        }
        record.add("system=" + name + " " + line.substring("round ".length()));
        return SaveLoad.Round.parse(line);
    }

    private IOException failure(String what) throws IOException {
        return new IOException(
                name + " " + what + ": " + Files.readString(errors).strip());
    }

    @Override
    public void close() {
        try {
            in.close(); // the end of its input is how it learns that there are no more rounds
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
