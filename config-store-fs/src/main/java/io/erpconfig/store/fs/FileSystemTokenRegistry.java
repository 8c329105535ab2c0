package io.erpconfig.store.fs;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tokens as files, all of them in memory too, by id and by hash; changed one at a time, but read without a lock. */
final class FileSystemTokenRegistry implements TokenRegistry {

    private static final String LAST_USES = "last-used.json";

    private final RecordFolder<Token> files;
    private final LastUses lastUses;
    private final Lock changing = new ReentrantLock();

    /** Null as long as nobody has asked. */
    private volatile @Nullable Loaded loaded;

    FileSystemTokenRegistry(DataDirectory directory, Clock clock, Executor executor) {
        this.files = new RecordFolder<>(
                directory.disk(), directory.tokens(), token -> token.id().value(), Records::encode, Records::token);
        this.lastUses = new LastUses(directory.disk(), directory.tokens().resolve(LAST_USES), clock, executor);
    }

    /** Each record is held once, for both ways to it, and is exchanged in one step. */
    private record Loaded(
            Map<TokenId, AtomicReference<Token>> byId,
            Map<TokenHash, AtomicReference<Token>> byHash,
            Optional<ConfigStoreException> damage) {

        void put(Token token) {
            AtomicReference<Token> held = new AtomicReference<>(token);
            byId.put(token.id(), held);
            byHash.put(token.hash(), held);
        }

        void remove(Token token) {
            byHash.remove(token.hash());
            byId.remove(token.id());
        }

        Collection<Token> all() {
            return byId.values().stream().map(AtomicReference::get).toList();
        }

        Optional<Token> found(@Nullable AtomicReference<Token> held) {
            if (held == null) {
                throwDamage();
            }
            return Optional.ofNullable(held).map(AtomicReference::get);
        }

        void throwDamage() {
            if (damage.isPresent()) {
                throw damage.get();
            }
        }
    }

    private Loaded loaded() {
        Loaded known = loaded;
        if (known != null) {
            return known;
        }
        changing.lock();
        try {
            known = loaded;
            if (known == null) {
                known = load();
                loaded = known;
            }
            return known;
        } finally {
            changing.unlock();
        }
    }

    private Loaded load() {
        Map<TokenId, Instant> times = lastUses.read();
        Loaded read = new Loaded(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), Optional.empty());
        Optional<ConfigStoreException> damage =
                files.load(LAST_USES, token -> read.put(usedLater(token, Optional.ofNullable(times.get(token.id())))));
        return new Loaded(read.byId, read.byHash, damage);
    }

    private static Token usedLater(Token token, Optional<Instant> other) {
        boolean later = other.isPresent()
                && (token.lastUsedAt().isEmpty() || token.lastUsedAt().get().isBefore(other.get()));
        return later ? token.usedAt(other.get()) : token;
    }

    @Override
    public void add(Token token) {
        changing.lock();
        try {
            Loaded all = loaded();
            if (all.byHash.containsKey(token.hash()) || !files.create(token)) {
                throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a token of this id or value");
            }
            all.put(token);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public Optional<Token> find(TokenId id) {
        Loaded all = loaded();
        return all.found(all.byId.get(id));
    }

    @Override
    public Optional<Token> findByHash(TokenHash hash) {
        Loaded all = loaded();
        return all.found(all.byHash.get(hash));
    }

    @Override
    public List<Token> list(OwnerId owner) {
        Loaded all = loaded();
        all.throwDamage();
        return all.all().stream()
                .filter(token -> token.owner().equals(owner))
                .sorted(Comparator.comparing(Token::createdAt)
                        .thenComparing(token -> token.id().value()))
                .toList();
    }

    @Override
    public void forEach(Consumer<Token> each) {
        Loaded all = loaded();
        all.all().forEach(each);
        all.throwDamage();
    }

    @Override
    public boolean replace(Token expected, Token changed) {
        if (!changed.id().equals(expected.id()) || !changed.hash().equals(expected.hash())) {
            throw new IllegalArgumentException("changed: id and hash stay as they are");
        }
        changing.lock();
        try {
            Optional<Token> current = find(expected.id());
            if (current.isEmpty() || !sameButForUse(current.get(), expected)) {
                return false;
            }
            write(usedLater(changed, current.get().lastUsedAt()));
            return true;
        } finally {
            changing.unlock();
        }
    }

    private static boolean sameButForUse(Token one, Token other) {
        return one.usedAt(Instant.EPOCH).equals(other.usedAt(Instant.EPOCH));
    }

    /** Writes a record and then takes it, with a use that was noted meanwhile. */
    private void write(Token changed) {
        AtomicReference<Token> held = loaded().byId.get(changed.id());
        files.replace(changed, () -> held.updateAndGet(current -> usedLater(changed, current.lastUsedAt())));
    }

    @Override
    public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance) {
        changing.lock();
        try {
            Optional<Token> token = find(id);
            boolean open = token.isPresent()
                    && token.get().fingerprintRequired()
                    && token.get().binding().bound().isEmpty();
            if (open) {
                write(token.get().boundTo(instance));
            }
            return find(id);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void touch(TokenId id, Instant usedAt) {
        Loaded all = loaded();
        AtomicReference<Token> held = all.byId.get(id);
        if (held != null) {
            held.updateAndGet(token -> usedLater(token, Optional.of(usedAt)));
            lastUses.changed(all::all);
        }
    }

    @Override
    public boolean remove(TokenId id) {
        changing.lock();
        try {
            Optional<Token> token = find(id);
            token.ifPresent(found -> files.delete(found, () -> loaded().remove(found)));
            return token.isPresent();
        } finally {
            changing.unlock();
        }
    }

    /** Writes what has been noted only; before the directory is given up. */
    void close() {
        Loaded known = loaded;
        if (known != null) {
            lastUses.write(known.all());
        }
    }
}
