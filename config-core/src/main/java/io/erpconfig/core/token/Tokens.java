package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.contention.Backoff;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An owner's tokens: issuing, listing, changing, revoking. Safe for any number of threads. */
public final class Tokens {

    /** The longest name, in characters. */
    public static final int MAX_NAME = 100;

    /** The longest description, in characters. */
    public static final int MAX_DESCRIPTION = 500;

    private final TokenRegistry registry;
    private final Clock clock;
    private final SecureRandom random;

    public Tokens(TokenRegistry registry, Clock clock, SecureRandom random) {
        this.registry = requireNonNull(registry, "registry");
        this.clock = requireNonNull(clock, "clock");
        this.random = requireNonNull(random, "random");
    }

    /**
     * A token with its value, which is nowhere else and not to be had again.
     *
     * @param token the record
     * @param value the secret
     */
    public record Issued(Token token, TokenValue value) {}

    /**
     * Issues a token that may read.
     *
     * @param repos which projects it covers, existing or not; none: all of the owner's, present and future
     * @throws ConfigStoreException {@link ErrorCode#INVALID_TOKEN_FIELD} if the name is blank or too long
     */
    public Issued issue(
            OwnerId owner, String name, Set<RepoId> repos, Optional<Instant> expiresAt, boolean fingerprintRequired) {
        return issue(owner, NewToken.reading(name, repos, expiresAt, fingerprintRequired));
    }

    /** Issues a token. */
    public Issued issue(OwnerId owner, NewToken wanted) {
        return issue(owner, wanted, said(owner, AuditAction.TOKEN_ISSUE, AuditEntry.EMBEDDED));
    }

    /**
     * Issues a token.
     *
     * @param said what the audit trail says of it, but for the time and the token
     */
    public Issued issue(OwnerId owner, NewToken wanted, AuditEntry said) {
        TokenValue value = TokenValue.random(random);
        Token token = Token.builder()
                .id(TokenId.random(random))
                .value(value)
                .owner(owner)
                .name(wanted.name())
                .description(wanted.description())
                .scopes(wanted.scopes())
                .repos(wanted.repos())
                .expiresAt(wanted.expiresAt())
                .fingerprintRequired(wanted.fingerprintRequired())
                .createdAt(clock.instant())
                .build();
        registry.add(token, List.of(granting(said, token.createdAt(), token)));
        return new Issued(token, value);
    }

