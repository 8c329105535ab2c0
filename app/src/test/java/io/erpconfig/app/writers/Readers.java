package io.erpconfig.app.writers;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.server.AdminClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads a whole branch over and over, as a listing and as an archive, and remembers what it has seen. */
public final class Readers implements AutoCloseable {

    private final Set<String> shortIds = ConcurrentHashMap.newKeySet();
    private final Set<String> listings = ConcurrentHashMap.newKeySet();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * @param project and
     * @param branch  their paths behind the API's prefix
     */
    public Readers(List<AdminClient> clients, String project, String branch) {
        for (AdminClient client : clients) {
            running.add(pool.submit(() -> list(client, branch)));
            running.add(pool.submit(() -> unpack(client, project)));
        }
    }

    private Void list(AdminClient client, String branch) throws IOException {
        while (!stopping) {
            listings.add(HistoryCheck.listing(client.json(branch + "/tree?recursive=1")));
        }
        return null;
    }

    private Void unpack(AdminClient client, String project) throws IOException {
        while (!stopping) {
            HttpResponse<byte[]> answer = client.get(project + "/archive.zip?ref=master");
            assertThat(answer.statusCode()).isEqualTo(200);
            Map<String, byte[]> files = new HashMap<>();
            String folder = "";
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    folder = entry.getName().substring(0, entry.getName().indexOf('/'));
                    if (!entry.isDirectory()) {
                        files.put(entry.getName().substring(folder.length() + 1), zip.readAllBytes());
                    }
                }
            }
            String shortId = BranchContent.ofBytes(files).shortId();
            assertThat(folder).as("the archive says what it holds").endsWith("-" + shortId);
            shortIds.add(shortId);
        }
        return null;
    }

    /** Stops reading, and checks that each thing seen was the whole of one snapshot. */
    public int stop(HistoryCheck check) throws Exception {
        stopping = true;
        for (Future<?> each : running) {
            each.get();
        }
        check.checkViews(shortIds, listings);
        return shortIds.size() + listings.size();
    }

    @Override
    public void close() {
        stopping = true;
        pool.shutdownNow();
    }
}
