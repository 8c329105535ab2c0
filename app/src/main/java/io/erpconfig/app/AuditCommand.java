package io.erpconfig.app;

import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.http.AuditJson;
import io.erpconfig.http.Timestamps;
import io.erpconfig.opening.OpenStore;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        header = "Prints who did what to what, from where, with which result.",
        description =
                "One JSON object a line, for shipping: each owner's trail in its order, and what belongs to no owner,"
                        + " such as a sign-in under a name that nobody has. Nothing is ever taken out of it.",
        footer = {"", "Example:", "  erp-config audit --since 2027-01-31T12:00:00Z --data-dir /var/lib/erp-config"})
final class AuditCommand extends StoreCommand {

    @Option(names = "--owner", paramLabel = "OWNER", description = "Only this owner's trail (default: all).")
    private Optional<OwnerId> owner;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = SinceConverter.class,
            description = "From when on: a time such as 2027-01-31T12:00:00Z, or a date, from its beginning in UTC"
                    + " (default: all).")
    private Optional<Instant> since;

    AuditCommand(Shell shell) {
        super(shell);
    }

    @Override
    Consumer<OpenStore> prepare() {
        return open -> {
            AuditLog audit = open.store().audit();
            Instant from = since.orElse(Instant.EPOCH);
            if (owner.isPresent()) {
                audit.forEach(owner.get(), from, this::print);
            } else {
                audit.forEach(from, this::print);
            }
        };
    }

    private void print(AuditEntry entry) {
        shell().out().writeBytes(AuditJson.line(entry));
    }

    static final class SinceConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) throws Exception {
            return Converters.checked(Timestamps::parse).convert(text);
        }
    }
}
