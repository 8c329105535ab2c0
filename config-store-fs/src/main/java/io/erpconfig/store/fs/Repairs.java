package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Repairs that changes have left to be done because the disk failed them on the way. They are tried at once, and again
 * before something new gets a name, which fails as long as they fail: so nothing builds on a state that a restart would
 * not find. Each may be done more than once. Safe for any number of threads.
 */
final class Repairs {

    private final Path root;
    private final Set<Repair> open = new LinkedHashSet<>();
    private final Lock running = new ReentrantLock();

    /** @param root the data directory */
    Repairs(Path root) {
        this.root = root;
    }

    /** Equal ones are one, so there are no more than there are names. */
    private sealed interface Repair {
        void run(Path root) throws IOException;
    }

    private record TakeAway(Path file) implements Repair {
        @Override
        public void run(Path root) throws IOException {
            Files.deleteIfExists(file);
            PlainFiles.syncFolder(file.getParent());
        }
    }

    private record Move(Path from, Path to) implements Repair {
        @Override
        public void run(Path root) throws IOException {
            PlainFiles.makeFolders(root, to.getParent());
            if (Files.exists(from) && !Files.exists(to)) {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            }
            for (Path folder = to.getParent(); folder.startsWith(root); folder = folder.getParent()) {
                PlainFiles.syncFolder(folder);
            }
        }
    }

    private record SyncFolder(Path folder) implements Repair {
        @Override
        public void run(Path root) throws IOException {
            if (Files.exists(folder)) {
                PlainFiles.syncFolder(folder);
            }
        }
    }

    /** A file was given a name that could not be made durable: it was to be made, and is not to be there. */
    void takeAway(Path file, IOException why) {
        add(new TakeAway(file), why);
    }

    /** A folder could not be synced after a change that has no way back. */
    void sync(Path folder, IOException why) {
        add(new SyncFolder(folder), why);
    }

    /** A file or folder belongs elsewhere. */
    void move(Path from, Path to) {
        running.lock();
        try {
            open.add(new Move(from, to));
        } finally {
            running.unlock();
        }
    }

    private void add(Repair repair, IOException why) {
        running.lock();
        try {
            open.add(repair);
            run();
        } catch (IOException e) {
            why.addSuppressed(e);
        } finally {
            running.unlock();
        }
    }

    /** Does what is open; returns when nothing is, or fails. */
    void run() throws IOException {
        running.lock();
        try {
            for (Iterator<Repair> each = open.iterator(); each.hasNext(); ) {
                each.next().run(root);
                each.remove();
            }
        } finally {
            running.unlock();
        }
    }

    /** Does what can be done. Returns whether nothing is open. */
    boolean attempt() {
        try {
            run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
