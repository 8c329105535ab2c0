package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Pictures of every page for people to look at, as {@code web-console/screenshots} has them made. */
@ConsoleTest
@Timeout(600)
@EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "web-console/screenshots makes them")
class ScreenshotsTest {

    private static final Path FOLDER = Path.of(System.getProperty("screenshots", ""));
    private static final Map<Integer, Integer> SIZES = new TreeMap<>(Map.of(360, 740, 1280, 800, 2560, 1440));

    private static final String RATES = """
            {
              "site": "cluj",
              "currency": "EUR",
              "valid_from": "2026-11-01",
              "operations": [
                { "id": "laser", "rate_per_minute": 1.35, "setup_minutes": 12 },
                { "id": "bend", "rate_per_minute": 0.82, "setup_minutes": 18 },
                { "id": "weld", "rate_per_minute": 0.96, "setup_minutes": 25 }
              ],
              "surcharges": { "express": 0.25, "small_batch": 0.1 }
            }
            """;

    /** Takes pictures of what is shown, which is something that can't be come to by an address. */
    private static void take(Operator operator, String name) {
        SIZES.forEach((width, height) -> {
            operator.page().setViewportSize(width, height);
            takeAt(operator, name, width);
        });
    }

    /** Takes pictures of a page that is opened where there is so much room. */
    private static void take(Operator operator, String name, String address, String sign) {
        SIZES.forEach((width, height) -> {
            operator.page().setViewportSize(width, height);
            operator.open(address);
            operator.sees(sign);
            takeAt(operator, name, width);
        });
    }

    private static void takeAt(Operator operator, String name, int width) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            operator.page()
                    .emulateMedia(new Page.EmulateMediaOptions()
                            .setColorScheme(scheme)
                            .setReducedMotion(ReducedMotion.REDUCE));
            // What a virtual list and an editor show depends on how much there is to see.
            operator.page().waitForTimeout(100);
            operator.page()
                    .screenshot(new Page.ScreenshotOptions()
                            .setPath(FOLDER.resolve("%s-%d-%s.png"
                                    .formatted(name, width, scheme.name().toLowerCase(Locale.ROOT)))));
        }
        assertThat(operator.page().evaluate("() => document.documentElement.scrollWidth"))
                .as("the width of %s", name)
                .isEqualTo(width);
    }

    @Test
    void ofSigningInAndTheFirstPage(Operator cleo) {
        cleo.open("/");
        assertThat(cleo.textBox("Username")).isFocused();
        take(cleo, "sign-in");
        cleo.signIn();
        take(cleo, "projects-empty");
        cleo.button("New project").click();
        take(cleo, "new-project");
    }

    @Test
    void ofEverythingElse(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("b2b-cnc", "rates/operations.config.json", RATES);
        anna.commit(
                repoId,
                new TreeMap<>(Map.of(
                        "rates/materials.csv", "id;price\nS235;1.12\n1.4301;3.95\n",
                        "rates/surcharges.yaml", "express: 0.25\nsmall_batch: 0.1\n",
                        "machines/laser-01.json", "{\"power_kw\": 6}\n",
                        "machines/bend-02.json", "{\"force_t\": 130}\n",
                        "machines/weld-01.json", "{\"stations\": 2}\n",
                        "templates/quote.xml", "<quote><lead-days>12</lead-days></quote>\n",
                        "calendar.properties", "shifts=2\nholidays=RO\n",
                        "README.md", "What the quoting engine reads.\n")));
        anna.put(repoId, "logo.bin", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2});
        anna.branch(repoId, "test");
        anna.put(
                repoId,
                "rates/operations.config.json",
                RATES.replace("1.35", "1.42").replace("0.96", "0.99"));
        anna.put(repoId, "machines/laser-01.json", "{\"power_kw\": 8}\n");
        for (String other : List.of("b2b-sheet-metal", "spare-parts", "plant-timisoara")) {
            anna.projectWith(other, "a.json", "{}");
        }
        anna.issue(Map.of(
                "name",
                "cluj-erp-prod",
                "repos",
                List.of(repoId),
                "expires_at",
                "2099-12-31",
                "fingerprint_required",
                true));
        anna.issue(Map.of("name", "night-batch", "repos", List.of(repoId)));
        String project = "/console/projects/" + repoId;
        String edited = "/file?path=rates/operations.config.json";

        take(anna, "projects", "/console/projects", "spare-parts");
        take(anna, "overview", project, "operations.config.json");
        take(anna, "file", project + "/file?ref=master@v0002&path=rates/operations.config.json", "read only");
        take(anna, "binary", project + "/file?path=logo.bin", "This is not text");
        take(anna, "history", project + "/history", "Many at once");
        take(anna, "compare", project + "/compare?from=test&to=master", "laser-01.json");
        take(anna, "branches", project + "/branches", "test");
        take(anna, "tokens", project + "/tokens", "cluj-erp-prod");
        take(anna, "settings", project + "/settings", "What clients need to know");
        take(anna, "account", "/console/account", "Sessions");
        take(anna, "audit", "/console/audit", "issued the token");

        anna.open(project + "/history");
        anna.button("Roll back").nth(1).click();
        anna.sees("Puts the whole branch back");
        take(anna, "rollback");

        anna.open(project + "/tokens");
        anna.button("New token").click();
        anna.textBox("Name").fill("timisoara-erp");
        take(anna, "new-token");
        anna.button("Create token").click();
        assertThat(anna.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("New token value")))
                .isVisible();
        take(anna, "token-value");

        anna.open(project + edited);
        anna.appendToLine(5, "");
        anna.page().keyboard().type("\n{ \"id\": \"mill\", \"rate_per_minute\": 1.6, \"setup_minutes\": 30 },");
        anna.textBox("Commit message").fill("Add milling");
        take(anna, "editor");
        anna.button("Show changes").click();
        take(anna, "changes");
        anna.button("Show changes").click();
        anna.put(
                repoId,
                "rates/operations.config.json",
                RATES.replace(
                        "{ \"id\": \"laser\"",
                        "{ \"id\": \"punch\", \"rate_per_minute\": 1.1 },\n    { \"id\": \"laser\""));
        anna.button("Save").click();
        anna.sees("1 place to decide");
        take(anna, "conflict");
    }
}
