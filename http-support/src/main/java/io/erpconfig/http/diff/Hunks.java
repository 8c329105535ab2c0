package io.erpconfig.http.diff;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes edits as hunks.
 *
 * @param skipped lines, the same in both texts, before the ones given
 * @param context lines shown before and after an edit
 * @param limit   the most bytes written
 */
record Hunks(Lines old, Lines now, int skipped, int context, int limit) {

    /** The hunks; empty if they are longer than the limit. */
    Optional<String> format(List<Edit> edits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int first = 0; first < edits.size(); ) {
            int last = first;
            while (last + 1 < edits.size()
                    && edits.get(last + 1).oldFrom() - edits.get(last).oldTo() <= 2 * context) {
                last++;
            }
            if (!hunk(edits.subList(first, last + 1), out)) {
                return Optional.empty();
            }
            first = last + 1;
        }
        return out.size() > limit ? Optional.empty() : Optional.of(out.toString(StandardCharsets.UTF_8));
    }

    private boolean hunk(List<Edit> edits, ByteArrayOutputStream out) {
        Edit first = edits.get(0);
        Edit last = edits.get(edits.size() - 1);
        int before = Math.min(context, first.oldFrom());
        int after = Math.min(context, old.count() - last.oldTo());
        String header = "@@ -" + range(first.oldFrom() - before, last.oldTo() + after) + " +"
                + range(first.newFrom() - before, last.newTo() + after) + " @@\n";
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        int at = first.oldFrom() - before;
        for (Edit edit : edits) {
            boolean written = show(old, at, edit.oldFrom(), ' ', out)
                    && show(old, edit.oldFrom(), edit.oldTo(), '-', out)
                    && show(now, edit.newFrom(), edit.newTo(), '+', out);
            if (!written) {
                return false;
            }
            at = edit.oldTo();
        }
        return show(old, at, at + after, ' ', out);
    }

    /** Lines are counted from 1; an empty range names the line before it; a count of 1 goes without saying. */
    private String range(int from, int to) {
        int count = to - from;
        int start = skipped + from + (count == 0 ? 0 : 1);
        return count == 1 ? Integer.toString(start) : start + "," + count;
    }

    private boolean show(Lines lines, int from, int to, char sign, ByteArrayOutputStream out) {
        for (int i = from; i < to; i++) {
            if (lines.size(i) > limit - out.size()) {
                return false;
            }
            lines.show(i, sign, out);
        }
        return true;
    }
}
