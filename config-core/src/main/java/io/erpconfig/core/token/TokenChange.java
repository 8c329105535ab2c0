package io.erpconfig.core.token;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A change of a token; fields that are empty stay as they are (contract, section 3, {@code PATCH A/tokens/{id}}).
 *
 * @param name                the new label
 * @param description         the new description, which may be an empty text
 * @param scopes              what it may be used for from now on, at least one
 * @param repos               the projects that it is to cover; an empty set is refused unless {@code allProjects}
 * @param allProjects         whether an empty {@code repos} is meant: taking the last project away never widens a token
 * @param expiresAt           the new last instant, in the past too; an empty one inside means never
 * @param fingerprintRequired the flag; what switching it does to the binding is in {@link Token.Binding}
 * @param forgetBinding       whether the machine that it is bound to is forgotten, so that the next one is bound
 */
public record TokenChange(
        Optional<String> name,
        Optional<String> description,
        Optional<Set<TokenScope>> scopes,
        Optional<Set<RepoId>> repos,
        boolean allProjects,
        Optional<Optional<Instant>> expiresAt,
        Optional<Boolean> fingerprintRequired,
        boolean forgetBinding) {

    /** Begins a change of nothing. */
    public static Builder builder() {
        return new Builder();
    }

    Token applyTo(Token token) {
        if (repos.isPresent()
                && repos.get().isEmpty()
                && !allProjects
                && !token.repos().isEmpty()) {
            throw new ConfigStoreException(
                    ErrorCode.INVALID_TOKEN_FIELD,
                    "an empty repos covers all projects: say all_projects: true with it");
        }
        return token.toBuilder()
                .name(name.map(Tokens::checkName).orElse(token.name()))
                .description(description.map(Tokens::checkDescription).orElse(token.description()))
                .scopes(scopes.map(Tokens::checkScopes).orElse(token.scopes()))
                .repos(repos.orElse(token.repos()))
                .expiresAt(expiresAt.orElse(token.expiresAt()))
                .fingerprintRequired(fingerprintRequired.orElse(token.fingerprintRequired()))
                .binding(changedBinding(token))
                .build();
    }

    private Token.Binding changedBinding(Token token) {
        if (forgetBinding) {
            return Token.Binding.NONE;
        }
        boolean switchedOn = fingerprintRequired.orElse(false) && !token.fingerprintRequired();
        return switchedOn ? token.binding().resolved() : token.binding();
    }

    /** Puts a change together, field by field. Used by one thread at a time. */
    public static final class Builder {
        private Optional<String> name = Optional.empty();
        private Optional<String> description = Optional.empty();
        private Optional<Set<TokenScope>> scopes = Optional.empty();
        private Optional<Set<RepoId>> repos = Optional.empty();
        private boolean allProjects;
        private Optional<Optional<Instant>> expiresAt = Optional.empty();
        private Optional<Boolean> fingerprintRequired = Optional.empty();
        private boolean forgetBinding;

        private Builder() {}

        public Builder name(String name) {
            this.name = Optional.of(name);
            return this;
        }

        public Builder description(String description) {
            this.description = Optional.of(description);
            return this;
        }

        public Builder scopes(Set<TokenScope> scopes) {
            this.scopes = Optional.of(scopes);
            return this;
        }

        /** Names the projects; an empty set is refused with a token that covers some. */
        public Builder repos(Set<RepoId> repos) {
            this.repos = Optional.of(repos);
            return this;
        }

        /** Has the token cover all projects, present and future. */
        public Builder allProjects() {
            this.repos = Optional.of(Set.of());
            this.allProjects = true;
            return this;
        }

        public Builder expiresAt(Optional<Instant> expiresAt) {
            this.expiresAt = Optional.of(expiresAt);
            return this;
        }

        public Builder fingerprintRequired(boolean fingerprintRequired) {
            this.fingerprintRequired = Optional.of(fingerprintRequired);
            return this;
        }

        public Builder forgetBinding() {
            this.forgetBinding = true;
            return this;
        }

        public TokenChange build() {
            return new TokenChange(
                    name, description, scopes, repos, allProjects, expiresAt, fingerprintRequired, forgetBinding);
        }
    }
}
