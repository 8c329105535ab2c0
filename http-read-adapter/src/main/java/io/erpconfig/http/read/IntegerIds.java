package io.erpconfig.http.read;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.TokenId;
import java.nio.charset.StandardCharsets;

/**
 * Integers where GitLab clients want one and the store has names: positive, stable, at most 2<sup>31</sup>-1 because
 * clients hold them in an {@code int}. Ids in requests are compared with that of the token's owner alone, and nothing
 * is looked up by one; so no harm is done should two names have the same.
 */
final class IntegerIds {

    private IntegerIds() {}

    /** The first 31 bits of the owner's SHA-256; 1 in place of 0. */
    static int of(OwnerId owner) {
        return of(owner.value());
    }

    static int of(TokenId token) {
        return of(token.value());
    }

    private static int of(String name) {
        long bits = Sha256.of(name.getBytes(StandardCharsets.UTF_8)).w0() >>> 33;
        return (int) Math.max(1, bits);
    }
}
