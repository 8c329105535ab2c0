package io.erpconfig.app;

import io.erpconfig.console.ConsoleSettings;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.opening.PlatformSessions;
import io.erpconfig.platform.HostSessionLookup;
import io.erpconfig.settings.TimeSpan;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.MongoSessionsElsewhere;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options on who is taken to have signed in, and for how long. */
final class SessionOptions {

    /** The default cookie: that of express-session, which keeps its sessions so. */
    private static final String DEFAULT_COOKIE = "connect.sid";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--session-idle",
            paramLabel = "TIME",
            defaultValue = "8h",
            description = "After how long without use a session ends, such as 30m or 8h (default: 8h).")
    private TimeSpan idle;

    @Option(
            names = "--session-max",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "After how long a session ends whatever its use (default: 7d).")
    private TimeSpan max;

    @Option(
            names = "--session-url",
            paramLabel = "URL",
            description = "Takes users from the platform that this server lives behind: asks this URL with a request's"
                    + " cookies. Nobody signs in here then (default: none).")
    private Optional<URI> hostUrl;

    @Option(
            names = "--session-user-path",
            paramLabel = "PATH",
            defaultValue = HostSessionLookup.Host.DEFAULT_USER_PATH,
            description =
                    "Where in the JSON that the platform answers, or in a session's document, the user's id is (default: "
                            + HostSessionLookup.Host.DEFAULT_USER_PATH + ").")
    private String userPath;

    @Option(
            names = "--session-name-path",
            paramLabel = "PATH",
            description = "Where in the same JSON or document it is what the user is called, such as"
                    + " session.user.name (default: none; the id is shown).")
    private Optional<String> namePath;

    @Option(
            names = "--sign-in-url",
            paramLabel = "URL",
            converter = PageConverter.class,
            description = "Where users sign in at the platform, such as"
                    + " https://desk.example.com/login?next={return}; {return} stands for the console's address, to"
                    + " which it leads back (default: none; the console says that one signs in at the platform).")
    private Optional<String> signInUrl;

    @Option(
            names = "--sign-out-url",
            paramLabel = "URL",
            converter = PageConverter.class,
            description = "Where users sign out at the platform; likewise (default: none; the console offers no way"
                    + " to sign out).")
    private Optional<String> signOutUrl;

    @Option(
            names = "--session-cookie",
            paramLabel = "NAME",
            split = ",",
            description = "A cookie that is sent on to the platform; once for each (default: all). With"
                    + " --session-mongo-uri the one that has the session's id (default: " + DEFAULT_COOKIE + ").")
    private List<String> cookies = new ArrayList<>();

    @Option(
            names = "--session-mongo-uri",
            paramLabel = "URI",
            description = "Takes users from the platform's sessions in this MongoDB database, such as"
                    + " mongodb://host/desk, which is only read. Nobody signs in here then (default: none).")
    private Optional<MongoAddress> sessionsUri;

    @Option(
            names = "--session-mongo-collection",
            paramLabel = "NAME",
            defaultValue = "sessions",
            description =
                    "The collection of these sessions; a session's _id is what its cookie has (default: sessions).")
    private String collection;

    Sessions.Limits limits() {
        try {
            return new Sessions.Limits(idle.duration(), max.duration());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--session-idle or --session-max: " + e.getMessage(), e);
        }
    }

    /** @throws ParameterException if the options do not go together */
    void check() {
        limits();
        host();
        mongo();
        if (hostUrl.isPresent() && sessionsUri.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "of --session-url and --session-mongo-uri only one can be used");
        }
        boolean platform = hostUrl.isPresent() || sessionsUri.isPresent();
        if (!platform && (signInUrl.isPresent() || signOutUrl.isPresent() || namePath.isPresent())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--sign-in-url, --sign-out-url and --session-name-path go with --session-url or"
                            + " --session-mongo-uri: without one of them users sign in here");
        }
    }

    /** The addresses for signing in and out at the platform. */
    ConsoleSettings.Platform pages() {
        return new ConsoleSettings.Platform(signInUrl, signOutUrl);
    }

    /** The platform whose sessions count, if any does. */
    PlatformSessions platform() {
        return host().map(PlatformSessions::asked)
                .or(() -> mongo().map(source ->
                        PlatformSessions.read(source, cookies.isEmpty() ? DEFAULT_COOKIE : cookies.get(0))))
                .orElseGet(PlatformSessions::none);
    }

    private Optional<MongoSessionsElsewhere.Source> mongo() {
        if (sessionsUri.isPresent() && cookies.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--session-cookie: with --session-mongo-uri only one cookie has the session's id");
        }
        return sessionsUri.map(address -> new MongoSessionsElsewhere.Source(
                address, collection, names("--session-user-path", userPath), namePath()));
    }

    private List<String> namePath() {
        return namePath.map(path -> names("--session-name-path", path)).orElse(List.of());
    }

    private List<String> names(String option, String path) {
        try {
            return HostSessionLookup.Host.path(path);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private Optional<HostSessionLookup.Host> host() {
        return hostUrl.map(
                url -> new HostSessionLookup.Host(url, names("--session-user-path", userPath), namePath(), cookies));
    }

    static final class PageConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) throws Exception {
            return Converters.checked(ConsoleSettings.Platform::page).convert(text);
        }
    }
}
