package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a mouse: by Tab, Enter and what is typed, and the focus is seen wherever it is. */
@ConsoleTest
class KeyboardTest {

    private static final int MOST_STOPS = 80;

    private static final String FOCUS_IS_SEEN = """
            () => {
              const focused = document.activeElement;
              return focused === document.body
                  || focused.closest('.editor') !== null
                  || getComputedStyle(focused).outlineStyle !== 'none';
            }""";

    private static boolean focused(Locator target) {
        return (boolean) target.evaluate("element => element.matches(':focus')");
    }

    /** Presses Tab until the focus is where it is wanted. */
    private static void tabTo(Operator operator, Locator target) {
        assertThat(target).isVisible();
        for (int i = 0; i < MOST_STOPS && !focused(target); i++) {
            press(operator, "Tab");
            assertThat((boolean) operator.page().evaluate(FOCUS_IS_SEEN))
                    .as("the focus is seen on %s", operator.page().evaluate("() => document.activeElement.outerHTML"))
                    .isTrue();
        }
        assertThat(target).isFocused();
    }

    private static void choose(Operator operator, Locator target) {
        tabTo(operator, target);
        press(operator, "Enter");
    }

    private static void press(Operator operator, String key) {
        operator.page().keyboard().press(key);
    }

    private static void type(Operator operator, String text) {
        operator.page().keyboard().type(text);
    }

    @Test
    void fromSigningInToTheFirstFileSaved(Operator anna) {
        anna.open("/");
        assertThat(anna.textBox("Username")).isFocused();
        type(anna, anna.name());
        press(anna, "Tab");
        type(anna, ServedConsole.passwordOf(anna.name()));
        press(anna, "Enter");
        assertThat(anna.heading("Projects")).isVisible();

        choose(anna, anna.button("New project"));
        assertThat(anna.textBox("Name")).isFocused();
        type(anna, "by-keyboard");
        press(anna, "Enter");
        assertThat(anna.heading("by-keyboard")).isVisible();

        choose(anna, anna.button("New file"));
        assertThat(anna.page().getByLabel("Path")).isFocused();
        type(anna, "rates.json");
        press(anna, "Enter");
        tabTo(anna, anna.editor());
        type(anna, "[1.25]");
        tabTo(anna, anna.textBox("Commit message"));
        type(anna, "First rates");
        press(anna, "Enter");
        anna.seesSaved();
        assertThat(anna.content("by-keyboard.erp-config", "rates.json")).isEqualTo("[1.25]");
    }

    @Test
    void aTokenIsIssuedCopiedAndPutAway(Operator anna) {
        anna.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        anna.enter();
        String repoId = anna.projectWith("token-by-keyboard", "a.json", "{}");
        anna.openProject(repoId);
        choose(anna, anna.link("Tokens"));
        assertThat(anna.page()).hasTitle("Tokens · " + repoId + " · ERP Config Store");
        choose(anna, anna.button("New token"));
        assertThat(anna.textBox("Name")).isFocused();
        type(anna, "cluj-erp-prod");
        tabTo(anna, anna.page().getByLabel("Require fingerprint"));
        press(anna, "Space");
        choose(anna, anna.button("Create token"));

        Locator value = anna.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("New token value"));
        String token = value.innerText().strip();
        assertThat(token).matches("[0-9a-f]{64}");
        Locator tokens =
                anna.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Tokens of this project"));
        choose(
                anna,
                tokens.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Copy").setExact(true)));
        anna.sees("Copied");
        assertThat(anna.page().evaluate("() => navigator.clipboard.readText()")).isEqualTo(token);
        choose(anna, anna.button("Put the value away"));
        assertThat(value).isHidden();
        anna.sees("binds the first instance");
    }

    @Test
    void aRollbackIsLookedAtAndConfirmed(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("rollback-by-keyboard", "a.txt", "good\n");
        anna.put(repoId, "a.txt", "bad\n");
        anna.openProject(repoId);
        choose(anna, anna.link("History"));
        choose(anna, anna.button("Roll back").first());
        anna.sees("Puts the whole branch back");
        press(anna, "Escape");
        assertThat(anna.page().getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(anna.button("Roll back").first()).isFocused();
        press(anna, "Enter");
        anna.sees("Puts the whole branch back");
        choose(anna, anna.button("Confirm rollback"));
        anna.sees("Rolled back");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("good\n");
    }
}
