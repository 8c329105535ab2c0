package io.erpconfig.http.diff;

import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.FileChange;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;

/**
 * Differences of files, line by line. Large files are taken one pair at a time, so that requests that come together
 * need no more memory than one. Safe for any number of threads.
 */
public final class Diffs {

    /** The size from which on a file is large, both states together, in bytes. */
    private static final long LARGE = 1 << 20;

    /** Beyond this size, both states together, lines are not compared, in bytes. */
    private static final long TOO_LARGE = 64 << 20;

    /** The text of all diffs of an answer, in characters: the files that come after it are named without theirs. */
    private static final long MAX_TEXT = 16 << 20;

    private static final String NO_FILE = "0";
    private static final String FILE = "100644";

    private static final UnifiedDiff NOT_COMPARED = new UnifiedDiff("", true, false, 0, 0);

    private final ConfigReader reader;
    private final Semaphore large = new Semaphore(1);

    public Diffs(ConfigReader reader) {
        this.reader = reader;
    }

    /** The differences in one file. */
    public UnifiedDiff of(FileChange change) {
        long size = change.size();
        if (size > TOO_LARGE) {
            return NOT_COMPARED;
        }
        if (size < LARGE) {
            return compare(change);
        }
        large.acquireUninterruptibly();
        try {
            return compare(change);
        } finally {
            large.release();
        }
    }

    private UnifiedDiff compare(FileChange change) {
        return UnifiedDiff.between(
                change.path(), change.before().map(reader::read), change.after().map(reader::read));
    }

    /** Writes an array of what differs, file by file; what got another path alone is one line. */
    public void write(JsonGenerator json, Iterable<FileChange> changes) {
        write(json, FileDiff.of(changes), false);
    }

    /**
     * The same of what was put together before.
     *
     * @param headers whether a text begins with the two lines that name the files, so that it is a whole unified diff
     */
    public void write(JsonGenerator json, Iterable<FileDiff> diffs, boolean headers) {
        json.writeStartArray();
        long text = 0;
        for (FileDiff diff : diffs) {
            text += write(json, diff, text > MAX_TEXT, headers);
        }
        json.writeEndArray();
    }

    /** Writes a file's line; returns how long its text is. */
    private int write(JsonGenerator json, FileDiff diff, boolean collapsed, boolean headers) {
        Optional<UnifiedDiff> text = diff.change().filter(change -> !collapsed).map(this::of);
        json.writeStartObject();
        json.writeStringProperty("old_path", diff.oldPath());
        json.writeStringProperty("new_path", diff.newPath());
        json.writeStringProperty("a_mode", diff.isNew() ? NO_FILE : FILE);
        json.writeStringProperty("b_mode", diff.isGone() ? NO_FILE : FILE);
        json.writeStringProperty(
                "diff",
                text.map(found -> headers ? diff.withHeaders(found) : found.text())
                        .orElse(""));
        json.writeBooleanProperty("new_file", diff.isNew());
        json.writeBooleanProperty("renamed_file", diff.change().isEmpty());
        json.writeBooleanProperty("deleted_file", diff.isGone());
        json.writeBooleanProperty("collapsed", collapsed);
        json.writeBooleanProperty("too_large", text.map(UnifiedDiff::tooLarge).orElse(false));
        json.writeEndObject();
        return text.map(found -> found.text().length()).orElse(0);
    }
}
