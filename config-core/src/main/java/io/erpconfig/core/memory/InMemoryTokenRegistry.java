package io.erpconfig.core.memory;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Changes are made one after another; a record is replaced as a whole. */
final class InMemoryTokenRegistry implements TokenRegistry {

    private final Map<TokenId, Token> tokens = new ConcurrentHashMap<>();
    private final Map<TokenHash, TokenId> ids = new ConcurrentHashMap<>();
    private final AuditLog audit;

    InMemoryTokenRegistry(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public synchronized void add(Token token, List<AuditEntry> entries) {
        if (tokens.containsKey(token.id()) || ids.containsKey(token.hash())) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a token of this id or value");
        }
        tokens.put(token.id(), token);
        ids.put(token.hash(), token.id());
        audit.append(entries);
    }

    @Override
    public Optional<Token> find(TokenId id) {
        return Optional.ofNullable(tokens.get(id));
    }

    @Override
    public Optional<Token> findByHash(TokenHash hash) {
        return Optional.ofNullable(ids.get(hash)).flatMap(this::find);
    }

    @Override
    public List<Token> list(OwnerId owner) {
        return tokens.values().stream()
                .filter(token -> token.owner().equals(owner))
                .sorted(Token.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Token> each) {
        List.copyOf(tokens.values()).forEach(each);
    }

    @Override
    public synchronized boolean replace(Token expected, Token changed, List<AuditEntry> entries) {
        if (!changed.id().equals(expected.id()) || !changed.hash().equals(expected.hash())) {
            throw new IllegalArgumentException("changed: id and hash stay as they are");
        }
        Token current = tokens.get(expected.id());
        if (current == null || !current.equalsButForUse(expected)) {
            return false;
        }
        Token later = current.lastUsedAt().map(changed::usedAt).orElse(changed);
        tokens.put(changed.id(), later);
        audit.append(entries);
        return true;
    }

    @Override
    public synchronized Optional<Token> bindFingerprint(
            TokenId id, FingerprintHash instance, List<AuditEntry> entries) {
        Token token = tokens.get(id);
        if (token != null
                && token.fingerprintRequired()
                && token.binding().bound().isEmpty()) {
            token = token.boundTo(instance);
            tokens.put(id, token);
            audit.append(entries);
        }
        return Optional.ofNullable(token);
    }

    @Override
    public synchronized void touch(TokenId id, Instant usedAt) {
        tokens.computeIfPresent(id, (same, token) -> token.usedAt(usedAt));
    }

    @Override
    public synchronized boolean remove(TokenId id, List<AuditEntry> entries) {
        Token removed = tokens.remove(id);
        if (removed == null) {
            return false;
        }
        ids.remove(removed.hash());
        audit.append(entries);
        return true;
    }
}
