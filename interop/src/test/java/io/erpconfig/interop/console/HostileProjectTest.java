package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Names and contents that would be more than text if they could. A script of theirs that ran would say so to the browser's
 * console, and so would a violation of the page's policy; whatever is said there fails a test, as does a request elsewhere.
 */
@ConsoleTest
class HostileProjectTest {

    private static final String SCRIPT = "<script>console.error('ran')</script>";
    private static final String IMAGE = "\"><img src=x onerror=console.error('ran')>";
    private static final String QUOTES = "'\"`&amp;${1}{{1}}.json";
    private static final String REVERSED = "invoice\u202Efdp.exe";
    private static final String BRANCH = "\"'><img/src=x/onerror=console.error('ran')>";

    private static Operator seen(Operator anna, List<String> dialogs) {
        anna.page().onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        return anna.enter();
    }

    /** No element came of what was shown, and nobody was asked anything. */
    private static void isOnlyText(Operator anna, List<String> dialogs) {
        assertThat(anna.page().locator("main img:not(.cm-widgetBuffer), main script, main svg svg, main iframe"))
                .hasCount(0);
        assertThat(dialogs).isEmpty();
    }

    private static void open(Operator anna, String repoId, String view, String... texts) {
        anna.open("/console/projects/" + repoId + view);
        for (String text : texts) {
            anna.sees(text);
        }
    }

    @Test
    void namesAreShownAsWhatTheyAre(Operator anna) {
        List<String> dialogs = new ArrayList<>();
        seen(anna, dialogs);
        String repoId = anna.projectWith("hostile", "plain.txt", "plain\n");
        for (String path : List.of(SCRIPT + ".json", "folder " + IMAGE + "/a.txt", QUOTES, REVERSED)) {
            anna.put(repoId, path, SCRIPT + IMAGE + "\u202Etxet\n");
        }
        anna.branch(repoId, BRANCH);
        anna.issue(Map.of("name", IMAGE + SCRIPT, "description", SCRIPT + IMAGE, "repos", List.of(repoId)));
        String encoded = Operator.encoded(BRANCH);

        open(anna, repoId, "", "script>.json", "folder " + IMAGE, QUOTES, "invoice", "U+202E", BRANCH, IMAGE + SCRIPT);
        isOnlyText(anna, dialogs);
        open(anna, repoId, "?ref=" + encoded, QUOTES);
        assertThat(anna.branchPicker()).hasValue(BRANCH);
        open(anna, repoId, "/history", "Save " + QUOTES, "U+202E");
        open(anna, repoId, "/history?ref=" + encoded, "copied");
        open(anna, repoId, "/compare?from=master@v0001&to=" + encoded, SCRIPT + IMAGE, QUOTES, "U+202E");
        isOnlyText(anna, dialogs);
        open(anna, repoId, "/branches", BRANCH);
        anna.button("Delete " + BRANCH).click();
        anna.sees("Delete " + BRANCH + "?");
        isOnlyText(anna, dialogs);
        open(anna, repoId, "/tokens", IMAGE + SCRIPT);
        anna.button("Edit " + IMAGE + SCRIPT).click();
        assertThat(anna.textBox("Name")).hasValue(IMAGE + SCRIPT);
        open(anna, repoId, "/settings", "What clients need to know");
        anna.open("/console/audit");
        anna.sees(QUOTES);
        anna.sees(BRANCH);
        isOnlyText(anna, dialogs);
    }

    @Test
    void whatIsInTheAddressIsShownAsWhatItIs(Operator anna) {
        List<String> dialogs = new ArrayList<>();
        seen(anna, dialogs);
        String repoId = anna.projectWith("hostile-address", "a.txt", "a\n");
        String image = Operator.encoded(IMAGE);
        open(anna, repoId, "?ref=" + image, "There is no such branch");
        open(anna, repoId, "?q=" + image, "Nothing matches");
        assertThat(anna.page().getByLabel("Filter the list")).hasValue(IMAGE);
        open(anna, repoId, "/file?path=" + image, "There is no such file");
        open(anna, repoId, "/history?path=" + image, IMAGE);
        open(anna, repoId, "/compare?from=" + image + "&to=javascript:alert(1)", "One of the two is gone");
        anna.open("/console/projects/" + image);
        anna.sees("There is no such project");
        anna.open("/console/" + image);
        anna.sees("There is no such page");
        isOnlyText(anna, dialogs);
    }

    @Test
    void contentsAreShownAsWhatTheyAre(Operator anna) {
        List<String> dialogs = new ArrayList<>();
        seen(anna, dialogs);
        String repoId = anna.projectWith("hostile-contents", "page.html", SCRIPT + IMAGE + "\n\u202Etxet\n");
        anna.put(repoId, "line.json", "[\"" + "x".repeat(1_000_000) + "</script>" + SCRIPT + "\"]");
        anna.put(repoId, "invalid.txt", new byte[] {'<', 'b', '>', (byte) 0xC3, '(', (byte) 0xFF, '\n'});
        anna.put(repoId, "nul.json", new byte[] {'{', 0, '}', 0});

        anna.openFile(repoId, "page.html");
        assertThat(anna.editor()).containsText(SCRIPT + IMAGE);
        isOnlyText(anna, dialogs);
        anna.openFile(repoId, "line.json");
        assertThat(anna.editor()).containsText("[\"xxx");
        assertThat(anna.button("Show changes")).isEnabled();
        for (String path : List.of("invalid.txt", "nul.json")) {
            open(anna, repoId, "/file?path=" + path, "This is not text");
            assertThat(anna.editor()).hasCount(0);
        }
        open(
                anna,
                repoId,
                "/compare?from=master@v0001&to=master",
                SCRIPT + IMAGE,
                "invalid.txt",
                "nul.json",
                "line.json");
        assertThat(anna.page().getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("page.html")))
                .containsText("U+202E");
        isOnlyText(anna, dialogs);
    }

    @Test
    void aPageAmongTheFilesIsNoPageOfThisServer(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("hostile-page", "page.html", SCRIPT);
        APIResponse file = anna.context().request().get(anna.fileAddress(repoId, "page.html"));
        assertThat(new String(file.body(), StandardCharsets.UTF_8)).isEqualTo(SCRIPT);
        assertThat(file.headers()).containsEntry("x-content-type-options", "nosniff");
        assertThat(file.headers().get("content-type")).startsWith("text/plain");
        assertThat(file.headers()).containsEntry("content-security-policy", "default-src 'none'; sandbox");
        anna.page().navigate(anna.fileAddress(repoId, "page.html"));
        assertThat(anna.page().locator("body")).hasText(SCRIPT);
    }
}
