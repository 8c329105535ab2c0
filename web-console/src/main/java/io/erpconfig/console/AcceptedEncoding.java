package io.erpconfig.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The content codings that a client accepts (RFC 9110, section 12.5.3). */
final class AcceptedEncoding {

    private AcceptedEncoding() {}

    /**
     * Whether it takes gzip.
     *
     * @param header its {@code Accept-Encoding}
     */
    static boolean isGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        boolean any = false;
        for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] coding = part.split(";", 2);
            String name = coding[0].strip();
            boolean wanted = coding.length < 2 || !coding[1].strip().matches("q=0(\\.0*)?");
            if (name.equals("gzip") || name.equals("x-gzip")) {
                return wanted;
            }
            any |= name.equals("*") && wanted;
        }
        return any;
    }
}
