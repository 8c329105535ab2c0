package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.opening.OpenStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportExportTest {

    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
    }

    @Test
    void whatWasImportedIsExportedByteForByte() throws IOException {
        write("operations.config.json", "{}");
        write("dir a/.env-1_x%+é.json", "awkward");
        write("deep/er/and/deeper", "");
        write("Case", "1");
        byte[] binary = new byte[200_000];
        new Random(7).nextBytes(binary);
        Files.write(source.resolve("binary"), binary);

        Program.Run run = importing();

        assertThat(run.line()).matches("imported 5 files \\(200\\.0 kB\\) as v0002, short_id [0-9a-f]{8}");
        Path out = folder.resolve("out");
        assertThat(exporting(out).line()).startsWith("exported 5 files (200.0 kB) of v0002, short_id ");
        assertThat(contents(out)).isEqualTo(contents(source));
    }

    @Test
    void theSameFolderAgainMakesNoSnapshot() throws IOException {
        write("a", "1");
        importing();

        assertThat(importing().line()).startsWith("unchanged: ").endsWith("as v0002, short_id " + shortId());
    }

    private String shortId() {
        String told = exporting(folder.resolve("short")).line();
        return told.substring(told.length() - 8);
    }

    @Test
    void aBranchBecomesWhatTheFolderHolds() throws IOException {
        write("old", "1");
        write("both", "1");
        importing();
        Files.delete(source.resolve("old"));
        write("both", "2");
        write("new", "1");

        assertThat(importing().line()).contains("as v0003");
        exporting(folder.resolve("out"));
        assertThat(contents(folder.resolve("out")).keySet()).containsExactly("both", "new");
        exporting(folder.resolve("before"), "--ref", "master@v2");
        assertThat(contents(folder.resolve("before")).keySet()).containsExactly("both", "old");
    }

    @Test
    void mergingLeavesOtherFilesAsTheyAre() throws IOException {
        write("old", "1");
        importing();
        Files.delete(source.resolve("old"));
        write("new", "1");

        assertThat(importing("--merge").line()).contains("imported 1 file ");
        exporting(folder.resolve("out"));
        assertThat(contents(folder.resolve("out")).keySet()).containsExactly("new", "old");
    }

    @Test
    void anotherBranchIsMadeEmpty() throws IOException {
        write("a", "1");
        importing();
        Files.delete(source.resolve("a"));
        write("b", "1");

        assertThat(importing("--branch", "feature/x").line()).contains("as v0002");
        exporting(folder.resolve("out"), "--ref", "feature/x");
        assertThat(contents(folder.resolve("out")).keySet()).containsExactly("b");
    }

    @Test
    void aFolderWithoutAFileEmptiesTheBranchOnlyWhereThatIsSaid() throws IOException {
        write("a", "1");
        importing();
        Files.delete(source.resolve("a"));

        for (String leftOut : List.of("none", ".git/config", "folder/.git/config", "folder/below/.git")) {
            if (!leftOut.equals("none")) {
                write(leftOut, "x");
            }
            for (Object[] more : new Object[][] {{}, {"--merge"}, {"--dry-run"}, {"--branch", "other"}}) {
                Program.Run refused = importing(more);
                assertThat(refused.exitCode()).as(leftOut).isEqualTo(1);
                assertThat(refused.error()).contains("no file to import", "nothing was imported", "--allow-empty");
            }
        }
        assertThat(exporting(folder.resolve("kept")).line()).contains("1 file", "v0002");

        assertThat(importing("--allow-empty", "--dry-run").out().strip())
                .endsWith("as v0003, 0 added, 0 changed, 1 deleted");
        assertThat(importing("--allow-empty").line()).isEqualTo("imported 0 files (0 B) as v0003, short_id e3b0c442");
    }

    @Test
    void whatIsAddedChangedAndDeletedIsNamed() throws IOException {
        write("old", "1");
        write("both", "1");
        write("same", "1");
        importing();
        Files.delete(source.resolve("old"));
        write("both", "2");
        write("new", "1");
        String named = "added   new\nchanged both\ndeleted old\n";

        Program.Run dry = importing("--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out())
                .isEqualTo(named
                        + "nothing was stored: would import 3 files (3 B) as v0003, 1 added, 1 changed, 1 deleted\n");
        assertThat(importing("--merge", "--dry-run").out())
                .startsWith("added   new\nchanged both\nnothing was stored")
                .endsWith("1 added, 1 changed, 0 deleted\n");
        assertThat(exporting(folder.resolve("out")).line()).contains("v0002");

        assertThat(importing().err()).isEqualTo(named + "1 added, 1 changed, 1 deleted\n");
        assertThat(importing("--dry-run").line()).contains("as v0003, 0 added, 0 changed, 0 deleted");
    }

    @Test
    void ofManyFilesTheFirstAreNamed() throws IOException {
        write("a", "1");
        importing();
        for (int i = 1100; i < 2200; i++) {
            write("f" + i, "1");
        }

        assertThat(importing().err().lines())
                .hasSize(22)
                .startsWith("added   f1100")
                .contains("added   f1119", "added   and 1080 more")
                .endsWith("1100 added, 0 changed, 0 deleted");
    }

    @Test
    void theFolderItselfMayBeNamedByALink() throws IOException {
        write("a", "1");
        Path link = Files.createSymbolicLink(folder.resolve("link"), source);
        for (String named : List.of(link.toString(), link + "/", link + "/../link/.")) {
            Program.Run run =
                    program().run("import", named, "--owner", "acme", "--project", "p.erp-config", "--message", "x");
            assertThat(run.line()).as(named).contains("1 file");
        }
        Path out =
                Files.createSymbolicLink(folder.resolve("out"), Files.createDirectories(folder.resolve("elsewhere")));

        assertThat(exporting(out).line()).startsWith("exported 1 file");
        assertThat(folder.resolve("elsewhere/a")).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "export"})
    void aFolderWithoutANameIsRefused(String command) throws IOException {
        write("a", "1");
        importing();

        Program.Run run = program().run(command, "", "--owner", "acme", "--project", "p.erp-config");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("value is empty");
    }

    @Test
    void aSnapshotIsExportedByItsNumber() throws IOException {
        write("a", "1");
        importing();
        write("b", "1");
        importing();
        importing("--branch", "trial");
        write("c", "1");
        importing("--branch", "trial");

        assertThat(exporting(folder.resolve("two"), "--ref", "v0002").line()).startsWith("exported 1 file ");
        assertThat(exporting(folder.resolve("short"), "--ref", "v2").line()).startsWith("exported 1 file ");
        assertThat(exporting(folder.resolve("of"), "--branch", "trial", "--ref", "v0002")
                        .line())
                .startsWith("exported 2 files ");
        assertThat(exporting(folder.resolve("trial"), "--branch", "trial").line())
                .startsWith("exported 3 files ");
        assertThat(exporting(folder.resolve("out"), "--ref", "v0009").error()).contains("master@v0009");
        Program.Run both = exporting(folder.resolve("out"), "--branch", "trial", "--ref", "master");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.error()).contains("--branch", "'master'");

        importing("--branch", "v0002");
        assertThat(exporting(folder.resolve("named"), "--ref", "v0002").line()).startsWith("exported 3 files ");
    }

    @Test
    void whatIsNamedGitIsLeftOut() throws IOException {
        write(".git/config", "x");
        write("a/.git", "gitdir: elsewhere");
        write("b/.git/HEAD", "x");
        write("c/.GIT/config", "x");
        write(".gitignore", "target");
        write("a/kept", "1");
        Files.createSymbolicLink(source.resolve(".git/link"), source.resolve("a/kept"));

        importing().line();
        exporting(folder.resolve("out"));
        assertThat(contents(folder.resolve("out")).keySet()).containsExactly(".gitignore", "a/kept");
    }

    @Test
    void whatOtherSystemsTakeForGitsOwnIsRefusedByName() throws IOException {
        write("a", "1");
        write("b/git~1/config", "1");

        assertRefused("'b/git~1/config' can't be a path in a branch");
    }

    @Test
    void linksAreRefusedByName() throws IOException {
        write("a", "1");
        Files.createSymbolicLink(source.resolve("link"), source.resolve("a"));
        assertRefused("'link' is a link");

        Files.delete(source.resolve("link"));
        Files.createDirectories(source.resolve("below"));
        Files.createSymbolicLink(source.resolve("below/folder"), folder);
        assertRefused("'below/folder' is a link");
    }

    @Test
    void specialFilesAreRefusedByName() throws Exception {
        Process process = new ProcessBuilder("mkfifo", source.resolve("pipe").toString()).start();
        assumeTrue(process.waitFor() == 0, "mkfifo");

        assertRefused("'pipe' is neither a file nor a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"back\\slash", "line\nbreak", "tab\t"})
    void namesThatNoBranchCanHoldAreRefusedByName(String name) throws IOException {
        write(name, "1");
        write("fine", "1");

        assertRefused("'" + name.replaceAll("\\p{Cntrl}", "?") + "' can't be a path");
    }

    @Test
    void aNameThatIsNotUnicodeIsRefused() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "touch \"$(printf 'bad\\377')\"")
                .directory(source.toFile())
                .start();
        assumeTrue(process.waitFor() == 0 && !contentsByName().contains("bad"), "a file system that takes any bytes");

        assertRefused("has a name that is not valid");
    }

    private String contentsByName() throws IOException {
        return String.join(",", contents(source).keySet()).replace("bad\ufffd", "");
    }

    @Test
    void aFileThatIsTooLargeIsNamed() throws IOException {
        write("large", "x".repeat(2000));
        write("small", "x");

        Program.Run run = importing("--max-file-size", "1k");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("'large' has 2000 bytes", "1024", "--max-file-size");
        assertThat(importing("--max-file-size", "2000").line()).startsWith("imported 2 files");
    }

    @Test
    void refusalsAreCounted() throws IOException {
        Files.createSymbolicLink(source.resolve("b"), folder);
        Files.createSymbolicLink(source.resolve("a"), folder);

        assertRefused("'a' is a link", "1 more");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");
        Program.Run run = program().run("import", missing, "--owner", "acme", "--project", "p.erp-config");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains(missing.toString());
    }

    @Test
    void anImportThatContradictsWhatStaysChangesNothing() throws IOException {
        write("a", "1");
        importing();
        Files.delete(source.resolve("a"));
        write("a/b", "1");

        Program.Run run = importing("--merge");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains("a/b", "nothing was imported");
        exporting(folder.resolve("out"));
        assertThat(contents(folder.resolve("out")).keySet()).containsExactly("a");
    }

    @Test
    void theMessageIsKeptAndTheOwnerIsTheAuthor() throws IOException {
        write("a", "1");
        importing("--message", "First rates");

        try (OpenStore open = OpenStore.inDirectory(folder.resolve("data"))) {
            var project = open.reader().projects(new OwnerId("acme")).get(0);
            var live = open.reader().branches(project).get(0).live();
            assertThat(live.message()).isEqualTo("First rates");
            assertThat(live.author().name()).hasToString("acme");
            assertThat(live.cause()).hasToString("import");
        }
    }

    @Test
    void anExportNeedsANewOrEmptyFolder() throws IOException {
        write("a", "1");
        importing();
        Path out = Files.createDirectories(folder.resolve("out"));
        exporting(out).line();

        Program.Run again = exporting(out);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.error()).contains(out.toString(), "not empty");
        Program.Run onFile = exporting(out.resolve("a"));
        assertThat(onFile.exitCode()).isEqualTo(1);
        assertThat(onFile.error()).contains("not a folder");
    }

    @Test
    void whatIsToBeExportedHasToBeThere() throws IOException {
        write("a", "1");
        importing();

        assertThat(exporting(folder.resolve("out"), "--ref", "none").error()).contains("none");
        assertThat(exporting(folder.resolve("out"), "--ref", "master@v0009").error())
                .contains("master@v0009");
        assertThat(program()
                        .run("export", folder.resolve("out"), "--owner", "acme", "--project", "q.erp-config")
                        .error())
                .contains("acme/q.erp-config");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aDataDirectoryIsNotImportedNorAFolderThatHoldsOneOrIsInOne() throws IOException {
        write("a", "1");
        importing();
        Path data = folder.resolve("data");
        Path copy = source.resolve("backup/copy");
        copyAsABackup(data, copy);

        assertThat(importing().error())
                .contains("'backup/copy' is a data directory")
                .doesNotContain("more");
        for (Path named : List.of(data, data.resolve("apps"), folder, copy, copy.resolve("apps/site-builder"))) {
            Program.Run run = program().run("import", named, "--owner", "acme", "--project", "p.erp-config");
            assertThat(run.exitCode()).as(named.toString()).isEqualTo(1);
            assertThat(run.error()).contains("' is a data directory", "tokens and passwords");
        }
        assertThat(exporting(folder.resolve("out")).line()).contains("1 file", "v0002");
    }

    /** Without empty folders, and the lock. */
    private static void copyAsABackup(Path data, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(data.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Files.delete(copy.resolve("lock"));
    }

    @Test
    void foldersThatOnlyHaveNamesOfADataDirectoryAreImported() throws IOException {
        write("format.json", "{\"format\": \"A4\"}");
        write("objects/a", "1");
        write("lock", "1");
        write("alone/format.json", "{\"format\":3}\n");

        assertThat(importing().line()).startsWith("imported 4 files");
    }

    @Test
    void nothingIsExportedIntoADataDirectory() throws IOException {
        write("a", "1");
        importing();
        Path data = folder.resolve("data");

        for (Path out : List.of(data.resolve("out"), data.resolve("accounts"), data.resolve("tmp/new/er"))) {
            Program.Run run = exporting(out);
            assertThat(run.exitCode()).as(out.toString()).isEqualTo(1);
            assertThat(run.error()).contains("data' is a data directory of ERP Config Store");
        }
        assertThat(data.resolve("out")).doesNotExist();
        assertThat(data.resolve("accounts")).isEmptyDirectory();
        assertThat(data.resolve("tmp")).isEmptyDirectory();
    }

    private void assertRefused(String... words) {
        Program.Run run = importing();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error()).contains(words);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private Program program() {
        return Program.onStore(folder.resolve("data"));
    }

    private Program.Run importing(Object... more) {
        Object[] fixed = {"import", source, "--owner", "acme", "--project", "p.erp-config"};
        return program().run(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray());
    }

    private Program.Run exporting(Path out, Object... more) {
        Object[] fixed = {"export", out, "--owner", "acme", "--project", "p.erp-config"};
        return program().run(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray());
    }

    private void write(String name, String text) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static SortedMap<String, String> contents(Path root) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> contents.put(root.relativize(file).toString(), text(file)));
        }
        return contents;
    }

    private static String text(Path file) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Files.copy(file, bytes);
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
