package io.erpconfig.http.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.diff.Diffs;
import io.erpconfig.http.diff.UnifiedDiff;
import tools.jackson.core.JsonGenerator;

/**
 * Numbers of lines that a commit added and removed. Counted once for each commit, and no further than {@value
 * #MAX_BYTES} bytes of changed files: after an import of a large folder the rest counts as nothing. Safe for any number
 * of threads.
 */
final class CommitStats {

    private static final long MAX_BYTES = 32 << 20;
    private static final int KEPT = 5_000;

    /** Lines. */
    record Lines(int additions, int deletions) {

        /** Writes the property that they are in a commit. */
        void write(JsonGenerator json) {
            json.writeObjectPropertyStart("stats");
            json.writeNumberProperty("additions", additions);
            json.writeNumberProperty("deletions", deletions);
            json.writeNumberProperty("total", additions + deletions);
            json.writeEndObject();
        }
    }

    private final ConfigReader reader;
    private final Diffs diffs;
    private final Cache<GitId, Lines> known =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    CommitStats(ConfigReader reader, Diffs diffs) {
        this.reader = reader;
        this.diffs = diffs;
    }

    Lines of(Revision revision) {
        GitId commit = revision.snapshot().commitId();
        Lines lines = known.getIfPresent(commit);
        if (lines == null) {
            lines = count(revision);
            known.put(commit, lines);
        }
        return lines;
    }

    private Lines count(Revision revision) {
        long budget = MAX_BYTES;
        int additions = 0;
        int deletions = 0;
        for (FileChange change : reader.changes(revision)) {
            budget -= change.size();
            if (budget < 0) {
                break;
            }
            UnifiedDiff diff = diffs.of(change);
            additions += diff.additions();
            deletions += diff.deletions();
        }
        return new Lines(additions, deletions);
    }
}
