package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.control.Caller;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.folder.Folders;
import io.erpconfig.folder.FoundFile;
import io.erpconfig.folder.FoundFolder;
import io.erpconfig.folder.LocalFolders;
import io.erpconfig.folder.NewFolder;
import io.erpconfig.server.AdminClient;
import io.erpconfig.store.fs.FileSystemStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports into new projects beside a server, in which somebody else saves, cut off at one instant after the other. */
@Timeout(120)
class CutOffImportTest {

    private static final int FILES = 10;

    private static final byte[] THEIRS = "saved and acknowledged".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static ServedStore served;
    private static AdminClient other;

    private String project = "";

    @BeforeAll
    static void serve() throws IOException {
        served = ServedStore.start(folder);
        other = served.signIn();
        for (int i = 0; i < FILES; i++) {
            Path file = folder.resolve("source").resolve("d" + i % 3).resolve("f" + i);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "file " + i);
        }
    }

    @AfterAll
    static void end() {
        served.close();
    }

    @Test
    void nothingThatSomebodyElseHasSavedIsLostAndNothingIsImported() throws IOException {
        for (int instant = 0; instant < 2 * FILES; instant++) {
            project = "p" + instant + ".erp-config";
            CutOff folders = new CutOff(instant / 2, instant % 2 == 0);

            assertThat(importing(folders, OutputStream.nullOutputStream())).isNotZero();
            assertThat(files()).as("cut off at instant " + instant).containsExactly("theirs");
        }
    }

    @Test
    void oneThatIsCutOffWhenItIsDoneIsWhollyThereOnTopOfWhatSomebodyElseHasSaved() throws IOException {
        project = "p.erp-config";
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) {
                throw new Gone();
            }
        };

        assertThat(importing(new CutOff(FILES, false), broken)).isNotZero();
        assertThat(files()).hasSize(FILES).doesNotContain("theirs");
        assertThat(other.get("projects/" + project + "/branches/master@v0002/files/theirs")
                        .body())
                .isEqualTo(THEIRS);
    }

    /** Ends the caller at once, as Ctrl-C does. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private int importing(Folders folders, OutputStream output) {
        Caller caller = new Caller(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(new ByteArrayOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int from, int count) {
                        try {
                            output.write(bytes, from, count);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                },
                new PrintStream(OutputStream.nullOutputStream()),
                Optional.empty(),
                folders,
                () -> {});
        Shell shell =
                new Shell(Map.of("ERP_CONFIG_DATA_DIR", ServedStore.data(folder).toString()), caller, Optional.empty());
        return Main.run(
                shell,
                "import",
                folder.resolve("source").toString(),
                "--owner",
                ServedStore.USER,
                "--project",
                project);
    }

    /** Saves as another user meanwhile. */
    private void save() {
        try {
            other.send(
                    "POST",
                    "projects",
                    AdminClient.JSON.writeValueAsBytes(AdminClient.JSON
                            .createObjectNode()
                            .put("name", project.substring(0, project.indexOf('.')))
                            .put("type", "erp-config")),
                    "Content-Type",
                    "application/json");
            HttpResponse<byte[]> saved =
                    other.send("PUT", "projects/" + project + "/branches/master/files/theirs", THEIRS);
            AdminClient.expect(201, saved);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        other.json("projects/" + project + "/branches/master/tree?recursive=1").forEach(entry -> {
            if (entry.get("type").asString().equals("blob")) {
                files.add(entry.get("path").asString());
            }
        });
        return files;
    }

    /** The folders of a caller that is cut off at one of its files; just before that, somebody else saves. */
    private final class CutOff implements Folders {
        private final Folders local = new LocalFolders(FileSystemStore::isDataDirectory);
        private final int at;
        private final boolean unreadable;

        /**
         * @param at         which file; none of them if it is as many as there are, and then the save is at the last one
         * @param unreadable whether it can't be read; else the caller goes when it has sent it, all but its end
         */
        CutOff(int at, boolean unreadable) {
            this.at = at;
            this.unreadable = unreadable;
        }

        @Override
        public FoundFolder find(String name, long maxFileSize) {
            FoundFolder found = local.find(name, maxFileSize);
            List<FoundFile> files = new ArrayList<>();
            for (FoundFile file : found.files()) {
                files.add(new Watched(file, files.size()));
            }
            return new FoundFolder(found.name(), files);
        }

        @Override
        public NewFolder make(String name, String marker) {
            throw new AssertionError("nothing is exported");
        }

        private final class Watched implements FoundFile {
            private final FoundFile file;
            private final int number;

            Watched(FoundFile file, int number) {
                this.file = file;
                this.number = number;
            }

            @Override
            public ConfigPath path() {
                return file.path();
            }

            @Override
            public long size() {
                return file.size();
            }

            @Override
            public InputStream open() throws IOException {
                if (number == Math.min(at, FILES - 1)) {
                    save();
                }
                if (number == at && unreadable) {
                    throw new IOException("no permission");
                }
                return new FilterInputStream(file.open()) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        if (number == at) {
                            throw new Gone();
                        }
                    }
                };
            }
        }
    }
}
