package io.erpconfig.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command to run in a process of its own, with a time limit and without anything inherited from the product. */
record Command(List<String> words, Map<String, String> variables, Path folder, String input, Duration limit) {

    /** The result of a process: its exit code and its output. */
    record Ended(int exitCode, String output, String errors) {

        List<String> lines() {
            return output.lines().toList();
        }
    }

    static Command of(String... words) {
        return new Command(List.of(words), Map.of(), Path.of(""), "", Duration.ofMinutes(2));
    }

    Command in(Path anotherFolder) {
        return new Command(words, variables, anotherFolder, input, limit);
    }

    Command with(Map<String, String> moreVariables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(moreVariables);
        return new Command(words, all, folder, input, limit);
    }

    Command reading(String text) {
        return new Command(words, variables, folder, text, limit);
    }

    /** Runs to the end; a process that passes its limit is ended, and the test with it. */
    Ended run() throws InterruptedException {
        try {
            Path outputs = Files.createTempDirectory("command");
            Path in = Files.writeString(outputs.resolve("in"), input);
            Path out = outputs.resolve("out");
            Path err = outputs.resolve("err");
            Process process = builder()
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String output = Files.readString(out);
            String errors = Files.readString(err);
            for (Path file : List.of(in, out, err, outputs)) {
                Files.delete(file);
            }
            if (!ended) {
                throw new AssertionError(words + " still ran after " + limit + ":\n" + output + errors);
            }
            return new Ended(process.exitValue(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to an end that has to be a good one, and gives what was printed. */
    String succeed() throws InterruptedException {
        Ended ended = run();
        if (ended.exitCode() != 0) {
            throw new AssertionError(
                    words + " ended with " + ended.exitCode() + ":\n" + ended.output() + ended.errors());
        }
        return ended.output();
    }

    /** Whether there is such a program, and it can do what is asked. */
    boolean works() throws InterruptedException {
        try {
            return run().exitCode() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words))
                .directory(folder.toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ERP_CONFIG_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        return builder;
    }
}