    static String checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_TOKEN_FIELD,
                    "name must be 1 to " + MAX_NAME + " characters, not all blank, without control characters");
        }
        return name;
    }

    static String checkDescription(String description) {
        if (description.length() > MAX_DESCRIPTION || description.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_TOKEN_FIELD,
                    "description must be at most " + MAX_DESCRIPTION + " characters, without control characters");
        }
        return description;
    }

    static Set<TokenScope> checkScopes(Set<TokenScope> scopes) {
        if (scopes.isEmpty()) {
            throw new ConfigStoreException(ErrorCode.INVALID_TOKEN_FIELD, "scopes must have at least one");
        }
        return scopes;
    }

    /** An owner's tokens, expired ones included, oldest first. */
    public List<Token> list(OwnerId owner) {
        return registry.list(owner);
    }

    /**
     * One of an owner's tokens.
     *
     * @throws ConfigStoreException {@link ErrorCode#TOKEN_NOT_FOUND}, or {@link ErrorCode#FORBIDDEN} if it is another's
     */
    public Token get(OwnerId owner, TokenId id) {
        Token token = registry.find(id).orElseThrow(Tokens::notFound);
        if (!token.owner().equals(owner)) {
            throw new ConfigStoreException(ErrorCode.FORBIDDEN, "the token is another owner's");
        }
        return token;
    }

    private static ConfigStoreException notFound() {
        return new ConfigStoreException(ErrorCode.TOKEN_NOT_FOUND, "no such token");
    }

    /**
     * Changes what a token may do; it takes effect with the next request.
     *
     * @throws ConfigStoreException as {@link #get}; {@link ErrorCode#INVALID_TOKEN_FIELD} if the change is not allowed
     */
    public Token change(OwnerId owner, TokenId id, TokenChange change) {
        return change(owner, id, change, said(owner, AuditAction.TOKEN_CHANGE, AuditEntry.EMBEDDED));
    }

    /**
     * {@link #change(OwnerId, TokenId, TokenChange)}.
     *
     * @param said what the audit trail says of it, but for the time and the token
     */
    public Token change(OwnerId owner, TokenId id, TokenChange change, AuditEntry said) {
        get(owner, id);
        return update(registry, id, change::applyTo, changed -> List.of(granting(said, clock.instant(), changed)))
                .orElseThrow(Tokens::notFound);
    }

    /**
     * Revokes a token: it is unknown from the next request on.
     *
     * @throws ConfigStoreException as {@link #get}
     */
    public void revoke(OwnerId owner, TokenId id) {
        revoke(owner, id, said(owner, AuditAction.TOKEN_REVOKE, AuditEntry.EMBEDDED));
    }

    /**
     * {@link #revoke(OwnerId, TokenId)}.
     *
     * @param said what the audit trail says of it, but for the time and the token
     */
    public void revoke(OwnerId owner, TokenId id, AuditEntry said) {
        if (!remove(get(owner, id), said)) {
            throw notFound();
        }
    }

    /**
     * Revokes all of an owner's tokens.
     *
     * @param said what the audit trail says of each, but for the time and the token
     * @return how many
     */
    public int revokeAll(OwnerId owner, AuditEntry said) {
        return (int) list(owner).stream().filter(token -> remove(token, said)).count();
    }

    private boolean remove(Token token, AuditEntry said) {
        return registry.remove(token.id(), List.of(event(said, clock.instant(), token)));
    }

    /** What the audit trail says of what was done to an owner's tokens. */
    static AuditEntry said(OwnerId owner, AuditAction action, String origin) {
        return AuditEntry.builder(AuditEntry.EARLIEST, owner.value(), action, origin)
                .build();
    }

    static AuditEntry event(AuditEntry said, Instant now, Token token) {
        return said.at(now)
                .with(Subject.TOKEN, token.id().value())
                .withIfAbsent(Subject.TOKEN_NAME, token.name())
                .asEvent(token.owner(), EventTarget.NONE);
    }

    /** An event from which on the token is good for what its scopes say. */
    private static AuditEntry granting(AuditEntry said, Instant now, Token token) {
        return event(said, now, token).with(Subject.TOKEN_SCOPES, TokenScope.list(token.scopes()));
    }

    /** Remembers the instance that uses a once bound token while its flag is off. */
    static void noteInstance(TokenRegistry registry, TokenId id, FingerprintHash instance) {
        update(
                registry,
                id,
                token -> {
                    boolean remembers = !token.fingerprintRequired()
                            && token.binding().bound().isPresent();
                    return remembers
                            ? token.withBinding(
                                    new Token.Binding(token.binding().bound(), Optional.of(instance)))
                            : token;
                },
                changed -> List.of());
    }

    /** @param said what the audit trail says of the token that it has become */
    private static Optional<Token> update(
            TokenRegistry registry, TokenId id, UnaryOperator<Token> change, Function<Token, List<AuditEntry>> said) {
        Backoff backoff = new Backoff("token " + id + " can't be changed");
        while (true) {
            Optional<Token> current = registry.find(id);
            if (current.isEmpty()) {
                return current;
            }
            Token changed = change.apply(current.get());
            // Each lost race means that another change was made: this one is then made upon that.
            if (changed.equals(current.get()) || registry.replace(current.get(), changed, said.apply(changed))) {
                return Optional.of(changed);
            }
            backoff.lost();
        }
    }
}
