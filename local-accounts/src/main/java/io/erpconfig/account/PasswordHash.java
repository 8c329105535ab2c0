package io.erpconfig.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's Argon2id hash, written in the PHC string format: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, salt
 * and hash in Base64 without padding.
 */
public final class PasswordHash {

    /** The cost of new hashes: 19 MiB, two passes, one lane, which is OWASP's recommendation. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /** No password's: looking at it takes as long as looking at a real one. */
    static final PasswordHash NOBODYS =
            new PasswordHash(MEMORY_KIB, PASSES, LANES, new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a password with a new salt, at the present cost. */
    public static PasswordHash of(Password password, SecureRandom random) {
        return of(password.text(), random);
    }

    /** Hashes a password that {@linkplain #matches matched}, in whatever form it was given. */
    static PasswordHash ofMatched(String given, SecureRandom random) {
        return of(Password.canonical(given), random);
    }

    private static PasswordHash of(String canonical, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = compute(canonical, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES);
        return new PasswordHash(MEMORY_KIB, PASSES, LANES, salt, hash);
    }

    /**
     * Reads the PHC string format.
     *
     * @throws IllegalArgumentException if it is no Argon2id hash: a record that was not written by this program
     */
    public static PasswordHash parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an Argon2id hash in the PHC string format");
        }
        return new PasswordHash(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Base64.getDecoder().decode(parts.group(4)),
                Base64.getDecoder().decode(parts.group(5)));
    }

    /**
     * Whether this is the hash of what was given as a password, in whatever shape; takes as long for a wrong one as for the
     * right one.
     */
    public boolean matches(String given) {
        return MessageDigest.isEqual(
                hash, compute(Password.canonical(given), memoryKib, passes, lanes, salt, hash.length));
    }

    /** Whether new hashes cost otherwise, so that the password should be hashed again when it is next known. */
    public boolean needsRehash() {
        return memoryKib != MEMORY_KIB || passes != PASSES || lanes != LANES || hash.length != HASH_BYTES;
    }

    /**
     * Hashes in a thread of its own: virtual threads share as many real ones as there are processors, and one that computes
     * for so long would hold up all others.
     */
    private static byte[] compute(String password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
        FutureTask<byte[]> hash = new FutureTask<>(() -> argon2(password, memoryKib, passes, lanes, salt, length));
        Thread thread = new Thread(hash, "password");
        thread.setDaemon(true);
        thread.start();
        try {
            return hash.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a password was hashed");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password can't be hashed", e.getCause());
        }
    }

    private static byte[] argon2(String password, int memoryKib, int passes, int lanes, byte[] salt, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] computed = new byte[length];
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), computed);
        return computed;
    }

    /** The hash in the PHC string format: for the account's record, and for nothing that others read. */
    public String encoded() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    /** Does not tell it: who has it can try passwords at leisure. */
    @Override
    public String toString() {
        return "PasswordHash";
    }
}
