package io.erpconfig.store.fs;

import io.erpconfig.core.error.ConfigStoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records that are found by an id or by a secret's hash, and whose uses are noted: as files, all of them in memory too;
 * changed one at a time, but read without a lock.
 *
 * @param <T> what a record is
 * @param <I> its id
 * @param <H> its hash
 */
final class UsedRecords<T, I, H> {

    /** The name of the file of last uses. */
    static final String LAST_USES = "last-used.json";

    private final Kind<T, I, H> kind;
    private final RecordFolder<T> files;
    private final LastUses lastUses;
    private final Lock changing = new ReentrantLock();

    /** Null as long as nobody has asked. */
    private volatile @Nullable Loaded<T, I, H> loaded;

    /** The properties of a kind of record. */
    interface Kind<T, I, H> {

        I id(T record);

        H hash(T record);

        Optional<Instant> lastUse(T record);

        /** The same record with a later use; unchanged if that is not later. */
        T usedAt(T record, Instant time);

        byte[] encode(T record);

        T decode(JsonRecord json);
    }

    UsedRecords(Kind<T, I, H> kind, Disk disk, Path folder, Clock clock, Executor executor) {
        this.kind = kind;
        this.files = new RecordFolder<>(disk, folder, this::name, kind::encode, kind::decode);
        this.lastUses = new LastUses(disk, folder.resolve(LAST_USES), clock, executor);
    }

    private String name(T record) {
        return kind.id(record).toString();
    }

    /** Each record is held once, for both ways to it, and is exchanged in one step. */
    private record Loaded<T, I, H>(
            Map<I, AtomicReference<T>> byId,
            Map<H, AtomicReference<T>> byHash,
            Optional<ConfigStoreException> damage) {}

    private Loaded<T, I, H> loaded() {
        Loaded<T, I, H> known = loaded;
        return known != null ? known : alone(this::load);
    }

    private Loaded<T, I, H> load() {
        Loaded<T, I, H> known = loaded;
        if (known == null) {
            Map<String, Instant> times = lastUses.read();
            Map<I, AtomicReference<T>> byId = new ConcurrentHashMap<>();
            Map<H, AtomicReference<T>> byHash = new ConcurrentHashMap<>();
            Optional<ConfigStoreException> damage = files.load(LAST_USES, record -> {
                T used = usedLater(record, Optional.ofNullable(times.get(name(record))));
                AtomicReference<T> held = new AtomicReference<>(used);
                byId.put(kind.id(record), held);
                byHash.put(kind.hash(record), held);
            });
            known = new Loaded<>(byId, byHash, damage);
            loaded = known;
        }
        return known;
    }

    private T usedLater(T record, Optional<Instant> other) {
        return other.map(time -> kind.usedAt(record, time)).orElse(record);
    }

    Optional<T> find(I id) {
        return Optional.ofNullable(loaded().byId.get(id)).map(AtomicReference::get);
    }

    Optional<T> findByHash(H hash) {
        return Optional.ofNullable(loaded().byHash.get(hash)).map(AtomicReference::get);
    }

    /** All records that could be read, in no order. */
    List<T> all() {
        return loaded().byId.values().stream().map(AtomicReference::get).toList();
    }

    /** Throws one error for the records that can't be read, if there are any: where they may matter to the answer. */
    void throwDamage() {
        Optional<ConfigStoreException> damage = loaded().damage;
        if (damage.isPresent()) {
            throw damage.get();
        }
    }

    /** The same where what is asked for is whether all is sound, so that it matters too when records were used last. */
    void throwAnyDamage() {
        List<ConfigStoreException> damages = new ArrayList<>();
        loaded().damage.ifPresent(damages::add);
        lastUses.damage().ifPresent(damages::add);
        RecordFolder.throwAll(damages);
    }

    /** Runs what looks and then changes, while nobody else changes anything but uses. */
    <R> R alone(Supplier<R> change) {
        changing.lock();
        try {
            return change.get();
        } finally {
            changing.unlock();
        }
    }

    /** Adds a record. Returns false, and changes nothing, if there is one of its id or hash. */
    boolean add(T record, Said said) {
        return alone(() -> {
            Loaded<T, I, H> all = loaded();
            AtomicReference<T> held = new AtomicReference<>(record);
            return !all.byHash.containsKey(kind.hash(record))
                    && files.create(record, said, () -> {
                        all.byId.put(kind.id(record), held);
                        all.byHash.put(kind.hash(record), held);
                    });
        });
    }

    /**
     * Writes a record in the place of the one of its id, which is there, with the same hash; uses that were noted
     * meanwhile are kept. For {@link #alone}.
     */
    void replace(T changed, Said said) {
        AtomicReference<T> held = loaded().byId.get(kind.id(changed));
        files.replace(
                usedLater(changed, kind.lastUse(held.get())),
                said,
                () -> held.updateAndGet(current -> usedLater(changed, kind.lastUse(current))));
    }

    /** Notes a use in memory: files follow later. A record that is gone is passed over. */
    void touch(I id, Instant usedAt) {
        AtomicReference<T> held = loaded().byId.get(id);
        if (held != null) {
            held.updateAndGet(record -> usedLater(record, Optional.of(usedAt)));
            lastUses.changed(this::times);
        }
    }

    private Map<String, Instant> times() {
        return all().stream()
                .filter(record -> kind.lastUse(record).isPresent())
                .collect(Collectors.toMap(
                        this::name, record -> kind.lastUse(record).orElseThrow()));
    }

    /** Removes a record. Returns false if it wasn't there. */
    boolean remove(I id, Said said) {
        return alone(() -> {
            Optional<T> record = find(id);
            record.ifPresent(found -> files.delete(found, said, () -> {
                loaded().byHash.remove(kind.hash(found));
                loaded().byId.remove(id);
            }));
            return record.isPresent();
        });
    }

    /** Writes what has been noted only; before the directory is given up. */
    void close() {
        if (loaded != null) {
            lastUses.write(this::times);
        }
    }
}
