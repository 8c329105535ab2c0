package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls between two answers of a {@link SaveLoad}, as {@code strace -f -y} tells it: which file was written,
 * synced and named, in that order, and which was left to a later sync.
 */
final class SyncTrace {

    private static final List<String> CALLS = List.of(
            "fsync,fdatasync,msync,sync_file_range,openat,rename,renameat,renameat2,link,linkat",
            "write,pwrite64,writev,pwritev,ftruncate,fallocate,unlink,unlinkat");

    private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\((.*)");
    private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<(.*?)>");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern RESULT = Pattern.compile(" = (-?\\d+)[^=]*$");

    private final String folder;
    private final List<String> steps = new ArrayList<>();
    private final Set<String> syncedAsWritten = new HashSet<>();
    private final Set<String> unsynced = new LinkedHashSet<>();
    private int syncs;

    private SyncTrace(Path folder) {
        this.folder = folder + "/";
    }

    /** The command that makes another one be traced into a file. */
    static List<String> command(Path trace) {
        return List.of("strace", "-f", "-y", "-o", trace.toString(), "-e", "trace=" + String.join(",", CALLS));
    }

    /** Prints what lies between the last two answers, as far as it is about files below a folder. */
    static void print(Path trace, Path folder) throws IOException {
        SyncTrace read = new SyncTrace(folder);
        List<String> last = List.of();
        Set<String> lastUnsynced = Set.of();
        int lastSyncs = 0;
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            if (line.contains("\"round clients=")) {
                last = List.copyOf(read.steps);
                lastUnsynced = new TreeSet<>(read.unsynced);
                lastSyncs = read.syncs;
                read.steps.clear();
                read.unsynced.clear();
                read.syncs = 0;
            } else {
                read.take(line);
            }
        }
        System.out.println("```");
        for (int i = 0; i < last.size(); i++) {
            System.out.printf("%2d  %s%n", i + 1, last.get(i));
        }
        System.out.println("    answered, after syncs: " + lastSyncs);
        lastUnsynced.forEach(name -> System.out.println("    written without a sync of its own: " + name));
        System.out.println("```\n");
    }

    private void take(String line) {
        Matcher call = CALL.matcher(line);
        if (!call.lookingAt() || failed(line)) {
            return;
        }
        if (call.group(1).equals("msync")) { // tells an address; no other part of the JVM maps files to sync them
            step("msync", "a mapped file");
            syncs++;
            return;
        }
        String arguments = call.group(2);
        List<String> names = names(arguments);
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(0);
        switch (call.group(1)) {
            case "fsync", "fdatasync", "sync_file_range" -> {
                step(call.group(1), name);
                syncs++;
                unsynced.remove(name);
            }
            case "openat" -> {
                if (arguments.contains("O_DSYNC") || arguments.contains("O_SYNC")) {
                    syncedAsWritten.add(name);
                }
                if (arguments.contains("O_CREAT")) {
                    step("create", name);
                }
            }
            case "write", "pwrite64", "writev", "pwritev" -> {
                if (syncedAsWritten.contains(name)) {
                    step("write", name + ", synced with it (O_DSYNC)");
                    syncs++;
                } else {
                    step("write", name);
                    unsynced.add(name);
                }
            }
            case "rename", "renameat", "renameat2", "link", "linkat" -> {
                String to = names.get(names.size() - 1);
                step(call.group(1).startsWith("link") ? "link" : "rename", name + "  ->  " + to);
                if (unsynced.remove(name)) {
                    unsynced.add(to);
                }
                unsynced.add(to.substring(0, to.lastIndexOf('/') + 1));
            }
            default -> step(call.group(1), name);
        }
    }

    /** A call that another thread interrupts is told in two lines; only the second one says whether it failed. */
    private static boolean failed(String line) {
        Matcher result = RESULT.matcher(line);
        return result.find() && result.group(1).startsWith("-");
    }

    private void step(String what, String to) {
        String step = "%-9s  %s".formatted(what, to);
        if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step)) {
            steps.add(step);
        }
    }

    /** The files and folders of a call that are below the folder, relative to it; a folder ends with a slash. */
    private List<String> names(String arguments) {
        List<String> names = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(arguments);
        while (quoted.find()) {
            addBelow(quoted.group(1), names);
        }
        if (names.isEmpty()) {
            Matcher descriptor = DESCRIPTOR.matcher(arguments);
            if (descriptor.lookingAt()) {
                addBelow(descriptor.group(1), names);
            }
        }
        return names;
    }

    private void addBelow(String name, List<String> names) {
        if ((name + "/").startsWith(folder)) {
            String relative = name.equals(folder.substring(0, folder.length() - 1))
                    ? "./"
                    : name.substring(folder.length()) + (Files.isDirectory(Path.of(name)) ? "/" : "");
            names.add(shortened(relative));
        }
    }

    /** Hex digits beyond the eighth say nothing to a reader. */
    private static String shortened(String name) {
        return name.replaceAll("([0-9a-f]{8})[0-9a-f]{24,}", "$1…");
    }
}
