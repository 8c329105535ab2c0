package io.erpconfig.core.token;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.RepoId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a token is to be when it is issued; the fields are those of {@link Token}.
 *
 * @param name                the operator's label
 * @param description         what it is for, in the operator's words; may be empty
 * @param scopes              what it may be used for, at least one
 * @param repos               which projects it covers, existing or not; none: all of the owner's, present and future
 * @param expiresAt           the last instant at which it is good
 * @param fingerprintRequired whether it is good only from the machine that first uses it
 */
public record NewToken(
        String name,
        String description,
        Set<TokenScope> scopes,
        Set<RepoId> repos,
        Optional<Instant> expiresAt,
        boolean fingerprintRequired) {

    /** @throws ConfigStoreException {@link ErrorCode#INVALID_TOKEN_FIELD} if a text is too long, or there is no scope */
    public NewToken {
        Tokens.checkName(name);
        Tokens.checkDescription(description);
        scopes = Set.copyOf(Tokens.checkScopes(scopes));
        repos = Set.copyOf(repos);
        requireNonNull(expiresAt, "expiresAt");
    }

    /**
     * A token that may read, without a description.
     *
     * @throws ConfigStoreException as the constructor
     */
    public static NewToken reading(
            String name, Set<RepoId> repos, Optional<Instant> expiresAt, boolean fingerprintRequired) {
        return new NewToken(name, "", TokenScope.DEFAULT, repos, expiresAt, fingerprintRequired);
    }
}
