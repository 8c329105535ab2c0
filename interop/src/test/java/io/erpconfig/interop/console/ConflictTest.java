package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files that somebody else saves while they are edited. */
@ConsoleTest
class ConflictTest {

    private static final String BEFORE = "one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\n";

    @Test
    void changesOfDifferentLinesFitTogether(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("fit", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.appendToLine(1, "00");
        anna.put(repoId, "a.yaml", BEFORE.replace("five: 5", "five: 500"));
        anna.button("Save").click();
        anna.sees("Both changes fit together");
        anna.button("Use this result").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo("one: 100\ntwo: 2\nthree: 3\nfour: 4\nfive: 500\n");
    }

    @Test
    void changesOfTheSameLineAreSeenSideBySideAndDecided(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("decide", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.appendToLine(2, "22");
        anna.put(repoId, "a.yaml", BEFORE.replace("two: 2", "two: 7"));
        anna.button("Save").click();
        anna.sees("1 place to decide");
        anna.sees("two: 7");
        assertThat(anna.button("Use this result")).isDisabled();
        assertThat(anna.content(repoId, "a.yaml")).contains("two: 7");
        anna.button("Take mine").click();
        anna.button("Use this result").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo(BEFORE.replace("two: 2", "two: 222"));
    }

    @Test
    void anEditIsKeptWhenItIsNotDecided(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("later", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.appendToLine(2, "22");
        anna.put(repoId, "a.yaml", BEFORE.replace("two: 2", "two: 7"));
        anna.button("Save").click();
        anna.button("Back to editing").click();
        assertThat(anna.editor()).containsText("two: 222");
        assertThat(anna.content(repoId, "a.yaml")).contains("two: 7");
    }

    @Test
    void aFileThatWasDeletedMeanwhileCanBeSavedAllTheSame(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("deleted", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.append("six: 6\n");
        anna.delete(repoId, "a.yaml");
        anna.button("Save").click();
        anna.sees("meanwhile it was deleted");
        anna.button("Take mine").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo(BEFORE + "six: 6\n");
    }

    @Test
    void aChangeOfAnotherFileIsNoConflict(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("other", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.append("six: 6\n");
        anna.put(repoId, "b.yaml", "b: 1\n");
        anna.save("Add six");
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo(BEFORE + "six: 6\n");
    }

    @Test
    void otherEndsOfLinesAndAByteOrderMarkAreChangesToo(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("ends", "a.yaml", BEFORE);
        anna.openFile(repoId, "a.yaml");
        anna.appendToLine(1, "00");
        String theirs = "\ufeff" + BEFORE.replace("\n", "\r\n");
        anna.put(repoId, "a.yaml", theirs);
        anna.button("Save").click();
        anna.sees("Both changes fit together");
        anna.sees("Line ends: CRLF, as anna has changed it.");
        anna.sees("Byte order mark: there, as anna has changed it.");
        anna.button("Use this result").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo(theirs.replace("one: 1", "one: 100"));
    }

    @Test
    void whichEndsOfLinesItHasIsDecidedWhereNobodyKnowsWhoChangedThem(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("ends-both", "a.yaml", BEFORE);
        anna.openProject(repoId);
        FileChooser chooser =
                anna.page().waitForFileChooser(anna.button("Upload").first()::click);
        byte[] mine = BEFORE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        chooser.setFiles(new FilePayload("a.yaml", "text/yaml", mine));
        anna.sees("1 unsaved change");
        anna.put(repoId, "a.yaml", BEFORE + "six: 6\n");
        anna.button("Save").click();
        anna.sees("2 places to decide");
        Axe.findsNothing(anna.page(), "a conflict of line ends");
        anna.button("Take theirs").first().click();
        anna.sees("1 place to decide");
        anna.button("Take mine").last().click();
        anna.button("Use this result").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.yaml")).isEqualTo((BEFORE + "six: 6\n").replace("\n", "\r\n"));
    }
}
