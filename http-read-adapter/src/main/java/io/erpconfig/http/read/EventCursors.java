package io.erpconfig.http.read;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cursors of one project's events: places in its owner's log, encrypted, since how much happens in the owner's other
 * projects is nothing for a token of this one. The key follows from the id of the default branch, which nobody is told: so
 * cursors are the same on every node, after a restart and after a migration, and those of a project that was deleted and made
 * again are not known any more.
 *
 * <p>A cursor also has a digest of the event that it stands behind. So it is not known either to a store that was restored to
 * an earlier state, whatever has happened there since.
 */
final class EventCursors {

    private static final int BYTES = 16;
    private static final long NONE = 0;

    private final SecretKeySpec key;

    EventCursors(Project project) {
        String secret = "events " + project.defaultBranch().id();
        byte[] digest = Sha256.of(secret.getBytes(StandardCharsets.US_ASCII)).bytes();
        this.key = new SecretKeySpec(Arrays.copyOf(digest, BYTES), "AES");
    }

    /** The cursor behind an event; that of the log's beginning, if there is none. */
    String behind(Optional<LoggedEvent> event) {
        byte[] plain = ByteBuffer.allocate(BYTES)
                .putLong(event.map(LoggedEvent::seq).orElse(0L))
                .putLong(event.map(EventCursors::digest).orElse(NONE))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(crypt(Cipher.ENCRYPT_MODE, plain));
    }

    /**
     * The event that a cursor stands behind; empty at the log's beginning.
     *
     * @throws ApiException 410 {@link ApiErrorCode#RESYNC} if it is not known, be it any more
     */
    Optional<LoggedEvent> find(String cursor, EventReader events, Project project) {
        ByteBuffer plain = ByteBuffer.wrap(crypt(Cipher.DECRYPT_MODE, decode(cursor)));
        long seq = plain.getLong();
        long digest = plain.getLong();
        if (seq == 0 && digest == NONE) {
            return Optional.empty();
        }
        Optional<LoggedEvent> found = events.find(project.key().owner(), seq).filter(event -> digest(event) == digest);
        if (found.isEmpty()) {
            throw unknown();
        }
        return found;
    }

    private static byte[] decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Whatever it is, no answer of this server has had it.
        }
        throw unknown();
    }

    private static ApiException unknown() {
        return new ApiException(ApiErrorCode.RESYNC);
    }

    /** A single block, so that its mode makes no difference. */
    private byte[] crypt(int mode, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES", e);
        }
    }

    /** Tells an event from another one of the same number. */
    private static long digest(LoggedEvent event) {
        AuditEntry entry = event.entry();
        EventTarget target = entry.event().orElseThrow();
        String text = String.join(
                "\n",
                Long.toString(entry.at().toEpochMilli()),
                entry.action().toString(),
                target.project().map(Object::toString).orElse(""),
                target.branch().map(Object::toString).orElse(""),
                entry.subject().getOrDefault(Subject.SNAPSHOT, ""));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).w0();
    }
}
