package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** axe-core finds no violation on any page or dialog, in both colour schemes. */
@ConsoleTest
class AccessibilityTest {

    private static void look(Operator operator, String what) {
        Axe.findsNothing(operator.page(), what);
    }

    /** Goes to an address and looks at what is there, once its heading is. */
    private static void lookAt(Operator operator, String address, String heading) {
        operator.open(address);
        assertThat(operator.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText(heading);
        look(operator, address);
    }

    private static void lookAtDialog(Operator operator, String name) {
        assertThat(operator.page().getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName(name)))
                .isVisible();
        look(operator, name);
    }

    @Test
    void signingInAndTheFirstProject(Operator cleo) {
        cleo.open("/");
        assertThat(cleo.textBox("Username")).isFocused();
        look(cleo, "sign-in");
        cleo.signIn();
        cleo.sees("No project yet");
        look(cleo, "no project");
        cleo.button("New project").click();
        lookAtDialog(cleo, "New project");
        cleo.button("Create project").click();
        cleo.sees("The first part begins with");
        lookAtDialog(cleo, "New project");
    }

    @Test
    void whatIsNotOfOneProject(Operator anna) {
        anna.enter();
        anna.projectWith("axe-one-of-many", "a.json", "{}");
        lookAt(anna, "/console/projects", "Projects");
        lookAt(anna, "/console/projects?q=nothing-is-called-so", "Projects");
        lookAt(anna, "/console/account", "Account");
        lookAt(anna, "/console/audit", "Audit");
        lookAt(anna, "/console/projects/nobody.erp-config", "There is no such project");
        lookAt(anna, "/console/nothing", "There is no such page");
        anna.open("/console/account");
        assertThat(anna.heading("Sessions")).isVisible();
        anna.context().clearCookies();
        anna.page().getByLabel("Current password").fill("something");
        anna.button("Change password").click();
        lookAtDialog(anna, "Your session has ended");
    }

    @Test
    void aProject(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("axe-project", "folder/rates.json", "{\n  \"laser\": 1.25\n}\n");
        anna.put(repoId, "folder/rates.json", "{\n  \"laser\": 1.5\n}\n");
        anna.put(repoId, "logo.bin", new byte[] {0, 1, 2});
        anna.branch(repoId, "test");
        anna.issue(Map.of(
                "name",
                "cluj-erp",
                "repos",
                List.of(repoId),
                "expires_at",
                "2099-12-31",
                "fingerprint_required",
                true));
        anna.issue(Map.of(
                "name",
                "night-batch",
                "description",
                "Opens tickets at night",
                "scopes",
                List.of("read", "tickets"),
                "repos",
                List.of(repoId)));
        String project = "/console/projects/" + repoId;
        lookAt(anna, project, "axe-project");
        lookAt(anna, project + "?ref=master@v0002", "axe-project");
        lookAt(anna, project + "/file?path=logo.bin", "logo.bin");
        lookAt(anna, project + "/history", "axe-project");
        lookAt(anna, project + "/history?path=folder/rates.json", "axe-project");
        lookAt(anna, project + "/compare?from=master@v0001&to=master", "axe-project");
        lookAt(anna, project + "/compare?from=test&to=master", "axe-project");
        lookAt(anna, project + "/branches", "axe-project");
        lookAt(anna, project + "/tokens", "axe-project");
        lookAt(anna, project + "/settings", "axe-project");
        anna.button("Delete project").click();
        lookAtDialog(anna, "Delete this project for good?");
    }

    @Test
    void anEmptyProjectAndItsFirstFile(Operator anna) {
        anna.enter();
        anna.createProject("axe-empty");
        anna.sees("This branch is empty");
        look(anna, "an empty project");
        anna.button("New file").click();
        lookAtDialog(anna, "New file");
    }

    @Test
    void editingUpToAConflict(Operator anna) {
        anna.enter();
        String before = "{\n  \"one\": 1,\n  \"two\": 2\n}\n";
        String repoId = anna.projectWith("axe-editing", "a.json", before);
        anna.openFile(repoId, "a.json");
        look(anna, "an editor");
        anna.appendToLine(2, "1");
        anna.sees("1 unsaved change");
        look(anna, "an editor with a change");
        anna.button("Show changes").click();
        anna.page().waitForTimeout(100);
        look(anna, "a change side by side");
        anna.button("Show changes").click();
        anna.put(repoId, "a.json", before.replace("\"one\": 1", "\"one\": 7"));
        anna.appendToLine(2, ",");
        anna.button("Save").click();
        lookAtDialog(anna, "A file has a syntax error");
        anna.button("Save anyway").click();
        lookAtDialog(anna, "Conflict: a.json");
        anna.button("Take mine").click();
        lookAtDialog(anna, "Conflict: a.json");
    }

    @Test
    void aNewTokensValue(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("axe-token", "a.json", "{}");
        anna.open("/console/projects/" + repoId + "/tokens");
        anna.button("New token").click();
        lookAtDialog(anna, "New token");
        anna.textBox("Name").fill("cluj-erp-prod");
        anna.textBox("Allowed repos").fill("");
        lookAtDialog(anna, "New token");
        anna.textBox("Allowed repos").fill(repoId);
        anna.button("Create token").click();
        assertThat(anna.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("New token value")))
                .isVisible();
        look(anna, "a token's value");
        anna.button("Revoke cluj-erp-prod").click();
        lookAtDialog(anna, "Revoke cluj-erp-prod?");
    }

    @Test
    void rollingBackAndNewBranches(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("axe-rollback", "a.txt", "good\n");
        anna.put(repoId, "a.txt", "bad\n");
        anna.open("/console/projects/" + repoId + "/history");
        anna.button("Roll back").first().click();
        anna.sees("Puts the whole branch back");
        lookAtDialog(anna, "Roll back to v0002");
        anna.button("Confirm rollback").click();
        anna.sees("Rolled back");
        look(anna, "a notice");
        anna.open("/console/projects/" + repoId + "/branches");
        anna.button("New branch").click();
        lookAtDialog(anna, "New branch");
    }
}
