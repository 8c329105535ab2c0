package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Tokens as documents. */
final class GridFsTokenRegistry implements TokenRegistry {

    /** Number of checks whether another node's binding is done, and the pause between them in milliseconds. */
    private static final int LOOKS = 400;

    private static final int PAUSE = 10;

    private final Database database;
    private final CompareAndReplace versions;
    private final MongoCollection<Document> tokens;
    private final LastUses uses;

    GridFsTokenRegistry(Database database, CompareAndReplace versions, Executor executor) {
        this.database = database;
        this.versions = versions;
        this.tokens = database.collection(Schema.TOKENS);
        this.uses = new LastUses(database, Schema.TOKENS, executor);
    }

    /** A record as it was read, and with its last use. */
    private record Found(Document document, Token token) {}

    @Override
    public void add(Token token) {
        Document document = CompareAndReplace.stamped(Records.encode(token));
        if (!database.call("write to", () -> UniqueInsert.tryInsert(tokens, document))) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a token of this id or value");
        }
    }

    private List<Found> read(Bson filter) {
        List<Document> documents =
                database.call("read", () -> tokens.find(filter).into(new ArrayList<>()));
        Map<String, Instant> used = uses.of(
                documents.stream().map(each -> String.valueOf(each.get("_id"))).toList());
        return documents.stream()
                .map(document -> {
                    Token token = Fields.decode(Schema.TOKENS, document, Records::token);
                    return new Found(
                            document,
                            usedAt(
                                    token,
                                    Optional.ofNullable(used.get(token.id().value()))));
                })
                .toList();
    }

    private static Token usedAt(Token token, Optional<Instant> at) {
        return at.map(token::usedAt).orElse(token);
    }

    private Optional<Found> load(TokenId id) {
        return read(eq("_id", id.value())).stream().findAny();
    }

    @Override
    public Optional<Token> find(TokenId id) {
        return load(id).map(Found::token);
    }

    @Override
    public Optional<Token> findByHash(TokenHash hash) {
        return read(eq("hash", hash.sha256().hex())).stream().map(Found::token).findAny();
    }

    @Override
    public List<Token> list(OwnerId owner) {
        return read(eq("owner", owner.value())).stream()
                .map(Found::token)
                .sorted(Token.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Token> each) {
        read(new Document()).forEach(found -> each.accept(found.token()));
    }

    @Override
    public boolean replace(Token expected, Token changed) {
        if (!changed.id().equals(expected.id()) || !changed.hash().equals(expected.hash())) {
            throw new IllegalArgumentException("changed: id and hash stay as they are");
        }
        Optional<Found> current = load(expected.id());
        if (current.isEmpty() || !current.get().token().equalsButForUse(expected)) {
            return false;
        }
        Token later = usedAt(changed, current.get().token().lastUsedAt());
        return versions.replace(tokens, current.get().document(), Records.encode(later));
    }

    @Override
    public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Found> found = load(id);
            boolean open = found.isPresent()
                    && found.get().token().fingerprintRequired()
                    && found.get().token().binding().bound().isEmpty();
            if (!open) {
                return found.map(Found::token);
            }
            Token bound = found.get().token().boundTo(instance);
            if (versions.replace(tokens, found.get().document(), Records.encode(bound))) {
                return Optional.of(bound);
            }
            pause();
        }
        throw new ConfigStoreException(
                ErrorCode.STORAGE_UNAVAILABLE, "token " + id + " is being changed by somebody who does not get done");
    }

    /** Waits for another node that is about to be done. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigStoreException(ErrorCode.STORAGE_UNAVAILABLE, "interrupted while waiting for a token", e);
        }
    }

    @Override
    public void touch(TokenId id, Instant usedAt) {
        uses.note(id.value(), usedAt);
    }

    @Override
    public boolean remove(TokenId id) {
        boolean removed = database.call(
                "delete from", () -> tokens.deleteOne(eq("_id", id.value())).getDeletedCount() == 1);
        if (removed) {
            uses.forget(id.value());
        }
        return removed;
    }

    void close() {
        uses.close();
    }
}
