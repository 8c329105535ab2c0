package io.erpconfig.store.fs;

import io.erpconfig.core.audit.AuditEntry;
import java.util.List;
import java.util.function.Function;

/**
 * What the audit trails say of a change, which is to become durable with it.
 *
 * @param trails the trail of each entry
 */
record Said(Function<AuditEntry, AuditTrail> trails, List<AuditEntry> entries) {

    /** Of a change that is in no trail. */
    static final Said NOTHING = new Said(
            entry -> {
                throw new IllegalStateException("no trail");
            },
            List.of());

    boolean nothing() {
        return entries.isEmpty();
    }
}
