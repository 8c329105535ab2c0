package io.erpconfig.core.token;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tokens' records, by id and by hash.
 *
 * <p>Every change is atomic, and durable when its method returns, except {@link #touch}; it is visible to every call
 * begun afterwards. Absence is an empty result. Safe for any number of threads.
 *
 * <p>A change takes along what the audit trail says of it: that is in the trail exactly if the change was made, and nobody
 * sees it before that.
 */
public interface TokenRegistry {

    /**
     * Adds a record.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS} if there is one of the same id or hash
     */
    void add(Token token, List<AuditEntry> entries);

    /** {@link #add(Token, List)} of which no trail says anything. */
    default void add(Token token) {
        add(token, List.of());
    }

    Optional<Token> find(TokenId id);

    /** The record for a token's value: asked with every request, so it answers from memory where it can. */
    Optional<Token> findByHash(TokenHash hash);

    /** An owner's tokens, oldest first. */
    List<Token> list(OwnerId owner);

    /** Calls back for every token of every owner, in no order. */
    void forEach(Consumer<Token> each);

    /**
     * Puts a record in the place of the one with the same id, if that is still as expected; {@code lastUsedAt} is not
     * compared, and never goes back.
     *
     * @return false, with nothing changed, if it is not as expected or not there
     * @throws IllegalArgumentException if the change is one of id or hash
     */
    boolean replace(Token expected, Token changed, List<AuditEntry> entries);

    /** {@link #replace(Token, Token, List)} of which no trail says anything. */
    default boolean replace(Token expected, Token changed) {
        return replace(expected, changed, List.of());
    }

    /**
     * Binds a token that requires a fingerprint and is bound to none; any other is left as it is. Of any number of instances that race, exactly one
     * is bound.
     *
     * @return the record as it now is, such as bound to this instance or to the one that won; empty if it is not there
     */
    Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance, List<AuditEntry> entries);

    /** {@link #bindFingerprint(TokenId, FingerprintHash, List)} of which no trail says anything. */
    default Optional<Token> bindFingerprint(TokenId id, FingerprintHash instance) {
        return bindFingerprint(id, instance, List.of());
    }

    /** Notes a use. It may be lost in a crash, and never holds up a reader; a record that is gone is passed over. */
    void touch(TokenId id, Instant usedAt);

    /** Removes a record: from now on the token is unknown. Returns false if it wasn't there. */
    boolean remove(TokenId id, List<AuditEntry> entries);

    /** {@link #remove(TokenId, List)} of which no trail says anything. */
    default boolean remove(TokenId id) {
        return remove(id, List.of());
    }
}
