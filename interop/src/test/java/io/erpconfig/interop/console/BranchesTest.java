package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.erpconfig.interop.ReadApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Work with branches and snapshots as a whole. */
@ConsoleTest
class BranchesTest {

    private static Locator changedLines(Operator operator, String path) {
        return operator.page()
                .getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Changed lines of " + path));
    }

    private static void create(Operator operator, String name, String start) {
        operator.button("New branch").click();
        operator.page()
                .getByRole(
                        AriaRole.TEXTBOX,
                        new Page.GetByRoleOptions().setName("Name").setExact(true))
                .fill(name);
        operator.page().getByLabel("Starts as").selectOption(start);
        operator.button("Create branch").click();
    }

    @Test
    void anAddressThatAnErpShowsLeadsToThatState(Operator anna) throws InterruptedException {
        anna.enter();
        String repoId = anna.projectWith("from-outside", "a.txt", "one\n");
        anna.put(repoId, "a.txt", "two\n");
        anna.branch(repoId, "feature/x");
        ReadApi erp = new ReadApi(anna.server(), anna.issue(Map.of("name", "erp", "repos", List.of(repoId))), repoId);
        List<JsonNode> commits = erp.commits("master");

        anna.page().navigate(commits.get(1).get("web_url").asString());
        anna.sees("v0002");
        anna.sees("an older state");
        anna.page().navigate(commits.get(0).get("web_url").asString());
        assertThat(anna.page().getByText("an older state")).isHidden();
        assertThat(anna.heading(repoId)).isVisible();
        anna.page()
                .navigate(
                        erp.compare("master@v0001", "feature/x").get("web_url").asString());
        assertThat(changedLines(anna, "a.txt")).containsText("two");
    }

    @Test
    void anyTwoSnapshotsAreCompared(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("two-states", "a.txt", "one\n");
        anna.put(repoId, "a.txt", "two\n");
        anna.put(repoId, "a.txt", "three\n");
        anna.openProject(repoId);
        anna.openTab("Compare");
        assertThat(changedLines(anna, "a.txt")).containsText("two");
        assertThat(changedLines(anna, "a.txt")).containsText("three");
        anna.page().getByLabel("From: snapshot").selectOption("v0002");
        assertThat(changedLines(anna, "a.txt")).containsText("one");
        assertThat(changedLines(anna, "a.txt")).not().containsText("two");
        anna.button("Swap").click();
        assertThat(anna.page())
                .hasURL(anna.server() + "/console/projects/" + repoId + "/compare?from=master&to=master%40v0002");
        // The address changes before the page does.
        assertThat(anna.page().getByLabel("To: snapshot")).hasValue("v0002");
        assertThat(anna.page().getByLabel("From: snapshot")).hasValue("");
        assertThat(changedLines(anna, "a.txt")).containsText("one");
        anna.page().getByLabel("From: snapshot").selectOption("v0002");
        anna.sees("Both have the same content");
    }

    @Test
    void whatDiffersIsSeenSideBySideOrLineByLine(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("layout", "a.txt", "one\ntwo\nthree\nfive\n");
        anna.put(repoId, "a.txt", "one\nzwei\nthree\nfour\nfive\n");
        anna.open("/console/projects/" + repoId + "/compare?from=master@v0002&to=master");
        Locator rows = changedLines(anna, "a.txt").getByRole(AriaRole.ROW);
        Locator sideBySide = anna.button("Side by side");
        assertThat(sideBySide).hasAttribute("aria-pressed", "true");
        String[] pairs = {"@@ -1,4 +1,5 @@", "1one1one", "2two2zwei", "3three3three", "4four", "4five5five"};
        assertThat(rows).hasText(pairs);
        sideBySide.click();
        assertThat(sideBySide).hasAttribute("aria-pressed", "false");
        assertThat(rows)
                .hasText(new String[] {"@@ -1,4 +1,5 @@", "11one", "2−two", "2+zwei", "33three", "4+four", "45five"});
        sideBySide.click();
        assertThat(rows).hasText(pairs);
    }

