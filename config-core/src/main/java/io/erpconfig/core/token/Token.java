package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token's record. The times of its creation and its last use are cut to whole seconds.
 *
 * @param id                  names the record
 * @param hash                of the value
 * @param suffix              the value's last 4 characters
 * @param owner               whose projects it covers
 * @param name                the operator's label, 1 to 100 characters
 * @param description         what it is for, in the operator's words, up to 500 characters; may be empty
 * @param scopes              what it may be used for, at least one
 * @param repos               which of the owner's projects it covers; none of them named: all, present and future
 * @param expiresAt           the last instant at which it is good
 * @param fingerprintRequired whether it is good only from the machine that it is bound to
 * @param binding             which machine that is, or was
 * @param createdAt           when it was issued
 * @param lastUsedAt          when it was last used, if ever; at most a minute behind while it is in use
 */
public record Token(
        TokenId id,
        TokenHash hash,
        String suffix,
        OwnerId owner,
        String name,
        String description,
        Set<TokenScope> scopes,
        Set<RepoId> repos,
        Optional<Instant> expiresAt,
        boolean fingerprintRequired,
        Binding binding,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {

    /** The order of lists: by creation, and by id of those created in the same second. */
    public static final Comparator<Token> BY_CREATION = Comparator.comparing(Token::createdAt)
            .thenComparing(token -> token.id().value());

    /** @throws IllegalArgumentException if it has no scope */
    public Token {
        requireNonNull(id, "id");
        requireNonNull(hash, "hash");
        requireNonNull(suffix, "suffix");
        requireNonNull(owner, "owner");
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        scopes = Set.copyOf(scopes);
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes: none");
        }
        repos = Set.copyOf(repos);
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(binding, "binding");
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
        lastUsedAt = lastUsedAt.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * The instance that a token is bound to.
     *
     * @param bound     the instance that is let in where a fingerprint is required; none before the first request
     * @param seenSince the last other-or-same instance seen while the flag was off, of a token that was bound: it takes
     *                  the place of {@code bound} when the flag is switched on again
     */
    public record Binding(Optional<FingerprintHash> bound, Optional<FingerprintHash> seenSince) {

        public static final Binding NONE = new Binding(Optional.empty(), Optional.empty());

        static Binding to(FingerprintHash instance) {
            return new Binding(Optional.of(instance), Optional.empty());
        }

        /** The binding that counts when the flag is switched on. */
        Binding resolved() {
            return seenSince.map(Binding::to).orElse(this);
        }
    }

    /** Whether the token may be used for this part of the service. */
    public boolean has(TokenScope scope) {
        return scopes.contains(scope);
    }

    /** Whether the token may read this one of its owner's projects, be it there or not. */
    public boolean covers(RepoId repo) {
        return repos.isEmpty() || repos.contains(repo);
    }

    /** Whether it is past its time. */
    public boolean expired(Instant now) {
        return expiresAt.isPresent() && now.isAfter(expiresAt.get());
    }

    Token withBinding(Binding other) {
        return toBuilder().binding(other).build();
    }

    /** The same record with a later use; unchanged if that is not later: the last use never goes back. */
    public Token usedAt(Instant time) {
        boolean later = lastUsedAt.isEmpty() || time.isAfter(lastUsedAt.get());
        return later ? withLastUse(Optional.of(time)) : this;
    }

    /** Whether the other record is the same but for the last use, which is noted apart from all other changes. */
    public boolean equalsButForUse(Token other) {
        return withLastUse(other.lastUsedAt).equals(other);
    }

    private Token withLastUse(Optional<Instant> time) {
        return toBuilder().lastUsedAt(time).build();
    }

    /** The same record bound to an instance; for registries. */
    public Token boundTo(FingerprintHash instance) {
        return withBinding(Binding.to(instance));
    }

    /**
     * Begins a record that may read, covers all projects, never expires and is bound to nothing, without a description. The
     * other fields have to be given.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Begins a record that is like this one. */
    public Builder toBuilder() {
        return builder()
                .id(id)
                .hash(hash)
                .suffix(suffix)
                .owner(owner)
                .name(name)
                .description(description)
                .scopes(scopes)
                .repos(repos)
                .expiresAt(expiresAt)
                .fingerprintRequired(fingerprintRequired)
                .binding(binding)
                .createdAt(createdAt)
                .lastUsedAt(lastUsedAt);
    }

    /** Puts a record together, field by field. Used by one thread at a time. */
    public static final class Builder {
        private @Nullable TokenId id;
        private @Nullable TokenHash hash;
        private @Nullable String suffix;
        private @Nullable OwnerId owner;
        private @Nullable String name;
        private String description = "";
        private Set<TokenScope> scopes = TokenScope.DEFAULT;
        private Set<RepoId> repos = Set.of();
        private Optional<Instant> expiresAt = Optional.empty();
        private boolean fingerprintRequired;
        private Binding binding = Binding.NONE;
        private @Nullable Instant createdAt;
        private Optional<Instant> lastUsedAt = Optional.empty();

        private Builder() {}

        public Builder id(TokenId id) {
            this.id = id;
            return this;
        }

        public Builder hash(TokenHash hash) {
            this.hash = hash;
            return this;
        }

        public Builder suffix(String suffix) {
            this.suffix = suffix;
            return this;
        }

        /** Sets the hash and the suffix to those of a value. */
        public Builder value(TokenValue value) {
            return hash(value.hash()).suffix(value.suffix());
        }

        public Builder owner(OwnerId owner) {
            this.owner = owner;
            return this;
        }

        public Builder name(String name) {
            this.name = name;
            return this;
        }

        public Builder description(String description) {
            this.description = description;
            return this;
        }

        public Builder scopes(Set<TokenScope> scopes) {
            this.scopes = scopes;
            return this;
        }

        public Builder repos(Set<RepoId> repos) {
            this.repos = repos;
            return this;
        }

        public Builder expiresAt(Optional<Instant> expiresAt) {
            this.expiresAt = expiresAt;
            return this;
        }

        public Builder fingerprintRequired(boolean fingerprintRequired) {
            this.fingerprintRequired = fingerprintRequired;
            return this;
        }

        public Builder binding(Binding binding) {
            this.binding = binding;
            return this;
        }

        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        public Builder lastUsedAt(Optional<Instant> lastUsedAt) {
            this.lastUsedAt = lastUsedAt;
            return this;
        }

        /**
         * Makes the record.
         *
         * @throws NullPointerException if a field without a default was not given
         */
        public Token build() {
            return new Token(
                    requireNonNull(id, "id"),
                    requireNonNull(hash, "hash"),
                    requireNonNull(suffix, "suffix"),
                    requireNonNull(owner, "owner"),
                    requireNonNull(name, "name"),
                    description,
                    scopes,
                    repos,
                    expiresAt,
                    fingerprintRequired,
                    binding,
                    requireNonNull(createdAt, "createdAt"),
                    lastUsedAt);
        }
    }
}
