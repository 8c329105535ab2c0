package io.erpconfig.core.migration;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The digest of an audit trail that is read entry by entry: the number of entries, and a hash of them and their order. */
final class AuditTrailDigest {

    private final MessageDigest chain = Sha256.newDigest();
    private long entries;
    private Sha256 last = Sha256.of(new byte[0]);

    /**
     * The end of a trail.
     *
     * @param entries how many there are
     * @param chain   a hash of all of them and their order
     */
    record End(long entries, Sha256 chain) {

        static final End EMPTY = new AuditTrailDigest().end();
    }

    End end() {
        return new End(entries, last);
    }

    void add(AuditEntry entry) {
        chain.update(last.bytes());
        number(entry.at().toEpochMilli());
        text(entry.owner().map(Object::toString).orElse(""));
        text(entry.user());
        text(entry.action().toString());
        number(entry.subject().size());
        entry.subject().forEach((part, value) -> {
            text(part.toString());
            text(value);
        });
        number(entry.paths().size());
        entry.paths().forEach(this::text);
        text(entry.origin());
        text(entry.result());
        text(entry.event().map(EventTarget::toString).orElse(""));
        last = Sha256.ofDigest(chain.digest());
        entries++;
    }

    private void number(long number) {
        chain.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        chain.update(bytes);
    }
}