    @Test
    void onlyLinesThatAreComparedAreCounted(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("counted", "a.txt", "one\n");
        anna.put(repoId, "logo.bin", new byte[] {0, 1});
        anna.put(repoId, "large.txt", "x".repeat(1 << 20) + "\n");
        anna.put(repoId, "empty.txt", "");
        anna.put(repoId, "a.txt", "two\n");
        anna.put(repoId, "logo.bin", new byte[] {0, 2});
        anna.put(repoId, "large.txt", "y".repeat(1 << 20) + "\n");
        anna.open("/console/projects/" + repoId + "/compare?from=master@v0002&to=master");
        Locator files = anna.page().locator(".diff summary");
        assertThat(files.filter(new Locator.FilterOptions().setHasText("a.txt")))
                .containsText("+1−1");
        assertThat(files.filter(new Locator.FilterOptions().setHasText("logo.bin")))
                .hasText("logo.binnewnot text");
        assertThat(files.filter(new Locator.FilterOptions().setHasText("large.txt")))
                .hasText("large.txtnewtoo large");
        assertThat(files.filter(new Locator.FilterOptions().setHasText("empty.txt")))
                .hasText("empty.txtnew");
        anna.sees("2 files not compared line by line");
        assertThat(anna.page().getByText("+0")).hasCount(0);
    }

    @Test
    void aBranchBeginsAsACopyAndIsComparedWithTheOtherOne(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("copied", "a.txt", "live\n");
        anna.open("/console/projects/" + repoId + "/branches");
        create(anna, "release/2026", "Copy of master");
        anna.sees("is there");
        assertThat(anna.branchPicker()).hasValue("release/2026");
        anna.link("a.txt").click();
        anna.append("next\n");
        anna.save("What comes next");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("live\n");
        anna.openTab("Branches");
        anna.link("Compare with master").click();
        assertThat(changedLines(anna, "a.txt")).containsText("next");
    }

    @Test
    void aBranchBeginsEmptyAndEndsWhenThatIsConfirmed(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("branched", "a.txt", "a\n");
        anna.open("/console/projects/" + repoId + "/branches");
        create(anna, "no such name", "Empty");
        anna.sees("A branch has a name such as");
        anna.button("Cancel").click();
        create(anna, "test", "Empty");
        anna.sees("This branch is empty");
        anna.openTab("Branches");
        anna.button("Delete test").click();
        anna.sees("1 snapshot goes with it");
        anna.button("Cancel").click();
        assertThat(anna.link("test").first()).isVisible();
        anna.button("Delete test").click();
        anna.button("Delete branch").click();
        anna.sees("1 branch");
        assertThat(anna.link("test")).hasCount(0);
        assertThat(anna.button("Delete master")).hasCount(0);
    }

    @Test
    void aProjectIsDeletedWhenItsNameIsTyped(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("ended", "a.txt", "a\n");
        anna.openProject(repoId);
        anna.openTab("Settings");
        anna.button("Delete project").click();
        Locator typed = anna.textBox("Type " + repoId + " to confirm");
        typed.fill("ended");
        anna.button("Delete for good").click();
        anna.sees("That is not what the project is called");
        assertThat(anna.has(repoId, "a.txt")).isTrue();
        typed.fill(repoId);
        anna.button("Delete for good").click();
        assertThat(anna.heading("Projects")).isVisible();
        anna.sees("Deleted " + repoId);
        assertThat(anna.has(repoId, "a.txt")).isFalse();
        assertThat(anna.link("ended")).hasCount(0);
    }

    @Test
    void oneFileIsRolledBackAndTheOthersStay(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("rolled-back", "a.txt", "good\n");
        anna.put(repoId, "b.txt", "b\n");
        anna.put(repoId, "a.txt", "bad\n");
        anna.put(repoId, "b.txt", "better\n");
        anna.openFile(repoId, "a.txt");
        anna.link("Versions").click();
        anna.sees("Only what changed a.txt");
        assertThat(anna.page().getByText("v0003")).hasCount(0);
        anna.button("Roll back").last().click();
        anna.sees("Puts a.txt back to what it was in v0002");
        assertThat(changedLines(anna, "b.txt")).hasCount(0);
        anna.button("Confirm rollback").click();
        anna.sees("Rolled back");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("good\n");
        assertThat(anna.content(repoId, "b.txt")).isEqualTo("better\n");
    }
}
