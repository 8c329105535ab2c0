package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bytes of saved files: in the encoding that the file declares, and unchanged but for what was typed. */
@ConsoleTest
class BytesTest {

    private static final String LATIN = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";

    @Test
    void anUmlautIsWrittenInTheEncodingThatTheFileDeclares(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-umlaut", "a.xml", LATIN + "<a>\n</a>\n");
        anna.openFile(repoId, "a.xml");
        anna.appendToLine(2, "Größe");
        anna.save("Add a word");
        assertThat(anna.bytes(repoId, "a.xml"))
                .isEqualTo((LATIN + "<a>Größe\n</a>\n").getBytes(StandardCharsets.ISO_8859_1));
        anna.openFile(repoId, "a.xml");
        assertThat(anna.editor()).containsText("Größe");
        anna.appendToLine(2, " ü");
        anna.save("Add a letter");
        assertThat(anna.bytes(repoId, "a.xml"))
                .isEqualTo((LATIN + "<a>Größe ü\n</a>\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aCharacterThatTheDeclaredEncodingLacksIsNotSavedUnasked(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-euro", "a.xml", LATIN);
        anna.put(repoId, "a.xml", (LATIN + "<a>ä\n</a>\n").getBytes(StandardCharsets.ISO_8859_1));
        anna.openFile(repoId, "a.xml");
        anna.appendToLine(2, "€");
        anna.button("Save").click();
        anna.sees("It declares ISO-8859-1, which has no “€”.");
        anna.button("Correct the declaration").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.xml")).isEqualTo(LATIN.replace("ISO-8859-1", "UTF-8") + "<a>ä€\n</a>\n");
        assertThat(anna.editor()).containsText("encoding=\"UTF-8\"");
    }

    @Test
    void anotherEncodingIsWrittenOnceItIsDeclared(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-declared", "a.css", "@charset \"UTF-8\";\na { content: \"ä\" }\n");
        anna.openFile(repoId, "a.css");
        anna.editor().click();
        anna.page().keyboard().press("Control+Home");
        anna.page().keyboard().press("Shift+End");
        anna.page().keyboard().type("@charset \"windows-1252\";");
        anna.save("Declare another");
        assertThat(anna.bytes(repoId, "a.css"))
                .isEqualTo(
                        "@charset \"windows-1252\";\na { content: \"ä\" }\n".getBytes(Charset.forName("windows-1252")));
    }

    @Test
    void aFileWhoseBytesAreNotWhatItDeclaresIsSavedOnlyIfThatIsMeant(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-wrong", "a.xml", LATIN + "<a>ä</a>\n");
        anna.openFile(repoId, "a.xml");
        anna.append("<!-- end -->");
        anna.button("Save").click();
        anna.sees("It declares ISO-8859-1, but is written in UTF-8.");
        anna.button("Save anyway").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "a.xml")).isEqualTo(LATIN + "<a>ä</a>\n<!-- end -->");
    }

    @Test
    void aTextInUtf16IsEdited(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-utf16", "a.txt", "a\n");
        anna.put(repoId, "a.yaml", "\ufeffa: ä\r\n".getBytes(StandardCharsets.UTF_16LE));
        anna.openFile(repoId, "a.yaml");
        anna.append("b: €");
        anna.page().keyboard().press("Enter");
        anna.save("Add a key");
        assertThat(anna.bytes(repoId, "a.yaml"))
                .isEqualTo("\ufeffa: ä\r\nb: €\r\n".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void anUploadWithOtherEndsOfLinesIsStillAChangeAfterAKeyAndABackspace(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("bytes-ends", "a.txt", "a\nb\n");
        anna.openProject(repoId);
        FileChooser chooser =
                anna.page().waitForFileChooser(anna.button("Upload").first()::click);
        chooser.setFiles(new FilePayload("a.txt", "text/plain", "a\r\nb\r\n".getBytes(StandardCharsets.UTF_8)));
        anna.sees("1 unsaved change");
        anna.link("a.txt").first().click();
        anna.append("x");
        anna.page().keyboard().press("Backspace");
        assertThat(anna.page().getByLabel("Unsaved changes")).containsText("1 unsaved change");
        anna.save("Other ends of lines");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("a\r\nb\r\n");
    }
}
