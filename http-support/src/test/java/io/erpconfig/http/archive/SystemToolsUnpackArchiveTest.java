package io.erpconfig.http.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The system's own tools unpack an archive")
class SystemToolsUnpackArchiveTest {

    private static final String FOLDER = "b2b-cnc.erp-config-master-0123abcd";

    private final SampleBranch branch = new SampleBranch();
    private final Map<String, byte[]> files = new TreeMap<>(SampleBranch.unusual());

    @TempDir
    Path folder;

    @BeforeEach
    void fill() {
        files.forEach(branch::save);
    }

    @Test
    @DisplayName("that is a tar.gz, with tar")
    void tarGz() throws Exception {
        assumeTrue(gnuTarIsThere(), "GNU tar is installed");
        String archive = write(ArchiveFormat.TAR_GZ).toString();
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        files.values().forEach(contents::writeBytes);

        assertThat(text("tar", "-tzf", archive, "--quoting-style=literal")).isEqualTo(listing());
        assertThat(output("tar", "-xOzf", archive)).isEqualTo(contents.toByteArray());
    }

    @Test
    @DisplayName("that is a tar.bz2, with tar and bzip2")
    void tarBz2() throws Exception {
        assumeTrue(gnuTarIsThere() && succeeds("bzip2", "--help"), "GNU tar and bzip2 are installed");
        String archive = write(ArchiveFormat.TAR_BZ2).toString();

        assertThat(text("tar", "-tjf", archive, "--quoting-style=literal")).isEqualTo(listing());
    }

    @Test
    @DisplayName("that is a zip, with unzip, to the same files as tar")
    void zip() throws Exception {
        assumeTrue(gnuTarIsThere() && succeeds("unzip", "-v"), "GNU tar and unzip are installed");
        String zip = write(ArchiveFormat.ZIP).toString();
        String tar = write(ArchiveFormat.TAR).toString();
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("other"));

        assertThat(text("unzip", "-Z1", zip)).isEqualTo(listing());
        output("unzip", "-q", zip, "-d", one.toString());
        output("tar", "-xf", tar, "-C", other.toString());
        assertThat(text("diff", "-r", one.toString(), other.toString())).isEmpty();
    }

    @Test
    @DisplayName("that is a zip, with unzip, to the same dates in every time zone, and the same as tar's")
    void dates() throws Exception {
        assumeTrue(gnuTarIsThere() && succeeds("unzip", "-v"), "GNU tar and unzip are installed");
        String zip = write(ArchiveFormat.ZIP).toString();
        Path unpacked = Files.createDirectory(folder.resolve("tar"));
        output("tar", "-xf", write(ArchiveFormat.TAR).toString(), "-C", unpacked.toString());

        for (String zone : List.of("UTC", "America/Adak", "Asia/Kathmandu", "Pacific/Kiritimati")) {
            Path here = Files.createDirectory(folder.resolve(zone.replace('/', '-')));
            output("env", "TZ=" + zone, "unzip", "-q", zip, "-d", here.toString());
            for (String path : files.keySet()) {
                assertThat(Files.getLastModifiedTime(here.resolve(FOLDER).resolve(path)))
                        .as("%s in %s", path, zone)
                        .isEqualTo(Files.getLastModifiedTime(
                                unpacked.resolve(FOLDER).resolve(path)));
            }
        }
    }

    @Test
    @DisplayName("and rsync takes a change over into a copy, however alike the two files are")
    void rsync() throws Exception {
        boolean there = gnuTarIsThere() && succeeds("rsync", "--version");
        if (!there) {
            System.out.println("SKIPPED: GNU tar or rsync is missing; unpacked archives are not copied by it");
        }
        assumeTrue(there, "GNU tar and rsync are installed");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String price : List.of("1.01", "1.02", "1.01", "1.00")) {
            branch.save("price.txt", price);
            for (ArchiveFormat format : List.of(ArchiveFormat.ZIP, ArchiveFormat.TAR_GZ)) {
                Path fresh = Files.createTempDirectory(folder, "fresh");
                if (format == ArchiveFormat.ZIP) {
                    output("unzip", "-q", write(format).toString(), "-d", fresh.toString());
                } else {
                    output("tar", "-xf", write(format).toString(), "-C", fresh.toString());
                }
                output("rsync", "-a", fresh.resolve(FOLDER) + "/", copy.toString());
                assertThat(copy.resolve("price.txt")).hasContent(price);
            }
        }
    }

    private String listing() {
        StringBuilder listing = new StringBuilder(FOLDER + "/\n");
        files.keySet()
                .forEach(path -> listing.append(FOLDER).append('/').append(path).append('\n'));
        return listing.toString();
    }

    private Path write(ArchiveFormat format) throws IOException {
        Path archive = folder.resolve("archive." + format.ending());
        try (OutputStream out = Files.newOutputStream(archive)) {
            Archive.write(branch.reader(), branch.live(), ArchiveScope.ALL, FOLDER, format, out);
        }
        return archive;
    }

    private boolean gnuTarIsThere() throws Exception {
        return succeeds("tar", "--version") && Files.readString(said()).contains("GNU tar");
    }

    private boolean succeeds(String... command) throws Exception {
        try {
            return run(command) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String text(String... command) throws Exception {
        return new String(output(command), UTF_8);
    }

    /** The output of a command, which has to succeed. */
    private byte[] output(String... command) throws Exception {
        int exit = run(command);
        byte[] output = Files.readAllBytes(said());
        assertThat(exit).as(() -> new String(output, UTF_8)).isZero();
        return output;
    }

    private int run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said().toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", command[0])
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    private Path said() {
        return folder.resolve("said");
    }
}
