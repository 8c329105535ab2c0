package io.erpconfig.http.admin;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The audit entry of a request, as far as it is known. A request without an {@linkplain #of action} changes nothing and has
 * no entry, and one whose entry was {@linkplain #written() written} with its change needs no other. Used by one thread.
 */
final class AuditEntryBuilder {

    private static final int MAX_TEXT = 1024;

    /** The form of tokens and sessions: a client may have put one where a name belongs. No id here is as long. */
    private static final Pattern SECRET = Pattern.compile("\\p{XDigit}{64,}");

    private static final String MASK = "***";

    private final Map<Subject, String> subject = new EnumMap<>(Subject.class);
    private final List<String> paths = new ArrayList<>();
    private Optional<AuditAction> action = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<OwnerId> trail = Optional.empty();
    private boolean written;

    /** Sets the action. */
    AuditEntryBuilder of(AuditAction done) {
        action = Optional.of(done);
        return this;
    }

    /** Sets the user, where that is not the signed-in one, and the owner whose trail it belongs to. */
    AuditEntryBuilder by(String name, Optional<OwnerId> owner) {
        user = Optional.of(masked(name));
        trail = owner;
        return this;
    }

    /** Sets a part of the subject, as the request named it. */
    AuditEntryBuilder on(Subject part, String name) {
        subject.put(part, masked(name));
        return this;
    }

    /** Adds a file of the subject. */
    AuditEntryBuilder file(String path) {
        if (paths.size() < AuditEntry.MAX_PATHS) {
            paths.add(fit(path));
        }
        return this;
    }

    /** Says that the entry is in the trail: it was written in the same step as the change. */
    void written() {
        written = true;
    }

    private static String masked(String text) {
        return fit(SECRET.matcher(text).replaceAll(MASK));
    }

    /** Cuts a text to a length that nothing valid exceeds, and replaces characters that no file could hold. */
    private static String fit(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT)).replaceAll("\\p{Cs}|\\p{Cc}", "\uFFFD");
    }

    /**
     * The entry, once it is known how the request ended, unless it is in the trail already.
     *
     * @param signedIn who sent it
     */
    Optional<AuditEntry> entry(Instant at, Optional<OwnerId> signedIn, String origin, String result) {
        return action.filter(done -> !written)
                .map(done -> AuditEntry.builder(
                                at, user.or(() -> signedIn.map(OwnerId::value)).orElse(""), done, origin)
                        .owner(trail.or(() -> signedIn))
                        .subject(subject)
                        .paths(paths)
                        .result(result)
                        .build());
    }
}
