package io.erpconfig.http.archive;

import io.erpconfig.core.content.BlobId;
import java.time.LocalDate;
import java.time.LocalDateTime;

/**
 * The date that an archive gives an entry, made from its content: equal content has to give equal bytes, and yet what
 * copies only files whose size or date differs has to see that one has changed. So a file's date is made from its
 * content. In UTC where the format knows of zones.
 *
 * <p>All dates lie in the past and after the first day that zip can express, and are of even seconds, as zip's are. A zip
 * is written by way of the server's time zone, where a time of day that the zone skipped can't be expressed: hence the
 * hours of the day, and the years, in which no zone skipped any.
 */
final class EntryDate {

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 2, 1);
    private static final int DAYS = 4_349;
    private static final int FIRST_HOUR = 6;
    private static final int HOURS = 16;
    private static final int A_DAY = HOURS * 60 * 60 / 2;

    /** Number of possible dates: two contents have the same one with a chance of one in that many. */
    static final long COUNT = (long) DAYS * A_DAY;

    /** The date of every folder: a month after the first day of zip, so that no time zone takes it to before that. */
    static final LocalDateTime FOLDER = LocalDateTime.of(1980, 2, 1, 0, 0);

    private EntryDate() {}

    /** The date of a file with this content. */
    static LocalDateTime of(BlobId content) {
        long chosen = Long.remainderUnsigned(content.sha256().w0(), COUNT);
        return FIRST_DAY.plusDays(chosen / A_DAY).atTime(FIRST_HOUR, 0).plusSeconds(chosen % A_DAY * 2);
    }
}
