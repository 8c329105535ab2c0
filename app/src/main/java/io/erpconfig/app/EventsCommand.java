package io.erpconfig.app;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.event.EventLines;
import io.erpconfig.opening.OpenStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        header = "Prints what changed in an owner's projects, as it changes if asked to.",
        description =
                "One JSON object a line, as the API has them, the oldest first: snapshots, branches, projects and tokens,"
                        + " numbered without gaps. What was refused is in the trail alone: see 'audit'.",
        footer = {
            "",
            "Examples:",
            "  erp-config events --owner acme --data-dir /var/lib/erp-config",
            "  erp-config events --owner acme --after 123 --follow --data-dir /var/lib/erp-config"
        })
final class EventsCommand extends StoreCommand {

    /** Time from one look for what is new to the next. */
    private static final Duration LOOK = Duration.ofMillis(200);

    @Option(names = "--owner", paramLabel = "OWNER", required = true, description = "The owner.")
    private OwnerId owner;

    @Option(
            names = "--after",
            paramLabel = "SEQ",
            converter = SeqConverter.class,
            description = "Only those behind this number (default: all; with --follow those that come).")
    private Optional<Long> after;

    @Option(names = "--follow", description = "Goes on with what comes, until it is interrupted.")
    private boolean follow;

    EventsCommand(Shell shell) {
        super(shell);
    }

    @Override
    Consumer<OpenStore> prepare() {
        if (follow && storeOptions().isDirectory() && shell().served().isEmpty()) {
            throw new CommandFailedException("no server has the store open, so nothing comes while this command has it;"
                    + " start the server, or leave out --follow");
        }
        return open -> {
            EventReader events = new ConfigReader(open.store()).events();
            long seq = after.orElseGet(() -> follow ? events.latest(owner) : 0L);
            seq = EventLines.print(events, owner, seq, shell().out());
            while (follow && !shell().out().checkError()) {
                shell().caller().stay().run();
                pause();
                seq = EventLines.print(events, owner, seq, shell().out());
            }
        };
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    static final class SeqConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) throws Exception {
            return Converters.checked(SeqConverter::parse).convert(text);
        }

        private static Long parse(String text) {
            if (!text.matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException("'" + text + "' is no event's number");
            }
            return Long.valueOf(text);
        }
    }
}
