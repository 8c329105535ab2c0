package io.erpconfig.http.read;

import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.TokenId;
import java.nio.charset.StandardCharsets;

/** Integers where GitLab clients want one and the store has names: positive, stable, at most 2<sup>53</sup>-1. */
final class Numbers {

    private Numbers() {}

    /** The first 53 bits of the owner's SHA-256; 1 in place of 0. */
    static long of(OwnerId owner) {
        return of(owner.value());
    }

    static long of(TokenId token) {
        return of(token.value());
    }

    private static long of(String name) {
        return Math.max(1, Sha256.of(name.getBytes(StandardCharsets.UTF_8)).w0() >>> 11);
    }
}
