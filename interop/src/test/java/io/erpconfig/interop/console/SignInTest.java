package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ConsoleTest
class SignInTest {

    @Test
    void theServersAddressAsksForNameAndPassword(Operator anna) {
        anna.open("/");
        assertThat(anna.textBox("Username")).isFocused();
        anna.signIn();
        anna.page().reload();
        assertThat(anna.heading("Projects")).isVisible();
        assertThat(anna.page()).hasTitle("Projects · ERP Config Store");
    }

    @Test
    void aWrongPasswordIsToldAndAnotherTryIsGiven(Operator anna) {
        anna.open("/console/audit");
        anna.textBox("Username").fill(anna.name());
        anna.page().getByLabel("Password").fill("another one");
        anna.button("Sign in").click();
        anna.sees("don’t go together");
        // A browser notes every 401, whatever is done about it.
        assertThat(anna.forgiven()).hasSize(1).first().asString().contains("401");
        anna.enterPassword();
        assertThat(anna.heading("Audit")).isVisible();
    }

    @Test
    void whoSignsOutSeesNothingMore(Operator anna) {
        anna.signIn();
        anna.button("Sign out").click();
        assertThat(anna.textBox("Username")).isVisible();
        anna.open("/console/projects");
        assertThat(anna.textBox("Username")).isVisible();
    }

    @Test
    void theAccountPageNamesTheProgram(Operator anna) {
        anna.signIn();
        anna.open("/console/account");
        anna.sees("ERP Config Store ");
        anna.sees(", commit ");
    }

    @Test
    void ownersSeeNothingOfEachOther(Operator anna, Operator ben) {
        anna.signIn();
        String repoId = anna.projectWith("annas-own", "secret.json", "{}");
        anna.open("/console/projects");
        assertThat(anna.link("annas-own")).isVisible();
        ben.signIn();
        assertThat(ben.link("annas-own")).isHidden();
        ben.open("/console/projects/" + repoId + "/file?path=secret.json");
        assertThat(ben.heading("There is no such project")).isVisible();
    }

    @Test
    void anAddressWithTheOwnerSaysWhoseProjectItIs(Operator anna, Operator ben) {
        anna.enter();
        ben.enter();
        String repoId = anna.projectWith("of-the-same-name", "annas.json", "{}");
        ben.projectWith("of-the-same-name", "bens.json", "{}");
        String page = "/" + anna.name() + "/" + repoId + "/-/commits/master";

        ben.open(page);
        ben.sees("It is a project of " + anna.name() + "; you are signed in as " + ben.name() + ".");
        assertThat(ben.page()).hasTitle("This is not your project · ERP Config Store");

        anna.open(page);
        assertThat(anna.page()).hasURL(anna.server() + "/console/projects/" + repoId + "/history?ref=master");
        anna.open("/" + anna.name() + "/" + repoId);
        assertThat(anna.link("annas.json")).isVisible();
    }

    @Test
    void aSessionThatEndsInMidEditIsBegunAnewAndTheEditIsSaved(Operator anna) {
        anna.signIn();
        String repoId = anna.projectWith("expired", "rates.json", "{}\n");
        anna.openFile(repoId, "rates.json");
        anna.append("\n");
        String address = anna.page().url();
        anna.context().clearCookies();
        anna.textBox("Commit message").fill("After the break");
        anna.button("Save").click();
        assertThat(anna.heading("Your session has ended")).isVisible();
        assertThat(anna.textBox("Username")).hasValue(anna.name());
        anna.enterPassword();
        anna.seesSaved();
        assertThat(anna.page().url()).isEqualTo(address);
        assertThat(anna.content(repoId, "rates.json")).isEqualTo("{}\n\n");
    }
}
