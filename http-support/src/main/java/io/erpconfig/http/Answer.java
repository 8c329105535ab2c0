package io.erpconfig.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The answer of a handler, whole and immutable; {@link AnswerWriter} sends it. Headers are in ISO 8859-1 or ASCII: see
 * {@link HeaderText} for other text.
 *
 * @param status  of HTTP
 * @param headers in their order, without the entity tag
 * @param etag    the strong entity tag of a 200, with its quotes
 * @param ranges  whether a part of the body may be asked for
 * @param body    what it carries
 */
public record Answer(int status, List<Header> headers, Optional<String> etag, boolean ranges, Body body) {

    static final String RETRY_AFTER = "Retry-After";

    private static final String CACHE_CONTROL = "Cache-Control";

    private static final Header NO_SNIFFING = new Header("X-Content-Type-Options", "nosniff");
    /**
     * Forbids shared caches, and has clients revalidate each time, which an entity tag makes cheap: an answer is for
     * its token alone.
     */
    private static final Header REVALIDATE = new Header(CACHE_CONTROL, "max-age=0, private, must-revalidate");

    /** A header's name and value. */
    public record Header(String name, String value) {}

    public Answer {
        headers = List.copyOf(headers);
    }

    /** A status without a body. */
    public static Answer empty(int status) {
        return new Answer(status, List.of(), Optional.empty(), false, Body.NONE);
    }

    /** A 200 with a body. */
    public static Answer of(String mediaType, Body body) {
        return new Answer(200, List.of(new Header("Content-Type", mediaType)), Optional.empty(), false, body);
    }

    /** A 200 with a JSON document. */
    public static Answer json(Consumer<JsonGenerator> content) {
        return of(Json.MEDIA_TYPE, new Body.Bytes(Json.bytes(content)));
    }

    /** A 200 with a JSON document that is made while it is sent. It needs a tag of its own. */
    public static Answer writtenJson(Consumer<JsonGenerator> content) {
        return of(Json.MEDIA_TYPE, new Body.Written(OptionalLong.empty(), out -> Json.write(out, content)));
    }

    /** An error: {@code {"message", "code"}} (contract, section 4). */
    public static Answer error(ApiErrorCode code, String message) {
        return error(code, message, List.of());
    }

    /** An error with more headers; a 503 that does not say when to come back says so nevertheless. */
    static Answer error(ApiErrorCode code, String message, List<Header> headers) {
        Answer error = json(body -> body.writeStartObject()
                        .writeStringProperty("message", message)
                        .writeStringProperty("code", code.name())
                        .writeEndObject())
                .withStatus(code.status());
        boolean lacking = code.status() == 503
                && headers.stream().noneMatch(header -> header.name().equals(RETRY_AFTER));
        return (lacking ? error.with(RETRY_AFTER, Integer.toString(ApiErrorCode.RETRY_AFTER_SECONDS)) : error)
                .with(headers);
    }

    public Answer withStatus(int other) {
        return new Answer(other, headers, etag, ranges, body);
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
        return with(List.of(new Header(name, value)));
    }

    /** The same with more headers. */
    public Answer with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new Answer(status, all, etag, ranges, body);
    }

    /** The same with an entity tag; {@link EntityTag} makes it. */
    public Answer withTag(String tag) {
        return new Answer(status, headers, Optional.of(tag), ranges, body);
    }

    /** The same with the entity tag that its content makes, if it is a 200 that is held in memory and has none. */
    public Answer withContentTag() {
        return status == 200 && etag.isEmpty() && body instanceof Body.Bytes held
                ? withTag(EntityTag.ofContent(held.bytes(), headers))
                : this;
    }

    /** The same, of which a part may be asked for. */
    public Answer withRanges() {
        return new Answer(status, headers, etag, true, body);
    }

    /** The headers that it is sent with, those that every answer has among them, but not its length. */
    public List<Header> allHeaders() {
        List<Header> all = new ArrayList<>(headers);
        if (ranges) {
            all.add(new Header("Accept-Ranges", "bytes"));
        }
        all.add(NO_SNIFFING);
        all.addAll(notModifiedHeaders());
        return all;
    }

    /** The headers of the 304 in its place. */
    public List<Header> notModifiedHeaders() {
        Header caching = caching();
        return etag.map(tag -> List.of(caching, new Header("ETag", tag))).orElse(List.of(caching));
    }

    /** The {@code Cache-Control} of an answer. Answers that are the same for all callers bring their own. */
    private Header caching() {
        for (Header header : headers) {
            if (header.name().equals(CACHE_CONTROL)) {
                return header;
            }
        }
        return REVALIDATE;
    }
}
