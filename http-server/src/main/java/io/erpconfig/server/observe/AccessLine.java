package io.erpconfig.server.observe;

import io.erpconfig.http.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A line of the access log. It is made on the request's thread, so it is only put into words later.
 *
 * @param time      when the answer was complete
 * @param requestId its {@code X-Request-Id}
 * @param remote    the client's address
 * @param path      as it was sent, without the query
 * @param bytes     of the answer's body, sent
 * @param nanos     from the request's first byte to the answer's last
 * @param complete  whether the answer was sent whole
 * @param who       token or user
 */
record AccessLine(
        Instant time,
        Optional<String> requestId,
        String remote,
        String method,
        String path,
        int status,
        long bytes,
        long nanos,
        boolean complete,
        Optional<String> who,
        Optional<String> userAgent) {

    private static final int LONGEST_METHOD = 32;
    private static final int LONGEST_PATH = 4096;
    private static final int LONGEST_TEXT = 256;

    /** Cuts what a client can make long: the lines that wait to be written must not fill the memory. */
    AccessLine {
        method = cut(method, LONGEST_METHOD);
        path = cut(path, LONGEST_PATH);
        who = who.map(text -> cut(text, LONGEST_TEXT));
        userAgent = userAgent.map(text -> cut(text, LONGEST_TEXT));
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Masked first: a secret that is cut in two would not be known for one.
        String masked = Secrets.mask(text);
        int end = Math.min(longest, masked.length());
        boolean inPair = end < masked.length() && Character.isSurrogatePair(masked.charAt(end - 1), masked.charAt(end));
        return masked.substring(0, inPair ? end - 1 : end) + "…";
    }

    /** Its JSON object. */
    void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("time", Json.time(time));
        requestId.ifPresent(id -> json.writeStringProperty("request_id", Secrets.mask(id)));
        json.writeStringProperty("remote", remote);
        json.writeStringProperty("method", Secrets.mask(method));
        json.writeStringProperty("path", Secrets.mask(path));
        json.writeNumberProperty("status", status);
        json.writeNumberProperty("bytes", bytes);
        json.writeNumberProperty("ms", BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP));
        if (!complete) {
            json.writeBooleanProperty("aborted", true);
        }
        who.ifPresent(name -> json.writeStringProperty("who", Secrets.mask(name)));
        userAgent.ifPresent(agent -> json.writeStringProperty("user_agent", Secrets.mask(agent)));
        json.writeEndObject();
    }
}
