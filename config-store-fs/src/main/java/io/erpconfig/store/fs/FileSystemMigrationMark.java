package io.erpconfig.store.fs;

import io.erpconfig.core.mark.MigrationMark;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The mark as a file. One that can't be read is damage: whether the store is whole can't be told then. */
final class FileSystemMigrationMark implements MigrationMark {

    private final Disk disk;
    private final Path file;
    private final Lock changing = new ReentrantLock();

    FileSystemMigrationMark(DataDirectory directory) {
        this.disk = directory.disk();
        this.file = directory.migration();
    }

    @Override
    public Optional<String> source() {
        return disk.read(file).map(bytes -> Records.decode(disk, file, bytes, FileSystemMigrationMark::decode));
    }

    /** What the mark says, which is the source. */
    static String decode(JsonRecord json) {
        return json.text("source");
    }

    @Override
    public boolean set(String source) {
        changing.lock();
        try {
            return disk.create(file, JsonRecord.writeChecked(json -> json.writeStringProperty("source", source)));
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void clear() {
        changing.lock();
        try {
            if (disk.read(file).isPresent()) {
                disk.delete(file, () -> {});
            }
        } finally {
            changing.unlock();
        }
    }
}
