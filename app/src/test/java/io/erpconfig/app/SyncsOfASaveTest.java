package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.erpconfig.server.AdminClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a save over HTTP asks of the disk, as the kernel sees it. Skipped where strace is missing, or may not look. */
@Timeout(120)
class SyncsOfASaveTest {

    private static final int SAVES = 5;

    @TempDir
    private Path folder;

    @Test
    void aSaveIsOneSyncWithItsObjectsItsSnapshotAndItsAuditEntryAndMakesNoFile() throws Exception {
        try (ServedStore server = ServedStore.start(folder)) {
            AdminClient client = server.signIn();
            client.json(
                    201, "POST", "projects", AdminClient.JSON.valueToTree(Map.of("name", "p", "type", "erp-config")));
            // The first saves make what later ones find: folders, the journal's first segment, the trail's file.
            for (int i = 0; i < SAVES; i++) {
                save(client, "before " + i);
            }
            Path trace = folder.resolve("trace");
            Process strace = attach(server.process().pid(), trace);
            for (int i = 0; i < SAVES; i++) {
                save(client, "traced " + i);
            }
            strace.destroy();
            strace.waitFor(30, TimeUnit.SECONDS);

            List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.contains("resumed>"))
                    .toList();
            assertThat(calls)
                    .as("no file is made, renamed or deleted")
                    .noneMatch(line -> line.contains("O_CREAT") && line.contains("O_EXCL")
                            || line.contains("link(")
                            || line.contains("linkat(")
                            || line.contains("rename")
                            || line.contains("mkdir"));
            List<String> syncs =
                    calls.stream().filter(line -> line.contains("sync")).toList();
            assertThat(syncs).hasSize(SAVES).allMatch(line -> line.contains("fdatasync("));
            assertThat(AdminClient.text(client.get("audit", "Accept", "application/x-ndjson")))
                    .containsOnlyOnce("\"snapshot\":\"v00" + (1 + 2 * SAVES) + '"');
        }
    }

    private static void save(AdminClient client, String content) throws IOException {
        AdminClient.expect(
                content.equals("before 0") ? 201 : 200,
                client.send(
                        "PUT",
                        "projects/p.erp-config/branches/master/files/a/b/c.json",
                        content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Process attach(long pid, Path trace) throws IOException {
        Process strace;
        try {
            strace = new ProcessBuilder(
                            "strace",
                            "-f",
                            "-o",
                            trace.toString(),
                            "-e",
                            "trace=fsync,fdatasync,sync,syncfs,sync_file_range,msync,open,openat,creat,link,linkat,unlink,"
                                    + "unlinkat,rename,renameat,renameat2,mkdir,mkdirat",
                            "-p",
                            Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return abort("strace is not installed");
        }
        BufferedReader said = strace.inputReader(StandardCharsets.UTF_8);
        String first = said.readLine();
        if (first == null || !first.contains("attached")) {
            strace.destroy();
            return abort("strace may not look: " + first);
        }
        return strace;
    }
}
