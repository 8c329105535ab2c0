package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and folders from the operator's machine: where they go, how much of them, and all of them or none. */
@ConsoleTest
class UploadTest {

    /** Lets what is as small as these files be read when {@code release} is called. */
    private static final String HOLD_FILES = """
            (() => {
              const read = Blob.prototype.arrayBuffer;
              const held = new Promise(resolve => { window.release = resolve; });
              Blob.prototype.arrayBuffer = async function () {
                if (this.size < 10) {
                  await held;
                }
                return read.call(this);
              };
            })()""";

    /** Drops a folder, of which a browser's page can only make a likeness. */
    private static final String DROP_FOLDER = """
            files => {
              const folder = (path, name, children) => ({
                isFile: false, name, fullPath: path,
                createReader: () => {
                  // In pieces, as browsers do it.
                  const pieces = [children.slice(0, 2), children.slice(2)].filter(piece => piece.length > 0);
                  return { readEntries: done => done(pieces.shift() ?? []) };
                },
              });
              const file = (path, name) => ({
                isFile: true, name, fullPath: path, file: done => done(new File([`content of ${path}`], name)),
              });
              const tree = (path, name) => {
                const below = files.filter(each => each.startsWith(`${path}/`)).map(each => each.slice(path.length + 1));
                const names = [...new Set(below.map(each => each.split('/')[0]))];
                return below.length === 0 ? file(path, name) : folder(path, name, names.map(each => tree(`${path}/${each}`, each)));
              };
              const drop = new Event('drop', { bubbles: true, cancelable: true });
              drop.dataTransfer = { types: ['Files'], files: [], items: [{ webkitGetAsEntry: () => tree('/erp', 'erp') }] };
              document.querySelector('section.files').dispatchEvent(drop);
            }""";

