package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Access: tokens that are changed, sessions that end, and the audit trail. */
@ConsoleTest
class AccessTest {

    private static int read(Operator operator, String repoId, String token, String instance) {
        try (BrowserContext erp = operator.context().browser().newContext()) {
            return erp.request()
                    .get(
                            operator.server() + "/site-builder/api/erp-config/projects/" + repoId,
                            RequestOptions.create()
                                    .setHeader("PRIVATE-TOKEN", token)
                                    .setHeader("X-Instance-Id", instance))
                    .status();
        }
    }

    /** Signs in elsewhere, as another browser of the same person. */
    private static BrowserContext elsewhere(Operator operator, String password) {
        BrowserContext other = operator.context()
                .browser()
                .newContext(
                        new Browser.NewContextOptions().setUserAgent("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"));
        int status = other.request()
                .post(
                        operator.server() + "/user/login",
                        RequestOptions.create().setData(Map.of("username", operator.name(), "password", password)))
                .status();
        assertThat(status).isEqualTo(200);
        return other;
    }

    private static int projects(Operator operator, BrowserContext elsewhere) {
        return elsewhere
                .request()
                .get(operator.server() + "/site-builder/api/projects")
                .status();
    }

    private static void change(Operator operator, String current, String changed, String again) {
        operator.page().getByLabel("Current password").fill(current);
        operator.page().getByLabel("New password").first().fill(changed);
        operator.page().getByLabel("New password again").fill(again);
        operator.button("Change password").click();
    }

    @Test
    void aTokenIsFreedOfTheMachineThatItIsBoundTo(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bound", "a.json", "{}");
        String token = anna.issue(Map.of("name", "plant-1", "repos", List.of(repoId), "fingerprint_required", true));
        assertThat(read(anna, repoId, token, "the-old-machine")).isEqualTo(200);
        assertThat(read(anna, repoId, token, "the-new-machine")).isEqualTo(401);
        anna.open("/console/projects/" + repoId + "/tokens");
        anna.sees("bound to");
        anna.button("Unbind plant-1").click();
        anna.button("Unbind").last().click();
        anna.sees("binds the first instance");
        assertThat(read(anna, repoId, token, "the-new-machine")).isEqualTo(200);
        assertThat(read(anna, repoId, token, "the-old-machine")).isEqualTo(401);
    }

