package io.erpconfig.interop.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import io.erpconfig.interop.ErpConfig;
import io.erpconfig.interop.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server with a few accounts, and the system's Chromium: as users have it, and its engine without what is around a page,
 * which takes less of the processor.
 *
 * @param browsers those that were started, by whether they are as users have them
 * @param sessions cookies of those who have signed in, by name
 */
record ServedConsole(
        Path data,
        ErpConfig.Server server,
        Playwright playwright,
        Map<Boolean, Browser> browsers,
        Map<String, List<Cookie>> sessions)
        implements AutoCloseable {

    /** Cleo never has a project, and nobody relies on her sessions. */
    static final List<String> NAMES = List.of("anna", "ben", "cleo");

    /** The password of a name. */
    static String passwordOf(String name) {
        return name + "'s correct horse";
    }

    private static Optional<Path> chromium() {
        return installed("chromium", "chromium-browser", "google-chrome");
    }

    private static Optional<Path> installed(String... programs) {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of(programs).map(program -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static void requireChromium() {
        Toolchain.require(chromium().isPresent(), "Chromium");
    }

    static ServedConsole start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(Operator.PATIENCE_MILLIS);
        try {
            Path data = Files.createTempDirectory("console");
            ErpConfig program = new ErpConfig(data);
            for (String name : NAMES) {
                program.addUser(name, passwordOf(name));
            }
            ErpConfig.Server server = program.serve();
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            return new ServedConsole(data, server, playwright, new HashMap<>(), new HashMap<>());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operator who has opened a browser with an empty profile. */
    Operator operator(String name, boolean wholeBrowser) {
        Browser browser = browsers.computeIfAbsent(wholeBrowser, this::launch);
        return new Operator(name, server.address(), browser.newContext(), sessions);
    }

    private Browser launch(boolean wholeBrowser) {
        Optional<Path> engine = wholeBrowser ? Optional.empty() : installed("chromium-headless-shell");
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(engine.or(ServedConsole::chromium).orElseThrow())
                        // Builds in containers run as root, where Chromium has no sandbox of its own.
                        .setArgs(List.of("--no-sandbox")));
    }

    @Override
    public void close() throws IOException {
        browsers.values().forEach(Browser::close);
        playwright.close();
        server.close();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
