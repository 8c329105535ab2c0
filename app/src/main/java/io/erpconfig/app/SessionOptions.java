package io.erpconfig.app;

import io.erpconfig.app.settings.TimeSpan;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.http.admin.HostSessionLookup;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Who is taken to have signed in, and for how long. */
final class SessionOptions {

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
            converter = UrlConverter.class,
            description = "Takes users from the platform that this server lives behind: asks this URL with a request's"
                    + " cookies. Nobody signs in here then (default: none).")
    private Optional<URI> hostUrl;

    @Option(
            names = "--session-user-path",
            paramLabel = "PATH",
            defaultValue = HostSessionLookup.Host.DEFAULT_USER_PATH,
            description = "Where in the JSON that the platform answers the user's id is (default: "
                    + HostSessionLookup.Host.DEFAULT_USER_PATH + ").")
    private String userPath;

    @Option(
            names = "--session-cookie",
            paramLabel = "NAME",
            split = ",",
            description = "A cookie that is sent on to the platform; once for each (default: all).")
    private List<String> cookies = new ArrayList<>();

    Sessions.Limits limits() {
        try {
            return new Sessions.Limits(idle.duration(), max.duration());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--session-idle or --session-max: " + e.getMessage(), e);
        }
    }

    Optional<HostSessionLookup.Host> host() {
        try {
            return hostUrl.map(url -> new HostSessionLookup.Host(url, List.of(userPath.split("\\.", -1)), cookies));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--session-user-path: '" + userPath + "' is no path such as "
                            + HostSessionLookup.Host.DEFAULT_USER_PATH,
                    e);
        }
    }

    static final class UrlConverter implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                URI url = URI.create(text);
                boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
                if (http && url.getHost() != null && url.getRawUserInfo() == null) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in words of our own.
            }
            throw new TypeConversionException("'" + text + "' is no URL such as https://desk.example.com/session");
        }
    }
}
