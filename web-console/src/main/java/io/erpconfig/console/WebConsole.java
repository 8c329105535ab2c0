package io.erpconfig.console;

import static java.util.Objects.requireNonNull;

import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.ErrorBoundary;
import io.erpconfig.http.RequestPath;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * The browser console: a piece to mount on any Javalin server that has the admin API. Every view of it has a path below
 * {@value #PATH}, all of which answer the same page; the server's root leads there. What the page loads has names that
 * change with the content, and is kept by browsers for ever. Safe for any number of threads.
 */
public final class WebConsole {

    /** Where its views are. */
    public static final String PATH = "/console";

    /**
     * What the page may do: run and show what this server sends as a file of its own, and talk to it. Nothing in a page's
     * text is ever run, no text becomes markup, and no other page may have it in a frame. The one trusted type names the
     * script that checks files beside the page.
     */
    static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types checker");

    /** What a script may do that runs beside the page: load its own parts, and nothing else. */
    private static final Answer.Header BESIDE =
            new Answer.Header("Content-Security-Policy", "default-src 'none'; script-src 'self'; trusted-types 'none'");

    private static final List<Answer.Header> PAGE_HEADERS = List.of(
            new Answer.Header("Content-Security-Policy", POLICY),
            new Answer.Header("Referrer-Policy", "same-origin"),
            new Answer.Header("X-Frame-Options", "DENY"),
            new Answer.Header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            new Answer.Header("Cache-Control", "no-cache"));

    private static final Answer.Header FOR_EVER =
            new Answer.Header("Cache-Control", "public, max-age=31536000, immutable");

    /** Below it, what the page loads. */
    private static final String ASSETS = "assets";

    private static final RequestPath ROOT = RequestPath.parse(PATH);

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final ConsoleFiles files;

    private WebConsole(ConsoleFiles files) {
        this.files = requireNonNull(files, "files");
    }

    /** The console with the files that it was built with, told nothing of its server. */
    public static WebConsole load() {
        return new WebConsole(ConsoleFiles.load());
    }

    /** The console with the files that it was built with. */
    public static WebConsole load(ConsoleSettings settings) {
        return new WebConsole(ConsoleFiles.load().withPage(settings::in));
    }

    /** Adds the console to a server. */
    public void mount(JavalinConfig config) {
        config.routes.before("/", handler((path, gzip) -> toConsole()));
        Handler below = handler((path, gzip) -> below(path.behind(ROOT).segments(), gzip));
        config.routes.before(PATH, below);
        config.routes.before(PATH + "/*", below);
    }

    /** Makes the answer to what is asked for. */
    @FunctionalInterface
    private interface Reading {
        Answer answer(RequestPath path, boolean gzip);
    }

    private static Handler handler(Reading reading) {
        return context -> {
            HttpServletRequest request = context.req();
            ErrorBoundary.handle(context, () -> {
                if (!READS.contains(request.getMethod())) {
                    throw new ApiException(ApiErrorCode.METHOD_NOT_ALLOWED, new Answer.Header("Allow", "GET, HEAD"));
                }
                boolean gzip = AcceptedEncoding.isGzip(request.getHeader("Accept-Encoding"));
                return reading.answer(RequestPath.parse(request.getRequestURI()), gzip);
            });
            context.skipRemainingHandlers();
        };
    }

    private static Answer toConsole() {
        return Answer.empty(302).with("Location", PATH + '/');
    }

    private Answer below(List<String> segments, boolean gzip) {
        boolean asset = !segments.isEmpty() && segments.get(0).equals(ASSETS);
        return asset ? asset(String.join("/", segments.subList(1, segments.size())), gzip) : page(gzip);
    }

    private Answer page(boolean gzip) {
        return file(files.page(), gzip).with(PAGE_HEADERS).withContentTag();
    }

    private Answer asset(String name, boolean gzip) {
        ConsoleFiles.File file = files.asset(name).orElseThrow(() -> new ApiException(ApiErrorCode.NOT_FOUND));
        return file(file, gzip).with(List.of(FOR_EVER, BESIDE)).withContentTag();
    }

    private static Answer file(ConsoleFiles.File file, boolean gzip) {
        Answer answer = Answer.of(file.mediaType(), gzip ? file.gzip() : file.plain())
                .with("Vary", "Accept-Encoding")
                .with("Cross-Origin-Resource-Policy", "same-origin");
        return gzip ? answer.with("Content-Encoding", "gzip") : answer;
    }
}