    @Test
    void theCommandThatComesWithATokenBindsItToThisMachine(Operator anna) throws Exception {
        Path machine = Path.of("/etc/machine-id");
        assumeThat(machine).isReadable();
        anna.enter();
        String repoId = anna.projectWith("command", "a.json", "{}");
        anna.open("/console/projects/" + repoId + "/tokens");
        anna.button("New token").click();
        anna.textBox("Name").fill("plant-4");
        anna.page().getByLabel("Require fingerprint").check();
        anna.button("Create token").click();
        String command = anna.page().locator(".issued .curl").innerText();
        Process shell = new ProcessBuilder("sh", "-c", command).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8)).contains("\"name\":\"master\"");
        String id =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(machine)));
        String token = command.replaceFirst("(?s).*PRIVATE-TOKEN: ([0-9a-f]{64}).*", "$1");
        assertThat(read(anna, repoId, token, id)).isEqualTo(200);
        assertThat(read(anna, repoId, token, "another machine")).isEqualTo(401);
        anna.page().reload();
        anna.sees("bound to");
    }

    @Test
    void aTokensNameReachAndEndAreChanged(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("reach", "a.json", "{}");
        String other = anna.projectWith("reach-other", "a.json", "{}");
        String token = anna.issue(Map.of("name", "plant-2", "repos", List.of(repoId)));
        assertThat(read(anna, other, token, "any")).isNotEqualTo(200);
        anna.open("/console/projects/" + repoId + "/tokens");
        anna.sees("never expires");
        anna.button("Edit plant-2").click();
        anna.textBox("Name").fill("plant-3");
        anna.textBox("Allowed repos").fill(repoId + ", " + other);
        anna.page().getByLabel("Expires at").fill("2099-12-31");
        anna.button("Apply").click();
        anna.sees("Changed plant-3");
        anna.sees("2 projects");
        assertThat(anna.page().getByText("never expires")).isHidden();
        assertThat(read(anna, other, token, "any")).isEqualTo(200);
    }

    @Test
    void aTokensScopesAndDescriptionAreChanged(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("scopes", "a.json", "{}");
        anna.open("/console/projects/" + repoId + "/tokens");
        anna.button("New token").click();
        anna.textBox("Name").fill("plant-5");
        anna.textBox("Description").fill("Reads the prices");
        assertThat(scope(anna, "read")).isChecked();
        assertThat(scope(anna, "tickets")).not().isChecked();
        scope(anna, "connectors").check();
        anna.button("Create token").click();
        anna.sees("Reads the prices");
        anna.sees("read, connectors");
        String token = anna.page()
                .getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("New token value"))
                .innerText()
                .strip();
        assertThat(read(anna, repoId, token, "any")).isEqualTo(200);

        anna.button("Edit plant-5").click();
        assertThat(anna.textBox("Description")).hasValue("Reads the prices");
        scope(anna, "read").uncheck();
        scope(anna, "connectors").uncheck();
        anna.button("Apply").click();
        anna.sees("Choose at least one scope");
        scope(anna, "tickets").check();
        anna.textBox("Description").fill("Opens tickets");
        anna.button("Apply").click();
        anna.sees("Changed plant-5");
        anna.sees("Opens tickets");
        assertThat(anna.page().getByText("read, connectors")).isHidden();
        assertThat(read(anna, repoId, token, "any")).isEqualTo(403);
    }

    private static Locator scope(Operator operator, String name) {
        return operator.page()
                .getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Scopes"))
                .getByLabel(name);
    }

    @Test
    void aChangedPasswordEndsAllOtherSessions(Operator cleo) {
        String before = ServedConsole.passwordOf("cleo");
        String after = before + ", changed";
        cleo.signIn();
        try (BrowserContext elsewhere = elsewhere(cleo, before)) {
            cleo.link("cleo").click();
            change(cleo, before, after, "something else");
            cleo.sees("differ");
            assertThat(projects(cleo, elsewhere)).isEqualTo(200);
            change(cleo, before, after, after);
            cleo.sees("Your password is changed");
            assertThat(projects(cleo, elsewhere)).isEqualTo(401);
        }
        elsewhere(cleo, after).close();
        // What the page says it has said before; the others rely on her password.
        int status = cleo.page()
                .waitForResponse(
                        answer -> answer.url().endsWith("/account/password"), () -> change(cleo, after, before, before))
                .status();
        assertThat(status).isEqualTo(204);
    }

    @Test
    void aSessionIsEndedFromAnotherOne(Operator cleo) {
        cleo.signIn();
        try (BrowserContext elsewhere = elsewhere(cleo, ServedConsole.passwordOf("cleo"))) {
            cleo.open("/console/account");
            assertThat(cleo.page().getByText("this one")).hasCount(1);
            cleo.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("Firefox on Windows"))
                    .getByText("End")
                    .last()
                    .click();
            cleo.button("End session").click();
            assertThat(cleo.page().getByText("Firefox on Windows")).hasCount(0);
            assertThat(projects(cleo, elsewhere)).isEqualTo(401);
        }
        assertThat(cleo.page().getByText("this one")).hasCount(1);
    }

    @Test
    void theAuditTrailSaysWhatWasTriedAndWhyItFailed(Operator anna) {
        anna.enter();
        int status = anna.context()
                .request()
                .post(
                        anna.server() + "/user/login",
                        RequestOptions.create().setData(Map.of("username", anna.name(), "password", "a wrong one")))
                .status();
        assertThat(status).isEqualTo(401);
        anna.open("/console/audit");
        Locator entries = anna.page().locator("main").getByRole(AriaRole.LISTITEM);
        assertThat(entries.nth(0)).containsText("anna tried to sign in");
        assertThat(entries.nth(0)).containsText("wrong name or password");
    }

    @Test
    void theAuditTrailSaysWhoDidWhat(Operator anna, Operator ben) {
        anna.enter();
        String repoId = anna.projectWith("audited", "rates/laser.csv", "1\n");
        anna.branch(repoId, "next");
        anna.delete(repoId, "rates/laser.csv");
        anna.openTab("Audit");
        Locator entries = anna.page().locator("main").getByRole(AriaRole.LISTITEM);
        assertThat(entries.nth(0)).containsText("anna deleted");
        assertThat(entries.nth(0)).containsText("rates/laser.csv");
        assertThat(entries.nth(0)).containsText("done");
        assertThat(entries.nth(1)).containsText("anna created the branch next");
        assertThat(entries.nth(2)).containsText("anna saved");
        assertThat(entries.nth(3)).containsText("anna created the project");
        assertThat(entries.nth(3)).containsText(repoId);
        assertThat(entries.nth(0)).containsText("127.0.0.1");
        ben.enter();
        ben.openTab("Audit");
        assertThat(ben.heading("Audit")).isVisible();
        assertThat(ben.page().getByText(repoId)).hasCount(0);
    }
}
