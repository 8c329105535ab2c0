package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.erpconfig.interop.ReadApi;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An operator's first steps, from an empty account to an ERP that polls. */
@ConsoleTest(wholeBrowser = true)
class WalkThroughTest {

    private static final String VALUE = "[0-9a-f]{64}";

    private static String issue(Operator operator, String name) {
        operator.button("New token").click();
        operator.textBox("Name").fill(name);
        operator.page()
                .getByLabel("Expires at")
                .fill(LocalDate.now().plusYears(1).toString());
        operator.button("Create token").click();
        Locator value =
                operator.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("New token value"));
        assertThat(value).hasText(Pattern.compile(VALUE));
        return value.innerText().strip();
    }

    @Test
    void anErpReadsWithTheTokenJustIssuedAndSeesEachSave(Operator anna) throws InterruptedException {
        anna.enter();
        String repoId = anna.createProject("b2b-cnc");
        anna.sees("This branch is empty");
        anna.createFile("rates/operations.config.json", "{\"laser\": 1.25}");
        anna.save("First rates");

        anna.openTab("Files");
        String token = issue(anna, "cluj-erp-prod");
        ReadApi erp = new ReadApi(anna.server(), token, repoId);
        String first = erp.shortId("master");
        anna.sees(first);
        assertThat(new String(erp.files("master").get("rates/operations.config.json"), StandardCharsets.UTF_8))
                .isEqualTo("{\"laser\": 1.25}");

        anna.openFile(repoId, "rates/operations.config.json");
        anna.append("\n");
        anna.save("End the line");
        String second = erp.shortId("master");
        assertThat(second).isNotEqualTo(first);
        anna.sees(second);
    }

    @Test
    void aTokenIsShownOnceChangedAndRevoked(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("access", "a.json", "{}");
        anna.openProject(repoId);
        anna.openTab("Tokens");
        String token = issue(anna, "night-batch");
        assertThat(anna.page().getByText("curl -H")).containsText("PRIVATE-TOKEN: " + token);
        assertThat(anna.page().getByText("curl -H")).containsText(repoId);
        anna.page().reload();
        assertThat(anna.button("Revoke night-batch")).isVisible();
        assertThat(anna.page().getByText(token)).isHidden();
        anna.sees("…" + token.substring(60));
        anna.sees("never used");

        anna.button("Edit night-batch").click();
        anna.page().getByLabel("Require fingerprint").check();
        anna.button("Apply").click();
        anna.sees("binds the first instance");

        anna.button("Revoke night-batch").click();
        anna.button("Revoke token").click();
        anna.sees("No token yet");
    }

    @Test
    void everyViewHasAnAddressAndTheBackButtonLeadsThroughThem(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("addresses", "folder/a.json", "{}");
        anna.openProject(repoId);
        anna.link("a.json").click();
        assertThat(anna.editor()).isVisible();
        for (String view : new String[] {"History", "Compare", "Branches", "Tokens", "Settings"}) {
            anna.link(view).click();
            assertThat(anna.page()).hasTitle(view + " · " + repoId + " · ERP Config Store");
            String address = anna.page().url();
            anna.page().reload();
            assertThat(anna.page()).hasTitle(view + " · " + repoId + " · ERP Config Store");
            assertThat(anna.page()).hasURL(address);
        }
        for (int i = 0; i < 5; i++) {
            anna.page().goBack();
        }
        assertThat(anna.editor()).containsText("{}");
    }

    @Test
    void aNarrowWindowShowsWhereOneIsAndNeedsNoScrollingSideways(Operator anna) {
        anna.enter();
        anna.page().setViewportSize(360, 740);
        String repoId = anna.projectWith("narrow", "folder/a.json", "{}");
        for (String view : new String[] {"", "/history", "/compare", "/branches", "/tokens", "/settings"}) {
            anna.open("/console/projects/" + repoId + view);
            assertThat(anna.page().locator(".tabs [aria-current=page]")).isInViewport();
            assertThat(anna.page().evaluate("() => document.documentElement.scrollWidth"))
                    .as(view)
                    .isEqualTo(360);
        }
    }
}
