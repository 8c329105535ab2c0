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

/** Times as callers write them. */
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
        return query.text(parameter).map(text -> {
            Matcher lost = LOST_PLUS.matcher(text);
            try {
                return parse(lost.matches() ? lost.group(1) + '+' + lost.group(2) : text);
            } catch (IllegalArgumentException e) {
                throw ApiException.parameter(parameter + " must be a time such as 2026-01-31T12:00:00Z");
            }
        });
    }

    /**
     * Reads a time in ISO 8601: with an offset, or without one or as a date alone, in UTC.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Instant parse(String text) {
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean zoned =
                    text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time such as 2027-01-31T12:00:00Z, and no date such as 2027-01-31", e);
        }
    }
}
