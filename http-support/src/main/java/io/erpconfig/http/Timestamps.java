package io.erpconfig.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in queries. */
public final class Timestamps {

    /** An offset whose {@code +} came unencoded, and so is a space. */
    private static final Pattern LOST_PLUS = Pattern.compile("(.*T.*) (\\d{2}:?\\d{2})");

    private Timestamps() {}

    /**
     * A time in ISO 8601: with an offset, or without one or as a date alone, in UTC.
     *
     * @throws ApiException 400 if it is none
     */
    public static Optional<Instant> read(Query query, String parameter) {
        return query.text(parameter).map(text -> parse(text, parameter));
    }

    private static Instant parse(String text, String parameter) {
        Matcher lost = LOST_PLUS.matcher(text);
        String whole = lost.matches() ? lost.group(1) + '+' + lost.group(2) : text;
        try {
            if (whole.indexOf('T') < 0) {
                return LocalDate.parse(whole).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean zoned =
                    whole.endsWith("Z") || whole.lastIndexOf('+') > 0 || whole.lastIndexOf('-') > whole.indexOf('T');
            return zoned
                    ? OffsetDateTime.parse(whole).toInstant()
                    : LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw ApiException.parameter(parameter + " must be a time such as 2026-01-31T12:00:00Z");
        }
    }
}
