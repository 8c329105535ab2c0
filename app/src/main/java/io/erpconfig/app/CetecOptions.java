package io.erpconfig.app;

import io.erpconfig.app.settings.Settings;
import io.erpconfig.cetec.CetecConnector;
import io.erpconfig.cetec.CetecSettings;
import io.erpconfig.cetec.customer.MappingFile;
import io.erpconfig.cetec.database.DatabaseSettings;
import io.erpconfig.cetec.database.DatabaseSettings.Tls;
import io.erpconfig.cetec.database.MariaDbDatabases;
import io.erpconfig.cetec.database.ServerPlace;
import io.erpconfig.cetec.upstream.UpstreamSettings;
import io.erpconfig.settings.Secret;
import io.erpconfig.settings.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options on an ERP whose customers are shown, and on the server with their backup databases. */
final class CetecOptions {

    private static final String TOKEN = Settings.PREFIX + "CETEC_TOKEN";
    private static final String PASSWORD = Settings.PREFIX + "MYSQL_PASSWORD";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--cetec-url",
            paramLabel = "URL",
            description = "The CETEC ERP whose customers are shown, such as https://example.cetecerp.com; its preshared"
                    + " token is in " + TOKEN + " (default: none).")
    private Optional<URI> url;

    @Option(
            names = "--cetec-token-file",
            paramLabel = "FILE",
            description = "The file with the ERP's preshared token, instead of " + TOKEN + " (default: none).")
    private Optional<Path> tokenFile;

    @Option(
            names = "--cetec-mapping",
            paramLabel = "FILE",
            description = "A JSON object of databases by domain, for customers whose database is not called like their"
                    + " domain, or who are hosted elsewhere (default: none).")
    private Optional<Path> mapping;

    @Option(
            names = "--cetec-exclude",
            paramLabel = "ID",
            split = ",",
            description = "A customer who is left out; once for each (default: none).")
    private List<String> excluded = List.of();

    @Option(
            names = "--cetec-timeout",
            paramLabel = "TIME",
            defaultValue = "20s",
            description = "Within what time the ERP has to answer, all tries together (default: 20s).")
    private TimeSpan timeout;

    @Option(
            names = "--cetec-cache-age",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "For how long an answer serves all who ask (default: 30s).")
    private TimeSpan cacheAge;

    @Option(
            names = "--mysql-url",
            paramLabel = "URL",
            description = "The MariaDB or MySQL server with the customers' backup databases, mysql://HOST:PORT or"
                    + " unix:/PATH/OF/THE.sock (default: none; databases are not checked).")
    private Optional<ServerPlace> server;

    @Option(
            names = "--mysql-user",
            paramLabel = "NAME",
            defaultValue = "erp-config",
            description = "The user there; the password is in " + PASSWORD + " (default: erp-config).")
    private String user;

    @Option(
            names = "--mysql-password-file",
            paramLabel = "FILE",
            description = "The file with the password, instead of " + PASSWORD + " (default: none).")
    private Optional<Path> passwordFile;

    @Option(
            names = "--mysql-tls",
            paramLabel = "verify|trust|off",
            description =
                    "Whether connections there are encrypted: verify, with a certificate that is trusted; trust, with"
                            + " any; off (default: verify, and off for this machine).")
    private Optional<Tls> tls;

    @Option(
            names = "--mysql-ca",
            paramLabel = "FILE",
            description =
                    "A PEM file with the certificate, or the authority, that is trusted there (default: those that"
                            + " Java trusts).")
    private Optional<Path> authorities;

    @Option(
            names = "--mysql-batch-size",
            paramLabel = "NUMBER",
            defaultValue = "50",
            description = "How many databases one query looks for (default: 50).")
    private int batch;

    @Option(
            names = "--mysql-query-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long a query may take (default: 30s).")
    private TimeSpan queryLimit;

    @Option(
            names = "--mysql-batch-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long a batch may take, with all that it waits for (default: 60s).")
    private TimeSpan batchLimit;

    /** What asks the ERP, if there is one; nothing has been asked yet. */
    Optional<CetecConnector> open(Shell shell, Clock clock) {
        return settings(shell)
                .map(settings -> CetecConnector.open(settings, databases(shell).map(MariaDbDatabases::new), clock));
    }

    /** @throws ParameterException if the options do not go together, or what they name can't be read */
    void check(Shell shell) {
        if (url.isEmpty() && (server.isPresent() || mapping.isPresent() || tokenFile.isPresent())) {
            throw new ParameterException(spec.commandLine(), "options of an ERP and its databases go with --cetec-url");
        }
        // Asks nobody yet.
        open(shell, Clock.systemUTC());
    }

    private Optional<CetecSettings> settings(Shell shell) {
        return url.map(erp -> checked(
                "--cetec-url",
                () -> new CetecSettings(
                        new UpstreamSettings(
                                erp, Secret.read(tokenFile, shell.environment(), TOKEN), timeout.duration()),
                        mapping.map(MappingFile::read),
                        Set.copyOf(excluded),
                        cacheAge.duration())));
    }

    private Optional<DatabaseSettings> databases(Shell shell) {
        return server.map(place -> checked(
                "--mysql-url",
                () -> new DatabaseSettings(
                        place,
                        user,
                        Secret.read(passwordFile, shell.environment(), PASSWORD),
                        tls.orElse(Tls.defaultFor(place)),
                        authorities,
                        batch,
                        queryLimit.duration(),
                        batchLimit.duration())));
    }

    private <T> T checked(String option, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
