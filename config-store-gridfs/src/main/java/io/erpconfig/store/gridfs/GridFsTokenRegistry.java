package io.erpconfig.store.gridfs;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.contention.Backoff;
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

/**
 * Tokens as documents, with the audit entries of their last change as long as these are not in the trail: see {@link
 * AuditOutbox}. A token that is removed first becomes a document that is no token any more and has that entry.
 */
final class GridFsTokenRegistry implements TokenRegistry {

    /** Number of checks whether another node's binding is done, and the pause between them in milliseconds. */
    private static final int LOOKS = 400;

    private static final int PAUSE = 10;

    /** In a document whose token was removed. */
    private static final String REMOVED = "removed";

    private final Database database;
    private final CompareAndReplace versions;
    private final MongoCollection<Document> tokens;
    private final LastUses uses;
    private final AuditOutbox outbox;
    private final AuditOutbox.Carrier carrier;

    GridFsTokenRegistry(Database database, CompareAndReplace versions, AuditOutbox outbox, Executor executor) {
        this.database = database;
        this.versions = versions;
        this.tokens = database.collection(Schema.TOKENS);
        this.uses = new LastUses(database, Schema.TOKENS, executor);
        this.outbox = outbox;
        this.carrier = outbox.add(
                new AuditOutbox.Carrier(tokens, List.of(AuditOutbox.FIELD), new Document(), any -> true, this::clear));
    }

    /** A record as it was read, and with its last use. */
    private record Found(Document document, Token token) {}

    /** Takes out the entries of a version, if it is still there: a later one has its own. */
    private void clear(Document document) {
        if (isRemoved(document)) {
            versions.delete(tokens, document);
        } else if (!AuditOutbox.in(document).isEmpty()) {
            versions.unset(tokens, document, AuditOutbox.FIELD);
        }
    }

    /** What a token becomes that is removed. Nobody finds it by value or owner, nodes of an earlier version neither. */
    private static Document removed(Document token) {
        return new Document("_id", token.get("_id"))
                .append("hash", REMOVED + "/" + token.get("_id"))
                .append(REMOVED, true);
    }

    private static boolean isRemoved(Document document) {
        return document.containsKey(REMOVED);
    }

    @Override
    public void add(Token token, List<AuditEntry> entries) {
        Document document =
                AuditOutbox.with(AuditOutbox.entries(entries), CompareAndReplace.stamped(Records.encode(token)));
        boolean added = insert(document);
        if (!added) {
            Optional<Document> left = database.find(tokens, document.get("_id")).filter(GridFsTokenRegistry::isRemoved);
            left.ifPresent(each -> outbox.complete(carrier, each));
            added = left.isPresent() && insert(document);
        }
        if (!added) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a token of this id or value");
        }
        finish(document);
    }

    private boolean insert(Document document) {
        return database.call("write to", () -> UniqueInsert.tryInsert(tokens, document));
    }

    private List<Found> read(Bson filter) {
        List<Document> documents =
                database.call("read", () -> tokens.find(filter).into(new ArrayList<>()));
        documents.removeIf(GridFsTokenRegistry::isRemoved);
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
    public boolean replace(Token expected, Token changed, List<AuditEntry> entries) {
        if (!changed.id().equals(expected.id()) || !changed.hash().equals(expected.hash())) {
            throw new IllegalArgumentException("changed: id and hash stay as they are");
        }
        Backoff backoff = new Backoff("token " + expected.id() + " can't be changed");
        while (true) {
            Optional<Found> current = load(expected.id());
            if (current.isEmpty() || !current.get().token().equalsButForUse(expected)) {
                return false;
            }
            Token later = usedAt(changed, current.get().token().lastUsedAt());
            if (replace(current.get(), later, entries)) {
                return true;
            }
            backoff.lost();
        }
    }

    private boolean replace(Found read, Token changed, List<AuditEntry> entries) {
        Document document = Records.encode(changed);
        boolean replaced = put(read.document(), document, entries);
        if (replaced) {
            finish(document);
        }
        return replaced;
    }

    /**
     * Puts a document in the place of a version, if that is still there. What of that one's entries has not been entered goes
     * along.
     */
    private boolean put(Document read, Document changed, List<AuditEntry> entries) {
        List<Document> all = new ArrayList<>(AuditOutbox.in(read));
        all.addAll(AuditOutbox.entries(entries));
        return versions.replace(tokens, read, AuditOutbox.with(all, changed));
    }

    @Override
    public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance, List<AuditEntry> entries) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Found> found = load(id);
            boolean open = found.isPresent()
                    && found.get().token().fingerprintRequired()
                    && found.get().token().binding().bound().isEmpty();
            if (!open) {
                return found.map(Found::token);
            }
            Token bound = found.get().token().boundTo(instance);
            if (replace(found.get(), bound, entries)) {
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
    public boolean remove(TokenId id, List<AuditEntry> entries) {
        Backoff backoff = new Backoff("token " + id + " can't be removed");
        while (true) {
            Optional<Document> found = database.find(tokens, id.value()).filter(document -> !isRemoved(document));
            if (found.isEmpty()) {
                return false;
            }
            Document removed = removed(found.get());
            if (put(found.get(), removed, entries)) {
                uses.forget(id.value());
                finish(removed);
                return true;
            }
            backoff.lost();
        }
    }

    /**
     * Enters the entries of a version, and takes them out of it: not beside, as a claim that is left behind when the store is
     * closed would hold up the next change. Should it fail, they are found by whoever reads their trail.
     */
    private void finish(Document written) {
        try {
            outbox.complete(carrier, written);
        } catch (ConfigStoreException e) {
            // The change is made already.
        }
    }

    void close() {
        uses.close();
    }
}
