package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.error.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets requests in by their token (contract, section 2, "Tokens"). The time of a use it writes on the executor that it
 * was given, never on the request's own time.
 * Safe for any number of threads; no lock on the way of a request that changes nothing.
 */
public final class TokenGate {

    /** Age of a noted last use from which on a new one is noted, in seconds. */
    private static final long NOTE_AFTER = 60;

    private final TokenRegistry tokens;
    private final Clock clock;
    private final Executor notes;

    /**
     * @param tokens the records
     * @param clock  tells whether a token has expired
     * @param notes  where uses are written; may run them at once
     */
    public TokenGate(TokenRegistry tokens, Clock clock, Executor notes) {
        this.tokens = requireNonNull(tokens, "tokens");
        this.clock = requireNonNull(clock, "clock");
        this.notes = requireNonNull(notes, "notes");
    }

    /**
     * Lets a request in, or throws. A token that requires a fingerprint and is not bound yet is bound by this.
     *
     * @param presented  what the client sent as its token, in whatever shape
     * @param instanceId the id that the instance gives itself, if it gives one that isn't blank
     * @param needed     the scope that the token must have
     * @return the token's record
     * @throws ConfigStoreException {@link ErrorCode#UNAUTHORIZED} for a token that is unknown, malformed or revoked,
     *     {@link ErrorCode#TOKEN_EXPIRED}, {@link ErrorCode#FINGERPRINT_MISMATCH}; {@link ErrorCode#INSUFFICIENT_SCOPE} for
     *     one that is good, but not for this
     */
    public Token admit(String presented, Optional<String> instanceId, TokenScope needed) {
        return admit(find(presented).orElseThrow(TokenGate::unknown), instanceId, needed);
    }

    /**
     * Lets in a request for what every token may know, such as what it is itself.
     *
     * @throws ConfigStoreException as {@link #admit(String, Optional, TokenScope)}, but for the scope
     */
    public Token admitWithAnyScope(String presented, Optional<String> instanceId) {
        return admit(find(presented).orElseThrow(TokenGate::unknown), instanceId);
    }

    /** The record of what a client sent as its token, which is not let in by this; empty if it is no known token. */
    public Optional<Token> find(String presented) {
        return TokenValue.parse(presented).flatMap(value -> tokens.findByHash(value.hash()));
    }

    /**
     * Whether a token that was let in is still as it was then, and not past its time. If not, it may be let in again. Writes
     * nothing.
     */
    public boolean isStillGood(Token admitted) {
        return tokens.findByHash(admitted.hash())
                        .filter(admitted::equalsButForUse)
                        .isPresent()
                && !admitted.expired(clock.instant());
    }

    /**
     * {@link #admit(String, Optional, TokenScope)} of a token that was just {@linkplain #find found}.
     *
     * @throws ConfigStoreException likewise
     */
    public Token admit(Token found, Optional<String> instanceId, TokenScope needed) {
        // Last, so that nobody is told what a token may do who is not let in by it.
        Token token = admit(found, instanceId);
        if (!token.has(needed)) {
            throw new ConfigStoreException(ErrorCode.INSUFFICIENT_SCOPE, "the token lacks the scope " + needed);
        }
        return token;
    }

    private Token admit(Token found, Optional<String> instanceId) {
        Token token = found;
        Instant now = clock.instant();
        if (token.expired(now)) {
            throw new ConfigStoreException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
        }
        if (token.fingerprintRequired()) {
            token = checkFingerprint(token, instanceId);
        } else if (isNewInstance(token, instanceId)) {
            // At once: the owner may be about to bind it. It is one write for each move to another machine.
            noteInstance(token.id(), FingerprintHash.of(instanceId.get()));
        }
        noteUse(token, now);
        return token;
    }

    private static ConfigStoreException unknown() {
        return new ConfigStoreException(ErrorCode.UNAUTHORIZED, "no such token");
    }

    private Token checkFingerprint(Token token, Optional<String> instanceId) {
        FingerprintHash instance = instanceId
                .map(FingerprintHash::of)
                .orElseThrow(() -> mismatch("the token needs the id of the instance that it is bound to"));
        Token bound = token;
        if (token.binding().bound().isEmpty()) {
            AuditEntry said = Tokens.said(token.owner(), AuditAction.TOKEN_BIND, "instance " + instance.hint());
            bound = tokens.bindFingerprint(token.id(), instance, List.of(Tokens.event(said, clock.instant(), token)))
                    .orElseThrow(TokenGate::unknown);
            if (!bound.fingerprintRequired()) {
                // The flag was switched off meanwhile.
                return bound;
            }
        }
        if (!bound.binding().bound().orElseThrow(TokenGate::unknown).matches(instance)) {
            throw mismatch("the token is bound to another machine");
        }
        return bound;
    }

    private static ConfigStoreException mismatch(String message) {
        return new ConfigStoreException(ErrorCode.FINGERPRINT_MISMATCH, message);
    }

    /**
     * Whether to let a request in is to write first, and so to wait: its instance is bound by it, or is to be remembered.
     */
    public static boolean admitsByWriting(Token token, Optional<String> instanceId) {
        return token.fingerprintRequired() ? token.binding().bound().isEmpty() : isNewInstance(token, instanceId);
    }

    /**
     * Whether an instance is to be remembered: the last one of a token that was bound and is free now (contract,
     * section 2).
     */
    private static boolean isNewInstance(Token token, Optional<String> instanceId) {
        return !token.fingerprintRequired()
                && token.binding().bound().isPresent()
                && instanceId.isPresent()
                && !token.binding().seenSince().equals(instanceId.map(FingerprintHash::of));
    }

    private void noteInstance(TokenId id, FingerprintHash instance) {
        try {
            Tokens.noteInstance(tokens, id, instance);
        } catch (ConfigStoreException e) {
            if (e.code().category() != ErrorCategory.STORAGE) {
                throw e;
            }
            // Reads go on while nothing can be written; the instance's next request tries again.
        }
    }

    private void noteUse(Token token, Instant now) {
        boolean fresh = token.lastUsedAt().isPresent()
                && now.getEpochSecond() - token.lastUsedAt().get().getEpochSecond() < NOTE_AFTER;
        if (!fresh) {
            note(() -> tokens.touch(token.id(), now));
        }
    }

    private void note(Runnable use) {
        try {
            notes.execute(use);
        } catch (RejectedExecutionException e) {
            // The server is stopping. A note is not worth refusing a good token for.
        }
    }
}
