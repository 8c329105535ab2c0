package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ConsoleTest
class EditingTest {

    @Test
    void severalFilesAreSavedAsOneSnapshotWhateverViewIsShownMeanwhile(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("several", "a.txt", "a\n");
        anna.put(repoId, "b.txt", "b\n");
        anna.openFile(repoId, "a.txt");
        anna.append("more of a");
        anna.openTab("History");
        anna.sees("1 unsaved change in " + repoId);
        anna.openTab("Files");
        anna.link("b.txt").click();
        anna.append("more of b");
        anna.save("Both of them");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("a\nmore of a");
        assertThat(anna.content(repoId, "b.txt")).isEqualTo("b\nmore of b");
        anna.openTab("History");
        anna.sees("Both of them");
        assertThat(anna.page().getByText("v0004")).not().hasCount(0);
        assertThat(anna.page().getByText("v0005")).hasCount(0);
    }

    @Test
    void bytesThatWereNotEditedStayAsTheyWere(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes", "windows.csv", "\ufeffa;b\r\n1;2\r\n");
        anna.put(repoId, "mixed.csv", "a\r\nb\nc\rd\n");
        anna.openFile(repoId, "windows.csv");
        anna.append("3;4\n");
        anna.save("Add a line");
        assertThat(anna.content(repoId, "windows.csv")).isEqualTo("\ufeffa;b\r\n1;2\r\n3;4\r\n");
        anna.openFile(repoId, "mixed.csv");
        anna.append("e");
        anna.save("Add a letter");
        assertThat(anna.content(repoId, "mixed.csv")).isEqualTo("a\r\nb\nc\rd\ne");
    }

    @Test
    void whatIsNoTextCanNotBeEdited(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("binary", "a.json", "{}");
        anna.put(repoId, "latin1.csv", "Größe".getBytes(StandardCharsets.ISO_8859_1));
        anna.openProject(repoId);
        anna.link("latin1.csv").click();
        anna.sees("This is not text");
        assertThat(anna.editor()).hasCount(0);
        assertThat(anna.link("Download")).isVisible();
    }

    @Test
    void aSyntaxErrorIsMarkedAndSavedOnlyIfThatIsMeant(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("syntax", "a.json", "{\n  \"a\": 1\n}\n");
        anna.openFile(repoId, "a.json");
        anna.appendToLine(2, ",,");
        anna.button("Save").click();
        assertThat(anna.heading("A file has a syntax error")).isVisible();
        anna.sees("a.json, line 2");
        anna.button("Back to editing").click();
        assertThat(anna.content(repoId, "a.json")).isEqualTo("{\n  \"a\": 1\n}\n");
        anna.button("Save").click();
        anna.button("Save anyway").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.json")).isEqualTo("{\n  \"a\": 1,,\n}\n");
    }

    @Test
    void filesAreRenamedAndDeletedTogether(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("tidy", "old/a.json", "{\"a\": 1}");
        anna.put(repoId, "old/b.json", "{}");
        anna.openProject(repoId);
        anna.link("a.json").hover();
        anna.button("Rename old/a.json").click();
        anna.page().getByLabel("New path").fill("new/a.json");
        anna.button("Rename").last().click();
        anna.link("b.json").hover();
        anna.button("Delete old/b.json").click();
        anna.sees("2 unsaved changes");
        anna.save("Tidy up");
        assertThat(anna.content(repoId, "new/a.json")).isEqualTo("{\"a\": 1}");
        assertThat(anna.has(repoId, "old/a.json")).isFalse();
        assertThat(anna.has(repoId, "old/b.json")).isFalse();
    }

    @Test
    void aWholeFolderIsUploadedAsOneSnapshot(Operator anna, @TempDir Path temp) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("tables/deep")).getParent();
        Files.writeString(folder.resolve("a.json"), "{}");
        Files.write(folder.resolve("deep/b.bin"), new byte[] {0, (byte) 0xff, 1});
        anna.enter();
        String repoId = anna.projectWith("upload", "readme.txt", "here\n");
        anna.openProject(repoId);
        FileChooser chooser = anna.page().waitForFileChooser(anna.button("Upload folder")::click);
        chooser.setFiles(folder);
        anna.button("Add 2 files").click();
        anna.sees("2 unsaved changes");
        anna.save("Upload the tables");
        assertThat(anna.content(repoId, "tables/a.json")).isEqualTo("{}");
        assertThat(anna.bytes(repoId, "tables/deep/b.bin")).isEqualTo(new byte[] {0, (byte) 0xff, 1});
        anna.openTab("History");
        assertThat(anna.page().getByText("v0003")).not().hasCount(0);
        assertThat(anna.page().getByText("v0004")).hasCount(0);
    }

    @Test
    void aRollbackShowsWhatItChangesBeforeItDoes(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("rollback", "a.txt", "good\n");
        anna.put(repoId, "a.txt", "bad\n");
        anna.openProject(repoId);
        anna.openTab("History");
        anna.button("Roll back").first().click();
        anna.sees("Puts the whole branch back");
        assertThat(anna.page().getByRole(AriaRole.DIALOG)).containsText("bad");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("bad\n");
        anna.button("Confirm rollback").click();
        anna.sees("Rolled back");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("good\n");
        anna.sees("v0004");
    }

    @Test
    void whatIsDroppedIsSavedWithEverythingElse(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("dropped", "a.txt", "a\n");
        anna.openProject(repoId);
        JSHandle dropped = anna.page().evaluateHandle("""
                () => {
                  const data = new DataTransfer();
                  data.items.add(new File(['x;y'], 'rates.csv'));
                  return data;
                }""");
        anna.page().dispatchEvent("section.files", "drop", Map.of("dataTransfer", dropped));
        anna.sees("1 unsaved change");
        anna.save("Drop the rates");
        assertThat(anna.content(repoId, "rates.csv")).isEqualTo("x;y");
    }

    @Test
    void closingThePageAsksAsLongAsSomethingIsNotSaved(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("guarded", "a.txt", "a\n");
        anna.openFile(repoId, "a.txt");
        anna.append("more");
        anna.sees("1 unsaved change");
        List<String> asked = new ArrayList<>();
        anna.page().onDialog(dialog -> {
            asked.add(dialog.type());
            dialog.dismiss();
        });
        anna.page().close(new Page.CloseOptions().setRunBeforeUnload(true));
        anna.page().waitForCondition(() -> asked.contains("beforeunload"));
        assertThat(anna.editor()).containsText("more");
    }
}
