package io.erpconfig.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A history of small saves, known from their numbers alone, so that the same one can be made elsewhere: snapshot 1 is
 * empty, 2 has all files, and each one after replaces one of them, but for the last file, which stays.
 */
final class SmallSaves {

    /** The file that is never saved to. */
    static final String UNCHANGED = SaveLoad.path(SaveLoad.FILES - 1);

    private SmallSaves() {}

    /** The path that a snapshot replaces, from the third on. */
    static String path(int snapshot) {
        return SaveLoad.path(snapshot % (SaveLoad.FILES - 1));
    }

    /** What a snapshot of a project has there. */
    static String content(int project, int snapshot) {
        return """
                {
                  "project": "p%d",
                  "revision": %d,
                  "material": "1.4301",
                  "thickness_mm": %d.%d,
                  "rate_per_hour": %d.%02d,
                  "currency": "EUR",
                  "active": true
                }
                """.formatted(
                        project,
                        snapshot,
                        snapshot % 13,
                        snapshot % 10,
                        40 + snapshot * 7919L % 100,
                        snapshot * 104_729L % 100);
    }

    /** Makes projects 0, 1, … with as many snapshots each; all at once, each by a client of its own. */
    static void make(HttpTarget target, List<Integer> snapshots) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(snapshots.size());
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < snapshots.size(); i++) {
                int project = i;
                target.makeProject(project);
                all.add(clients.submit(() -> {
                    for (int snapshot = 3; snapshot <= snapshots.get(project); snapshot++) {
                        target.save(project, path(snapshot), content(project, snapshot));
                    }
                    return null;
                }));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a save failed", e.getCause());
        } finally {
            clients.shutdownNow();
        }
    }
}
