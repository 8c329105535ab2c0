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
 * @param repos               the projects that it is to cover; an empty set is refused unless {@code allProjects}
 * @param allProjects         whether an empty {@code repos} is meant: taking the last project away never widens a token
 * @param expiresAt           the new last instant, in the past too; an empty one inside means never
 * @param fingerprintRequired the flag; what switching it does to the binding is in {@link Token.Binding}
 * @param forgetBinding       whether the machine that it is bound to is forgotten, so that the next one is bound
 */
public record TokenChange(
        Optional<String> name,
        Optional<Set<RepoId>> repos,
        boolean allProjects,
        Optional<Optional<Instant>> expiresAt,
        Optional<Boolean> fingerprintRequired,
        boolean forgetBinding) {

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
}
