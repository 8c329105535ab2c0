package io.erpconfig.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real file system that is small enough to be filled: a {@code tmpfs} of Linux, mounted for a test and gone with it.
 * Mounting takes a privileged process; a test that can't have it is skipped and says so. Used by one thread; whatever
 * has files open in it is ended before it is closed.
 */
public final class SmallFileSystem implements AutoCloseable {

    private static final String BALLAST = "ballast";
    private static final int BUFFER = 1 << 16;
    private static final int SECONDS = 20;

    private final Path folder;
    private boolean refusing;

    private SmallFileSystem(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one, or skips the test.
     *
     * @param folder an empty folder, which it is mounted on; its owner's alone
     * @param bytes  how much it holds, names included
     */
    public static SmallFileSystem mountOrSkip(Path folder, long bytes) {
        Optional<String> refusal =
                run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0700", "tmpfs", folder.toString());
        refusal.ifPresent(why -> {
            String line = "SKIPPED: no small file system can be mounted here: " + why;
            System.out.println(line);
            Assumptions.abort(line);
        });
        return new SmallFileSystem(folder);
    }

    /** Returns what a command said if it failed. */
    private static Optional<String> run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(command[0] + " takes too long");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(output);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The folder that it is mounted on. */
    public Path folder() {
        return folder;
    }

    /**
     * Takes all of its room but a number of bytes, in a file of this class's own; to the page where that is finer.
     * Others may write and delete there meanwhile: there is a moment, before it returns, at which no more room than
     * that was left.
     */
    public void fill(long butBytes) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        boolean filled = false;
        while (!filled) {
            try {
                take(butBytes);
                filled = true;
            } catch (IOException e) {
                // Others were faster. What they took may be free again by now.
                filled = room() <= butBytes;
                if (!filled && System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    private void take(long butBytes) throws IOException {
        Path ballast = folder.resolve(BALLAST);
        try (OutputStream out = Files.newOutputStream(
                ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (long room = room() - butBytes; room > 0; room = room() - butBytes) {
                out.write(new byte[(int) Math.min(room, BUFFER)]);
            }
        }
    }

    private long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Gives the room back that {@link #fill} has taken. */
    public void free() throws IOException {
        Files.deleteIfExists(folder.resolve(BALLAST));
    }

    /**
     * Lets nobody change anything by name any more: files can't be made, opened for writing, renamed or removed. To a file
     * that is open already can still be written: that is not taken away by any system.
     */
    public void refuseWrites() throws IOException {
        Path beside = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "read-only");
        must("mount", "--bind", folder.toString(), beside.toString());
        must("mount", "-o", "remount,bind,ro", beside.toString());
        // In one step: in between, somebody could open a file for writing, and be in the way of the second.
        must("mount", "--bind", beside.toString(), folder.toString());
        must("umount", beside.toString());
        Files.delete(beside);
        refusing = true;
    }

    /** Lets everybody write again. */
    public void takeWrites() {
        if (refusing) {
            // Also while somebody has a file open by way of what refuses.
            must("umount", "-l", folder.toString());
            refusing = false;
        }
    }

    private static void must(String... command) {
        run(command).ifPresent(why -> {
            throw new IllegalStateException(String.join(" ", command) + ": " + why);
        });
    }

    /** Unmounts it, with all that is in it. */
    @Override
    public void close() {
        takeWrites();
        Optional<String> refusal = run("umount", folder.toString());
        if (refusal.isPresent()) {
            // Something has files open still; it goes when they are closed.
            run("umount", "-l", folder.toString());
        }
    }
}
