package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A token's record.
 *
 * @param id                  names the record
 * @param hash                of the value
 * @param suffix              the value's last 4 characters
 * @param owner               whose projects it reads
 * @param name                the operator's label, 1 to 100 characters
 * @param repos               which of the owner's projects it covers; none of them named: all, present and future
 * @param expiresAt           the last instant at which it is good
 * @param fingerprintRequired whether it is good only from the machine that it is bound to
 * @param binding             which machine that is, or was
 * @param createdAt           in whole seconds
 * @param lastUsedAt          in whole seconds; at most a minute behind while it is in use
 */
public record Token(
        TokenId id,
        TokenHash hash,
        String suffix,
        OwnerId owner,
        String name,
        Set<RepoId> repos,
        Optional<Instant> expiresAt,
        boolean fingerprintRequired,
        Binding binding,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {

    public Token {
        requireNonNull(id, "id");
        requireNonNull(hash, "hash");
        requireNonNull(suffix, "suffix");
        requireNonNull(owner, "owner");
        requireNonNull(name, "name");
        repos = Set.copyOf(repos);
        requireNonNull(expiresAt, "expiresAt");
        requireNonNull(binding, "binding");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(lastUsedAt, "lastUsedAt");
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

    /** Whether the token may read this one of its owner's projects, be it there or not. */
    public boolean covers(RepoId repo) {
        return repos.isEmpty() || repos.contains(repo);
    }

    /** Whether it is past its time. */
    public boolean expired(Instant now) {
        return expiresAt.isPresent() && now.isAfter(expiresAt.get());
    }

    Token withBinding(Binding other) {
        return new Token(
                id, hash, suffix, owner, name, repos, expiresAt, fingerprintRequired, other, createdAt, lastUsedAt);
    }

    /** The same record with a later last use. */
    public Token usedAt(Instant time) {
        return new Token(
                id,
                hash,
                suffix,
                owner,
                name,
                repos,
                expiresAt,
                fingerprintRequired,
                binding,
                createdAt,
                Optional.of(time));
    }

    /** The same record bound to an instance; for registries. */
    public Token boundTo(FingerprintHash instance) {
        return withBinding(Binding.to(instance));
    }
}
