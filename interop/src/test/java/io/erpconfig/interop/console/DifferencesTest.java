package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines that differ are never shown as two that are the same. */
@ConsoleTest
class DifferencesTest {

    private static final String LONG = "x".repeat(7000);

    /** Pairs of lines, before and after. */
    private static final Map<String, String[]> CHANGES = new LinkedHashMap<>();

    static {
        CHANGES.put("tab", new String[] {"\tkey: 1", "    key: 1"});
        CHANGES.put("no-break-space", new String[] {"a\u00a0b", "a b"});
        CHANGES.put("narrow-space", new String[] {"a\u00a0b", "a\u202fb"});
        CHANGES.put("trailing-space", new String[] {"a", "a "});
        CHANGES.put("zero-width", new String[] {"ab", "a\u200bb"});
        CHANGES.put("direction", new String[] {"ab", "a\u202eb"});
        CHANGES.put("composed", new String[] {"\u00e4", "a\u0308"});
        CHANGES.put("carriage-return", new String[] {"a\r", "a"});
        CHANGES.put("long", new String[] {LONG + "1" + LONG, LONG + "2" + LONG});
    }

    private static String content(String line) {
        return "first\n" + line + "\nlast\n";
    }

    private static Locator changes(Operator anna, String path) {
        return anna.page()
                .getByRole(
                        AriaRole.GROUP,
                        new Page.GetByRoleOptions()
                                .setName("Changed lines of " + path)
                                .setExact(true));
    }

    private static void seesTheDifferences(Operator anna, String layout, String old, String now) {
        CHANGES.keySet().forEach(path -> {
            String before = changes(anna, path).locator(old).innerText();
            String after = changes(anna, path).locator(now).innerText();
            assertThat(before).as(path + ", " + layout).isNotEqualTo(after);
        });
        assertThat(changes(anna, "unended").getByText("No newline at end of file"))
                .hasCount(1);
        assertThat(changes(anna, "long").locator(now)).containsText("2");
    }

    @Test
    void whatDiffersIsSeenInBothLayouts(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("differences", "unended", "a\nb");
        Map<String, String> before = new LinkedHashMap<>();
        CHANGES.forEach((path, lines) -> before.put(path, content(lines[0])));
        anna.commit(repoId, before);
        CHANGES.forEach((path, lines) -> anna.put(repoId, path, content(lines[1])));
        anna.put(repoId, "unended", "a\nb\n");
        anna.open("/console/projects/" + repoId + "/compare?from=master@v0003&to=master");
        seesTheDifferences(anna, "side by side", "td.code.old", "td.code.new");
        Axe.findsNothing(anna.page(), "differences side by side");
        anna.button("Side by side").click();
        seesTheDifferences(anna, "unified", "tr.old td.code", "tr.new td.code");
        Axe.findsNothing(anna.page(), "unified differences");
    }

    @Test
    void aLineIsComparedWithTheOneThatLooksLikeIt(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("differences-moved", "a.txt", "\tkey\n");
        anna.put(repoId, "a.txt", "new\n    key\n");
        anna.open("/console/projects/" + repoId + "/compare?from=master@v0002&to=master");
        assertThat(changes(anna, "a.txt").locator("td.code.old mark")).hasText("→");
        assertThat(changes(anna, "a.txt").locator("td.code.new mark")).hasText("····");
    }

    @Test
    void whatIsNotSavedYetIsSeenToo(Operator anna) {
        anna.enter();
        String repoId =
                anna.projectWith("differences-own", "a.txt", "\tkey\nno\u00a0break\n" + LONG + "1" + LONG + "\n");
        anna.openProject(repoId);
        FileChooser chooser =
                anna.page().waitForFileChooser(anna.button("Upload").first()::click);
        String mine = "    key\r\nno break\r\n" + LONG + "2" + LONG + "\r\n";
        chooser.setFiles(new FilePayload("a.txt", "text/plain", mine.getBytes(StandardCharsets.UTF_8)));
        anna.sees("1 unsaved change");
        anna.link("a.txt").first().click();
        anna.button("Show changes").click();
        anna.sees("Line ends: LF → CRLF");
        assertThat(anna.page().locator(".cm-before .cm-shownTab")).hasCount(1);
        assertThat(anna.page().locator(".cm-after .cm-shownSpace")).hasCount(5);
        assertThat(anna.page().locator(".cm-before .cm-specialChar")).hasText("U+00A0");
        assertThat(anna.page().locator(".cm-after .cm-changedText").last()).hasText("2");
        Axe.findsNothing(anna.page(), "changes that are not saved");
    }

    @Test
    void aConflictShowsInWhatTheTwoDiffer(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("differences-conflict", "a.txt", "one\ntwo\n");
        anna.openFile(repoId, "a.txt");
        anna.appendToLine(1, " more");
        anna.put(repoId, "a.txt", "one\u00a0more\ntwo\n");
        anna.button("Save").click();
        anna.sees("1 place to decide");
        assertThat(anna.page().locator(".side-theirs mark")).hasText("U+00A0");
        assertThat(anna.page().locator(".side-mine mark")).hasText("·");
        Axe.findsNothing(anna.page(), "a conflict");
    }
}
