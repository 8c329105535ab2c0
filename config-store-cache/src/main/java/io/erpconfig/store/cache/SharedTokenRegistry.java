package io.erpconfig.store.cache;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps tokens for a moment. Any change of this node makes it look at all of them anew. */
final class SharedTokenRegistry implements TokenRegistry {

    private final TokenRegistry tokens;
    private final RefreshingCache<TokenHash, Optional<Token>> byHash;
    private final BlockingGuard blocking;
    private final Lookup lookup;

    SharedTokenRegistry(
            TokenRegistry tokens,
            RefreshingCache<TokenHash, Optional<Token>> byHash,
            BlockingGuard blocking,
            Lookup lookup) {
        this.tokens = tokens;
        this.byHash = byHash;
        this.blocking = blocking;
        this.lookup = lookup;
    }

    private <V> V changing(Supplier<V> change) {
        blocking.check();
        try {
            return change.get();
        } finally {
            byHash.changed();
        }
    }

    @Override
    public void add(Token token, List<AuditEntry> entries) {
        changing(() -> {
            tokens.add(token, entries);
            return token;
        });
    }

    @Override
    public Optional<Token> find(TokenId id) {
        return tokens.find(id);
    }

    @Override
    public Optional<Token> findByHash(TokenHash hash) {
        return lookup.find(byHash, hash, tokens::findByHash);
    }

    @Override
    public List<Token> list(OwnerId owner) {
        return tokens.list(owner);
    }

    @Override
    public void forEach(Consumer<Token> each) {
        tokens.forEach(each);
    }

    @Override
    public boolean replace(Token expected, Token changed, List<AuditEntry> entries) {
        return changing(() -> tokens.replace(expected, changed, entries));
    }

    @Override
    public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance, List<AuditEntry> entries) {
        return changing(() -> tokens.bindFingerprint(id, instance, entries));
    }

    @Override
    public void touch(TokenId id, Instant usedAt) {
        tokens.touch(id, usedAt);
        // Else it would be noted again with each request until it is read.
        byHash.adjustAll(found -> found.map(token -> token.id().equals(id) ? token.usedAt(usedAt) : token));
    }

    @Override
    public boolean remove(TokenId id, List<AuditEntry> entries) {
        return changing(() -> tokens.remove(id, entries));
    }
}
