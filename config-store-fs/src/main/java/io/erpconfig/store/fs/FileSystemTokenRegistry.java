package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tokens as files. Where one that can't be read could be the one that is asked for, that is the answer. */
final class FileSystemTokenRegistry implements TokenRegistry {

    private final UsedRecords<Token, TokenId, TokenHash> records;

    private final FileSystemAuditLog audit;

    FileSystemTokenRegistry(DataDirectory directory, FileSystemAuditLog audit, Clock clock, Executor executor) {
        this.audit = audit;
        this.records = new UsedRecords<>(new Tokens(), directory.disk(), directory.tokens(), clock, executor);
    }

    private static final class Tokens implements UsedRecords.Kind<Token, TokenId, TokenHash> {

        @Override
        public TokenId id(Token token) {
            return token.id();
        }

        @Override
        public TokenHash hash(Token token) {
            return token.hash();
        }

        @Override
        public Optional<Instant> lastUse(Token token) {
            return token.lastUsedAt();
        }

        @Override
        public Token usedAt(Token token, Instant time) {
            return token.usedAt(time);
        }

        @Override
        public byte[] encode(Token token) {
            return Records.encode(token);
        }

        @Override
        public Token decode(JsonRecord json) {
            return Records.token(json);
        }
    }

    @Override
    public void add(Token token, List<AuditEntry> entries) {
        if (!records.add(token, new Said(audit::trailOf, entries))) {
            throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "there is a token of this id or value");
        }
    }

    @Override
    public Optional<Token> find(TokenId id) {
        return orDamage(records.find(id));
    }

    @Override
    public Optional<Token> findByHash(TokenHash hash) {
        return orDamage(records.findByHash(hash));
    }

    private Optional<Token> orDamage(Optional<Token> found) {
        if (found.isEmpty()) {
            records.throwDamage();
        }
        return found;
    }

    @Override
    public List<Token> list(OwnerId owner) {
        records.throwDamage();
        return records.all().stream()
                .filter(token -> token.owner().equals(owner))
                .sorted(Token.BY_CREATION)
                .toList();
    }

    @Override
    public void forEach(Consumer<Token> each) {
        records.all().forEach(each);
        records.throwAnyDamage();
    }

    @Override
    public boolean replace(Token expected, Token changed, List<AuditEntry> entries) {
        if (!changed.id().equals(expected.id()) || !changed.hash().equals(expected.hash())) {
            throw new IllegalArgumentException("changed: id and hash stay as they are");
        }
        return records.alone(() -> {
            Optional<Token> current = find(expected.id());
            boolean asExpected = current.isPresent() && current.get().equalsButForUse(expected);
            if (asExpected) {
                records.replace(changed, new Said(audit::trailOf, entries));
            }
            return asExpected;
        });
    }

    @Override
    public Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance, List<AuditEntry> entries) {
        return records.alone(() -> {
            Optional<Token> token = find(id);
            boolean open = token.isPresent()
                    && token.get().fingerprintRequired()
                    && token.get().binding().bound().isEmpty();
            if (open) {
                records.replace(token.get().boundTo(instance), new Said(audit::trailOf, entries));
            }
            return find(id);
        });
    }

    @Override
    public void touch(TokenId id, Instant usedAt) {
        records.touch(id, usedAt);
    }

    @Override
    public boolean remove(TokenId id, List<AuditEntry> entries) {
        return records.alone(() -> find(id).isPresent() && records.remove(id, new Said(audit::trailOf, entries)));
    }

    void close() {
        records.close();
    }
}
