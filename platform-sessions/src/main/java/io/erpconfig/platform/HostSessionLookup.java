package io.erpconfig.platform;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.RequestCookies;
import io.erpconfig.http.SessionLookup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The sessions of the platform that this service lives behind: asks a URL of it with the request's cookies, and takes the
 * user from the JSON that it answers. A user whom it names is kept for {@link #KEPT}; that it names nobody, or can't be
 * asked, for {@link #KEPT_OTHERWISE}. Of requests with the same cookies that come at once, one asks. Safe for any number of threads.
 */
public final class HostSessionLookup implements SessionLookup {

    /** Time for which a user is taken to be signed in without asking again. */
    public static final Duration KEPT = Duration.ofSeconds(5);

    /** Time for which an answer that nobody has signed in, or no answer, counts. */
    public static final Duration KEPT_OTHERWISE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(HostSessionLookup.class);

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int REMEMBERED = 10_000;
    private static final int MAX_ANSWER = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final Host host;
    private final HttpClient client;
    private final AsyncCache<Sha256, Reply> known;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<String> unfit = new AtomicReference<>("");

    /** The result of asking the platform. */
    private record Reply(Optional<SignedIn> in, Optional<Throwable> failure) {}

    /**
     * The platform.
     *
     * @param url      that answers with the session of the cookies that it is sent
     * @param userPath where in the answer's JSON the user's id is, as property names
     * @param namePath where what the user is called is; empty: nowhere
     * @param cookies  the names of those that are sent on; none: all
     */
    public record Host(URI url, List<String> userPath, List<String> namePath, List<String> cookies) {

        /** The place of the user's id unless the operator says otherwise. */
        public static final String DEFAULT_USER_PATH = "session.user._id";

        /**
         * Reads the URL of a platform.
         *
         * @throws IllegalArgumentException if a platform can't be asked there
         */
        public static URI url(String text) {
            try {
                URI url = URI.create(text);
                if (canBeAsked(url)) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in words of our own.
            }
            throw new IllegalArgumentException("'" + text + "' is not an http or https URL without a user's name, such"
                    + " as https://desk.example.com/session");
        }

        private static boolean canBeAsked(URI url) {
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null && url.getRawUserInfo() == null;
        }

        /**
         * Reads a path such as {@value #DEFAULT_USER_PATH}.
         *
         * @throws IllegalArgumentException if one of its names is empty
         */
        public static List<String> path(String text) {
            List<String> names = List.of(text.split("\\.", -1));
            if (names.contains("")) {
                throw new IllegalArgumentException("'" + text + "' is not a path such as " + DEFAULT_USER_PATH);
            }
            return names;
        }

        public Host {
            if (!canBeAsked(url)) {
                throw new IllegalArgumentException("url: not one such as https://desk.example.com/session");
            }
            userPath = List.copyOf(userPath);
            namePath = List.copyOf(namePath);
            cookies = List.copyOf(cookies);
            if (userPath.isEmpty() || userPath.contains("")) {
                throw new IllegalArgumentException("userPath: property names, such as " + DEFAULT_USER_PATH);
            }
            if (namePath.contains("")) {
                throw new IllegalArgumentException("namePath: property names, such as session.user.name");
            }
        }
    }

    public HostSessionLookup(Host host) {
        this(host, Ticker.systemTicker());
    }

    /** @param ticker by which answers get old */
    HostSessionLookup(Host host, Ticker ticker) {
        this.host = requireNonNull(host, "host");
        // A redirect could lead to another host, which is not to have the cookies.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.known = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(REMEMBERED)
                .expireAfter(Expiry.writing(
                        (Sha256 cookies, Reply reply) -> reply.in().isPresent() ? KEPT : KEPT_OTHERWISE))
                .buildAsync();
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        String sent = sent(cookies);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        Sha256 key = Sha256.of(sent.getBytes(StandardCharsets.UTF_8));
        Reply reply = known.get(key, (cookie, executor) -> ask(sent)).join();
        if (reply.failure().isPresent()) {
            throw new ConfigStoreException(
                    ErrorCode.SIGN_IN_UNAVAILABLE,
                    "the platform's sessions can't be asked",
                    reply.failure().get());
        }
        return reply.in();
    }

    /** The cookies that are sent on, as they came; without those that no header can hold. */
    private String sent(RequestCookies cookies) {
        return Stream.of(cookies.header().split(";"))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty() && cookie.chars().allMatch(c -> c >= ' ' && c <= '~'))
                .filter(cookie -> host.cookies().isEmpty() || host.cookies().contains(name(cookie)))
                .collect(Collectors.joining("; "));
    }

    private static String name(String cookie) {
        int equals = cookie.indexOf('=');
        return cookie.substring(0, Math.max(0, equals)).strip();
    }

    /** Never fails: what fails is what it answers. */
    private CompletableFuture<Reply> ask(String cookies) {
        HttpRequest request = HttpRequest.newBuilder(host.url())
                .timeout(ANSWER)
                .header("Cookie", cookies)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER));
        return exchange.copy()
                .orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> exchange.cancel(true))
                .thenApply(this::read)
                .handle(this::reply);
    }

    private Reply reply(@Nullable Optional<SignedIn> in, @Nullable Throwable failure) {
        if (failure == null) {
            if (failing.getAndSet(false)) {
                LOG.info("the sessions of {} can be asked again", host.url().getHost());
            }
            return new Reply(requireNonNull(in), Optional.empty());
        }
        Throwable cause = failure instanceof CompletionException ? requireNonNull(failure.getCause()) : failure;
        // Said once as long as it lasts; each client is told.
        if (!failing.getAndSet(true)) {
            LOG.error("the sessions of {} can't be asked: {}", host.url().getHost(), cause.toString());
        }
        return new Reply(Optional.empty(), Optional.of(cause));
    }

    private Optional<SignedIn> read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            return Optional.empty();
        }
        if (status != 200) {
            throw new CompletionException(new IOException("it answers " + status));
        }
        return find(response.body(), host.userPath())
                .flatMap(user -> signedIn(user, () -> find(response.body(), host.namePath())));
    }

    private static Optional<String> find(byte[] body, List<String> path) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() == null) {
                throw noJson();
            }
            Optional<String> found = find(json, path);
            while (json.nextToken() != null) {
                // To the end: what breaks off could have gone on otherwise.
            }
            return found;
        } catch (JacksonException e) {
            throw noJson();
        }
    }

    /** Without the parser's own message, which could quote it. */
    private static CompletionException noJson() {
        return new CompletionException(new IOException("it answers with what is not JSON"));
    }

    /** The text or whole number at a path of properties in the value that the last token begins. */
    private static Optional<String> find(JsonParser json, List<String> path) {
        JsonToken token = json.currentToken();
        if (path.isEmpty()) {
            boolean readable = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
            return readable ? Optional.of(json.getString()) : Optional.empty();
        }
        if (token != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean onTheWay = json.currentName().equals(path.get(0));
            json.nextToken();
            if (onTheWay) {
                return find(json, path.subList(1, path.size()));
            }
            json.skipChildren();
        }
        return Optional.empty();
    }

    private Optional<SignedIn> signedIn(String id, Supplier<Optional<String>> name) {
        try {
            return Optional.of(SignedIn.elsewhere(new OwnerId(id), name.get()));
        } catch (ConfigStoreException e) {
            if (!id.equals(unfit.getAndSet(id))) {
                LOG.warn("a user of {} can own no projects here: {}", host.url().getHost(), e.getMessage());
            }
            return Optional.empty();
        }
    }
}
