package io.erpconfig.core.token;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** The written form of the time at which a token expires. */
public final class Expiry {

    private static final LocalTime END_OF_DAY = LocalTime.MAX.truncatedTo(ChronoUnit.MILLIS);

    private Expiry() {}

    /**
     * Reads an ISO 8601 time with its offset, such as {@code 2027-01-31T12:00:00Z}, or a date alone, which means the end
     * of that day, UTC (contract, section 2).
     *
     * @throws ConfigStoreException {@link ErrorCode#INVALID_TOKEN_FIELD} if it is neither
     */
    public static Instant parse(String text) {
        try {
            Instant time = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atTime(END_OF_DAY).toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year >= 1970 && year <= 9999) {
                return time.truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeParseException e) {
            // Answered below, in words of our own.
        }
        throw new ConfigStoreException(
                ErrorCode.INVALID_TOKEN_FIELD,
                "the time of expiry must be a date (2027-01-31, the end of that day UTC) or a time (2027-01-31T12:00:00Z)");
    }
}