    @TempDir
    private Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("erp/deep")).getParent();
        Files.writeString(folder.resolve("a.json"), "{}");
        Files.writeString(folder.resolve("deep/b.txt"), "b");
    }

    private void sparse(String name, int mebibytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
    }

    private void choose(Operator operator) {
        operator.page()
                .waitForFileChooser(operator.button("Upload folder")::click)
                .setFiles(folder);
    }

    private static Locator target(Operator operator) {
        return operator.textBox("Into the folder");
    }

    private static Locator dialog(Operator operator) {
        return operator.page().getByRole(AriaRole.DIALOG);
    }

    @Test
    void savingWaitsUntilAllFilesAreRead(Operator anna) {
        anna.context().addInitScript(HOLD_FILES);
        anna.enter();
        String repoId = anna.projectWith("staged", "readme.txt", "here\n");
        anna.openFile(repoId, "readme.txt");
        anna.append("more");
        anna.openTab("Files");
        choose(anna);
        anna.button("Add 2 files").click();
        anna.sees("Saving waits until all of them are read");
        assertThat(anna.button("Save")).isDisabled();
        anna.sees("1 unsaved change");
        anna.page().evaluate("() => window.release()");
        anna.sees("3 unsaved changes");
        anna.save("All of them");
        assertThat(anna.content(repoId, "erp/a.json")).isEqualTo("{}");
        assertThat(anna.content(repoId, "erp/deep/b.txt")).isEqualTo("b");
        assertThat(anna.content(repoId, "readme.txt")).isEqualTo("here\nmore");
        anna.openTab("History");
        anna.sees("v0003");
        assertThat(anna.page().getByText("v0004")).hasCount(0);
    }

    @Test
    void ofFilesThatAreCancelledNothingStays(Operator anna) {
        anna.context().addInitScript(HOLD_FILES);
        anna.enter();
        String repoId = anna.projectWith("cancelled", "readme.txt", "here\n");
        anna.openProject(repoId);
        choose(anna);
        anna.button("Add 2 files").click();
        anna.sees("Saving waits until all of them are read");
        anna.button("Cancel").click();
        anna.page().evaluate("() => window.release()");
        anna.sees("none of these files was added");
        assertThat(anna.button("Save")).isHidden();
        anna.page().reload();
        anna.sees("1 file");
        assertThat(anna.page().getByText("a.json")).hasCount(0);
    }

    @Test
    void aFolderGoesWhereTheOperatorWantsIt(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("placed", "readme.txt", "here\n");
        anna.put(repoId, "deep/b.txt", "older\n");
        anna.openProject(repoId);
        choose(anna);
        // What the folder has is at the top already.
        assertThat(target(anna)).hasValue("");
        assertThat(dialog(anna)).containsText("deep/b.txt");
        assertThat(dialog(anna)).containsText("1 file that is there already will be replaced");
        target(anna).fill("plants/cluj/");
        assertThat(dialog(anna)).containsText("plants/cluj/a.json");
        target(anna).fill("readme.txt");
        anna.button("Add 2 files").click();
        assertThat(dialog(anna)).containsText("A file and a folder can’t both be readme.txt");
        target(anna).fill("plants/git~1");
        anna.button("Add 2 files").click();
        assertThat(dialog(anna)).containsText("Git keeps “git~1” for itself");
        target(anna).fill("../up");
        anna.button("Add 2 files").click();
        assertThat(dialog(anna)).containsText("none of its parts is empty");
        target(anna).fill("");
        anna.button("Add 2 files").click();
        anna.sees("2 unsaved changes");
        anna.save("At the top");
        assertThat(anna.content(repoId, "a.json")).isEqualTo("{}");
        assertThat(anna.content(repoId, "deep/b.txt")).isEqualTo("b");
        assertThat(anna.has(repoId, "erp/a.json")).isFalse();
    }

    @Test
    void filesAreAddedToAFolderToo(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("single", "rates/laser.csv", "1\n");
        anna.openProject(repoId);
        anna.page()
                .waitForFileChooser(anna.page()
                        .getByRole(
                                AriaRole.BUTTON,
                                new Page.GetByRoleOptions().setName("Upload").setExact(true))::click)
                .setFiles(folder.resolve("a.json"));
        target(anna).fill("rates");
        anna.button("Add 1 file").click();
        anna.sees("1 unsaved change");
        anna.save("Into the folder");
        assertThat(anna.content(repoId, "rates/a.json")).isEqualTo("{}");
    }

    @Test
    void aFileThatIsTooLargeIsNamedBeforeAnythingIsRead(Operator anna) throws IOException {
        sparse("big.bin", 17);
        anna.enter();
        String repoId = anna.projectWith("large-file", "readme.txt", "here\n");
        anna.openProject(repoId);
        choose(anna);
        assertThat(dialog(anna)).containsText("erp/big.bin has 17 MiB, and a file can have 16 MiB");
        assertThat(dialog(anna))
                .containsText("erp-config import erp --owner anna --project " + repoId
                        + " --branch master --merge --max-file-size 17m");
        Axe.findsNothing(anna.page(), "too much");
        anna.button("Close").last().click();
        assertThat(anna.button("Save")).isHidden();
    }

    @Test
    void aTotalThatIsTooLargeIsSaid(Operator anna) throws IOException {
        for (int i = 0; i < 4; i++) {
            sparse("big-%d.bin".formatted(i), 15);
        }
        anna.enter();
        String repoId = anna.projectWith("large-total", "readme.txt", "here\n");
        anna.openProject(repoId);
        choose(anna);
        assertThat(dialog(anna)).containsText("6 files have 60 MiB in all, and about 48 MiB can be saved together");
        assertThat(dialog(anna)).containsText("--merge");
    }

    @Test
    void aFileThatCanNotBeReadIsNamedAndNothingIsAdded(Operator anna) throws IOException {
        anna.enter();
        String repoId = anna.projectWith("unreadable", "readme.txt", "here\n");
        anna.openProject(repoId);
        choose(anna);
        // Only then has the page looked at the files.
        assertThat(anna.button("Add 2 files")).isVisible();
        Files.delete(folder.resolve("a.json"));
        anna.button("Add 2 files").click();
        anna.sees("The browser can’t read erp/a.json. Nothing was added.");
        assertThat(anna.button("Save")).isHidden();
        anna.forgiven();
    }

    @Test
    void whatIsGitsOwnIsLeftOutAndSaid(Operator anna) throws IOException {
        Files.createDirectories(folder.resolve("deep/.git/objects"));
        Files.writeString(folder.resolve("deep/.git/config"), "[core]\n");
        Files.writeString(folder.resolve("deep/.git/objects/x"), "x");
        anna.enter();
        String repoId = anna.projectWith("with-git", "readme.txt", "here\n");
        anna.openProject(repoId);
        choose(anna);
        assertThat(dialog(anna)).containsText("Left out, as it is git’s own: erp/deep/.git");
        Axe.findsNothing(anna.page(), "where to");
        anna.button("Add 2 files").click();
        anna.sees("2 unsaved changes");
        anna.save("Without it");
        assertThat(anna.has(repoId, "erp/deep/b.txt")).isTrue();
        assertThat(anna.has(repoId, "erp/deep/.git/config")).isFalse();
    }

    @Test
    void aFolderIsDroppedWithAllThatIsInIt(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("dropped-folder", "readme.txt", "here\n");
        anna.openProject(repoId);
        anna.page()
                .evaluate(
                        DROP_FOLDER,
                        List.of("/erp/1.txt", "/erp/2.txt", "/erp/3.txt", "/erp/deep/4.txt", "/erp/.git/config"));
        assertThat(target(anna)).hasValue("erp");
        assertThat(dialog(anna)).containsText("Left out, as it is git’s own: erp/.git");
        target(anna).fill("dropped");
        anna.button("Add 4 files").click();
        anna.sees("4 unsaved changes");
        anna.save("Dropped");
        assertThat(anna.content(repoId, "dropped/3.txt")).isEqualTo("content of /erp/3.txt");
        assertThat(anna.content(repoId, "dropped/deep/4.txt")).isEqualTo("content of /erp/deep/4.txt");
    }
}
