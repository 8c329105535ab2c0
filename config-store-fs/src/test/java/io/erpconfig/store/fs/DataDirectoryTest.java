package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.BranchName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

class DataDirectoryTest {

    @TempDir(factory = TempDirFactory.Standard.class)
    Path parent;

    private Path data() {
        return parent.resolve("new").resolve("data");
    }

    private ConfigStore open() {
        return Fill.open(data());
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> paths = Files.walk(data())) {
            return paths.toList();
        }
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void aFolderOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
        Path foreign = Files.createDirectories(data().resolve("tmp")).resolve("thesis.txt");
        Files.writeString(foreign, "three years of work");

        assertFails(ErrorCode.STORAGE_FAILED, "is not empty and not a store", this::open);
        assertThat(foreign).hasContent("three years of work");
        assertThat(all()).containsExactlyInAnyOrder(data(), foreign.getParent(), foreign);
    }

    @Test
    void aLockOfSomethingElseIsLeftAsItIs() throws IOException {
        Path lock = Files.writeString(Files.createDirectories(data()).resolve("lock"), "theirs");
        Path other = Files.createFile(data().resolve("package.json"));

        assertFails(ErrorCode.STORAGE_FAILED, "is not empty and not a store", this::open);
        assertThat(lock).hasContent("theirs");
        assertThat(all()).containsExactlyInAnyOrder(data(), lock, other);
    }

    @Test
    void whatIsNoStoreYetIsNotMadeOneWhereThatIsNotMeant() throws IOException {
        assertThat(FileSystemStore.openExisting(data(), Clock.systemUTC(), Runnable::run))
                .isEmpty();
        assertThat(data()).doesNotExist();
        Files.createDirectories(data());
        assertThat(FileSystemStore.openExisting(data(), Clock.systemUTC(), Runnable::run))
                .isEmpty();
        assertThat(data()).isEmptyDirectory();

        open().close();
        FileSystemStore.openExisting(data(), Clock.systemUTC(), Runnable::run)
                .orElseThrow()
                .close();
    }

    @Test
    void everythingIsItsOwnersAlone() throws IOException {
        assumeTrue(PlainFiles.isPosix(parent));
        try (ConfigStore store = open()) {
            Fill.everything(store);
            try (BlobUpload open = store.blobs().begin()) {
                open.put(new byte[10]);
                for (Path path : all()) {
                    String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                    assertThat(PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)))
                            .as(path.toString())
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void fileNamesAreAsciiWithoutUpperCaseAndNotTooLong() throws IOException {
        try (ConfigStore store = open()) {
            Fill.everything(store);
        }
        for (Path path : all()) {
            String name = path.getFileName().toString();
            assertThat(name).matches("[!-~]{1,205}").isEqualTo(name.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void aSecondOpenerInThisProcessIsRefusedAndTheFirstGoesOn() {
        try (ConfigStore store = open()) {
            for (int i = 0; i < 2; i++) {
                assertFails(
                        ErrorCode.STORAGE_IN_USE,
                        "data directory " + data() + " is in use by this process ("
                                + ProcessHandle.current().pid() + "): stop that first",
                        this::open);
            }
            Fill.everything(store);
        }
        open().close();
    }

    @Test
    void aSecondProcessIsRefusedWithTheFirstOnesId() throws Exception {
        try (ChildProcess child = new ChildProcess(CrashTest.Writer.class, data().toString())) {
            assertThat(child.output().readLine()).isEqualTo("1");
            assertFails(
                    ErrorCode.STORAGE_IN_USE,
                    "data directory " + data() + " is in use by process " + child.pid() + ": stop that first",
                    this::open);
        }
        open().close();
    }

    @Test
    void aLinkToTheDirectoryIsTheSameDirectory() throws IOException {
        try (ConfigStore store = open()) {
            Path link = Files.createSymbolicLink(parent.resolve("link"), data());
            assertFails(ErrorCode.STORAGE_IN_USE, "is in use", () -> Fill.open(link));
            store.checkReachable();
        }
    }

    @Test
    void leftoversAreSweptWhenItIsOpened() throws IOException {
        open().close();
        Path tmp = data().resolve("tmp");
        Files.writeString(tmp.resolve("1"), "half a rec");
        Files.createDirectories(tmp.resolve("2").resolve("log"));
        Files.writeString(tmp.resolve("2").resolve("log").resolve("v0001.json"), "{}");
        try (ConfigStore store = open()) {
            assertThat(tmp).isEmptyDirectory();
            Fill.everything(store);
            assertThat(tmp).isEmptyDirectory();
        }
    }

    @Test
    void whatIsNotOursIsPassedOver() throws IOException {
        try (ConfigStore store = open()) {
            Fill.everything(store);
        }
        for (Path folder : all().stream().filter(Files::isDirectory).toList()) {
            if (!folder.endsWith("tmp")) {
                Files.writeString(folder.resolve(".DS_Store"), "x");
                Files.createDirectory(folder.resolve("Lost And Found"));
            }
        }
        try (ConfigStore store = open()) {
            Fill.checkEverything(store);
        }
    }

    @Test
    void aNewerFormatIsRefusedAndNothingIsTouched() throws IOException {
        open().close();
        Files.writeString(data().resolve("format.json"), "{\"format\":6}");
        Files.writeString(data().resolve("tmp").resolve("1"), "x");
        for (int i = 0; i < 2; i++) {
            assertFails(
                    ErrorCode.STORAGE_FAILED,
                    "data directory " + data() + " has format 6, but this version reads formats up to 5 only",
                    this::open);
        }
        assertThat(data().resolve("tmp").resolve("1")).exists();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Files.createDirectory(parent.resolve("new"));
        Files.writeString(data(), "x");
        assertFails(ErrorCode.STORAGE_FAILED, "can't open data directory " + data(), this::open);
    }

    @Test
    void emptyFoldersThatABackupLeftOutAreMadeAgain() throws IOException {
        try (ConfigStore store = open()) {
            Fill.everything(store);
        }
        for (int i = 0; i < 4; i++) {
            for (Path path : all()) {
                if (Files.isDirectory(path) && path.toFile().list().length == 0) {
                    Files.delete(path);
                }
            }
        }
        try (ConfigStore store = open()) {
            Fill.checkEverything(store);
            Fill.blobs(store, 2);
        }
    }

    @Test
    void aStoreThatWasClosedChangesNothingAnyMore() throws IOException {
        ConfigStore store = open();
        Fill.everything(store);
        BlobUpload upload = store.blobs().begin();
        upload.put(new byte[5]);
        store.close();
        try (ConfigStore next = open()) {
            List<Path> before = all();
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "closed", upload::commit);
            upload.close();
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "closed", () -> Fill.blobs(store, 5));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "closed",
                    () -> store.accounts().remove(Fill.ACCOUNT.name()));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "closed",
                    () -> store.projects().delete(Fill.PROJECT.key(), Fill.TIME));
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "closed", store::checkReachable);
            store.close();
            assertThat(all()).isEqualTo(before);
            next.checkReachable();
            assertFails(ErrorCode.STORAGE_IN_USE, "in use", this::open);
        }
    }

    @Test
    void aDirectoryThatIsGoneIsNotReachable() throws IOException {
        try (ConfigStore store = open()) {
            Files.move(data(), parent.resolve("elsewhere"));
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "is not there", store::checkReachable);
            Files.move(parent.resolve("elsewhere"), data());
            store.checkReachable();
        }
    }

    @Test
    void whatCanNotBeWrittenChangesNothingInMemoryEither() throws IOException {
        try (ConfigStore store = open()) {
            Fill.everything(store);
            Files.move(data(), parent.resolve("elsewhere"));
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "is not there", () -> Fill.append(store, 3));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "is not there",
                    () -> store.tokens().remove(Fill.TOKEN.id()));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "is not there",
                    () -> store.tokens().replace(Fill.TOKEN, Fill.TOKEN.usedAt(Fill.TIME)));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "",
                    () -> store.projects().createBranch(Fill.PROJECT.key(), Fill.branch("another")));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "",
                    () -> store.projects().deleteBranch(Fill.PROJECT.key(), Fill.BRANCH, Fill.TIME));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE, "", () -> store.projects().delete(Fill.PROJECT.key(), Fill.TIME));
            assertFails(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "",
                    () -> store.accounts().replace(Fill.ACCOUNT, Fill.ACCOUNT.withPasswordHash("x")));
            assertFails(ErrorCode.STORAGE_UNAVAILABLE, "", () -> Fill.blobs(store, 2));
            Files.move(parent.resolve("elsewhere"), data());
            Fill.checkEverything(store);
            Fill.append(store, 3);
        }
    }

    @Test
    void listsOfBranchesAreTheSameObjectWhileNothingChanges() {
        try (ConfigStore store = open()) {
            Fill.everything(store);
            var before = store.projects().branches(Fill.PROJECT.key());
            Fill.append(store, 3);
            assertThat(store.projects().branches(Fill.PROJECT.key())).isSameAs(before);
            assertThat(store.projects().createBranch(Fill.PROJECT.key(), Fill.branch("another")))
                    .isTrue();
            assertThat(store.projects().branches(Fill.PROJECT.key())).hasSize(before.size() + 1);
            assertThat(store.projects().findBranch(Fill.PROJECT.key(), BranchName.MASTER))
                    .isPresent();
        }
    }
}
