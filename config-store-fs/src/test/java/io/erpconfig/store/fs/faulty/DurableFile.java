package io.erpconfig.store.fs.faulty;

import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A file of a {@link Volume}, with what is known to be on the disk and the steps since. Guarded by the volume. */
final class DurableFile implements Inode {

    /** Size of a sector, which survives as a whole or not at all if a write was not forced, in bytes. */
    private static final int SECTOR = Integer.getInteger("crash.sector", 512);

    private Bytes now = new Bytes();
    private Bytes durable = new Bytes();
    private final List<Step> steps = new ArrayList<>();
    private FileTime modified = FileTime.from(Instant.EPOCH);
    private FileTime durablyModified = modified;

    /** Number of its names. */
    int links;

    private enum Fate {
        /** May survive. Forced next. */
        OPEN,
        /** May survive. The force that failed has dropped it: no later one makes it durable. */
        LOST,
        /** On the disk. Still here only because a lost one came before it. */
        FORCED
    }

    /** A write, or a cut to a length. */
    private static final class Step {
        private final long at;
        private final byte[] bytes;
        private final boolean cuts;
        private Fate fate = Fate.OPEN;

        Step(long at, byte[] bytes, boolean cuts) {
            this.at = at;
            this.bytes = bytes;
            this.cuts = cuts;
        }

        void applyTo(Bytes content) {
            if (cuts) {
                content.cut((int) at);
            } else {
                content.write((int) at, bytes, 0, bytes.length);
            }
        }

        long sizeAfter(long before) {
            return cuts ? Math.min(before, at) : Math.max(before, at + bytes.length);
        }
    }

    int size() {
        return now.size();
    }

    FileTime modified() {
        return modified;
    }

    void setModified(FileTime time) {
        modified = time;
    }

    /** Returns how many bytes it gave, -1 at the end. */
    int read(long at, ByteBuffer into) {
        if (at >= now.size()) {
            return -1;
        }
        int length = (int) Math.min(into.remaining(), now.size() - at);
        now.read((int) at, into, length);
        return length;
    }

    void write(long at, byte[] bytes) {
        take(new Step(at, bytes, false));
    }

    void cut(long size) {
        if (size < now.size()) {
            take(new Step(size, new byte[0], true));
        }
    }

    private void take(Step step) {
        step.applyTo(now);
        steps.add(step);
        modified = FileTime.from(Instant.now());
    }

    boolean isForced() {
        return steps.stream().noneMatch(step -> step.fate == Fate.OPEN);
    }

    void force() {
        steps.stream().filter(step -> step.fate == Fate.OPEN).forEach(step -> step.fate = Fate.FORCED);
        durablyModified = modified;
        if (steps.stream().noneMatch(step -> step.fate == Fate.LOST)) {
            durable = now.copy();
            steps.clear();
        }
    }

    /** Loses the writes of a force that fails: they are seen as before, but no longer wait to be written. */
    void lose() {
        steps.stream().filter(step -> step.fate == Fate.OPEN).forEach(step -> step.fate = Fate.LOST);
    }

    /** The file as a power cut leaves it. */
    DurableFile afterPowerCut(Random random) {
        DurableFile left = new DurableFile();
        left.durable = durable.copy();
        double chance = Volume.chance(random);
        long size = durable.size();
        for (Step step : steps) {
            if (step.fate == Fate.FORCED) {
                step.applyTo(left.durable);
                size = step.sizeAfter(size);
            } else if (step.cuts) {
                if (random.nextDouble() < chance) {
                    step.applyTo(left.durable);
                    size = step.sizeAfter(size);
                }
            } else {
                long reached = survive(step, left.durable, chance, random);
                // The length and the bytes reach the disk on their own: zeros stand where the one came without the
                // other.
                if (random.nextDouble() < chance) {
                    size = step.sizeAfter(size);
                } else if (random.nextDouble() < chance) {
                    size = Math.max(size, reached);
                }
            }
        }
        left.durable.resize((int) size);
        left.durablyModified = random.nextDouble() < chance ? modified : durablyModified;
        left.modified = left.durablyModified;
        left.now = left.durable.copy();
        return left;
    }

    /** Writes what happens to survive of a write, and returns where that ends. */
    private static long survive(Step step, Bytes content, double chance, Random random) {
        long end = step.at + step.bytes.length;
        int most = 1 + step.bytes.length / SECTOR / 64;
        long reached = 0;
        for (long from = step.at; from < end; ) {
            long to = Math.min(end, (from / SECTOR + 1 + random.nextInt(most)) * SECTOR);
            if (random.nextDouble() < chance) {
                content.write((int) from, step.bytes, (int) (from - step.at), (int) (to - from));
                reached = to;
            }
            from = to;
        }
        return reached;
    }
}
