package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A folder of records of one kind, each in a file of its own, {@code {name}.json}. Callers change one at a time. */
final class RecordFolder<T> {

    private static final String ENDING = ".json";
    private static final int PART = 500;

    private final Disk disk;
    private final Path folder;
    private final Function<T, String> name;
    private final Function<T, byte[]> encoder;
    private final Function<JsonRecord, T> decoder;

    /** @param name what a record is called among its kind, before it is encoded for the file system */
    RecordFolder(
            Disk disk,
            Path folder,
            Function<T, String> name,
            Function<T, byte[]> encoder,
            Function<JsonRecord, T> decoder) {
        this.disk = disk;
        this.folder = folder;
        this.name = name;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    Path file(T record) {
        return folder.resolve(FileName.encode(name.apply(record)) + ENDING);
    }

    /**
     * Reads all records, many at once if there are many.
     *
     * @param except the name of a file that is none
     * @return what to throw where the records that can't be read may matter; it names all of them
     */
    Optional<ConfigStoreException> load(String except, Consumer<T> each) {
        List<Path> files = disk.names(folder).stream()
                .filter(fileName -> fileName.endsWith(ENDING) && !fileName.equals(except))
                .map(folder::resolve)
                .toList();
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < files.size(); from += PART) {
            parts.add(new Part(files.subList(from, Math.min(from + PART, files.size()))));
        }
        disk.sideBySide(folder, parts);
        parts.forEach(part -> part.records.forEach(each));
        return together(parts.stream().flatMap(part -> part.damages.stream()).toList());
    }

    /** Files that one thread loads. */
    private final class Part implements Syncs.Task {
        private final List<Path> files;
        private final List<T> records = new ArrayList<>();
        private final List<ConfigStoreException> damages = new ArrayList<>();

        Part(List<Path> files) {
            this.files = files;
        }

        @Override
        public void run() {
            for (Path file : files) {
                try {
                    load(file).ifPresent(records::add);
                } catch (ConfigStoreException e) {
                    if (e.code() == ErrorCode.STORAGE_UNAVAILABLE) {
                        throw e; // It says nothing of the record, which may be back in a moment.
                    }
                    damages.add(e);
                }
            }
        }
    }

    private static Optional<ConfigStoreException> together(List<ConfigStoreException> errors) {
        return errors.stream()
                .reduce((one, other) -> new ConfigStoreException(
                        one.code() == other.code() ? one.code() : ErrorCode.STORAGE_FAILED,
                        one.getMessage() + "; " + other.getMessage(),
                        one));
    }

    /** Throws one error for all, if there are any. */
    static void throwAll(List<ConfigStoreException> errors) {
        Optional<ConfigStoreException> error = together(errors);
        if (error.isPresent()) {
            throw error.get();
        }
    }

    private Optional<T> load(Path file) {
        Optional<T> record = disk.read(file).map(bytes -> Records.decode(disk, file, bytes, decoder));
        if (record.isPresent() && !file(record.get()).equals(file)) {
            throw disk.damaged(file, "it says that it is " + name.apply(record.get()));
        }
        return record;
    }

    /** Adds a record. Returns false, and changes nothing, if there is a file of its name. */
    boolean create(T record) {
        return disk.create(file(record), encoder.apply(record));
    }

    /** {@link #create(Object)} with what is said of it. */
    boolean create(T record, Said said, Runnable taken) {
        return disk.create(file(record), encoder.apply(record), said, taken);
    }

    /** {@link #replace(Object, Runnable)} with what is said of it. */
    void replace(T record, Said said, Runnable taken) {
        disk.replace(file(record), encoder.apply(record), said, taken);
    }

    /** {@link #delete(Object, Runnable)} with what is said of it. */
    void delete(T record, Said said, Runnable taken) {
        disk.delete(file(record), said, taken);
    }

    /** Writes a record in the place of the one of its name. */
    void replace(T record, Runnable taken) {
        disk.replace(file(record), encoder.apply(record), taken);
    }

    void delete(T record, Runnable taken) {
        disk.delete(file(record), taken);
    }
}
