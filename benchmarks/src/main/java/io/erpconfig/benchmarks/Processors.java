package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The work of all processors of the machine so far, in ticks, as Linux counts it. */
record Processors(long busy, long all) {

    /** The place of the idle times in the line of all processors: idle, and idle but for the disk. */
    private static final int IDLE = 4;

    private static final int WAITING = 5;

    /** Beyond these the times are counted once more. */
    private static final int LAST = 8;

    static Processors now() throws IOException {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        long all = Arrays.stream(words, 1, LAST + 1).mapToLong(Long::parseLong).sum();
        return new Processors(all - Long.parseLong(words[IDLE]) - Long.parseLong(words[WAITING]), all);
    }

    /** The share of the time since then in which there was something to do: 1 if for all processors always. */
    double busySince(Processors before) {
        return (double) (busy - before.busy) / (all - before.all);
    }
}
