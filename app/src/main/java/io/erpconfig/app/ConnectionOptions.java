package io.erpconfig.app;

import io.erpconfig.http.limit.ConnectionLimits;
import io.erpconfig.http.read.Waiting;
import io.erpconfig.settings.TimeSpan;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options on how many connections clients may have, and for how long. */
final class ConnectionOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            defaultValue = "" + ConnectionLimits.DEFAULT_MOST,
            description =
                    "How many connections there may be at a time; fewer where the process may not open as many files"
                            + " (default: " + ConnectionLimits.DEFAULT_MOST + ").")
    private int most;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "NUMBER",
            description = "How many of them one address may have, of IPv6 one network; trusted proxies may have all"
                    + " (default: three quarters).")
    private Optional<Integer> perAddress;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            defaultValue = "75s",
            description = "How long a connection is kept at least from one request to the next (default: 75s).")
    private TimeSpan keepAlive;

    @Option(
            names = "--max-watchers",
            paramLabel = "NUMBER",
            defaultValue = "" + Waiting.DEFAULT_MOST,
            description = "How many clients may wait for a change at a time; 200 of one token (default: "
                    + Waiting.DEFAULT_MOST + ").")
    private int maxWatchers;

    /** How many clients may wait at a time; wrong usage if it is less than none. */
    int maxWatchers() {
        if (maxWatchers < 0) {
            throw new ParameterException(spec.commandLine(), "--max-watchers must be 0 or more");
        }
        return maxWatchers;
    }

    /** The limits that were asked for; wrong usage if they can't be kept. */
    ConnectionLimits limits() {
        try {
            return new ConnectionLimits(
                    most, perAddress.orElse(ConnectionLimits.ofOneAddress(most)), keepAlive.duration());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-connections, --max-connections-per-address and --keep-alive must be more than 0",
                    e);
        }
    }
}
