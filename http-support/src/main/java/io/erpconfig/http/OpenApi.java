package io.erpconfig.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The document that describes both APIs, in OpenAPI 3.1. */
public final class OpenApi {

    private OpenApi() {}

    /** The document as an answer. */
    public static Answer document() {
        try (InputStream in = requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"), "openapi.json")) {
            return Answer.of(Json.MEDIA_TYPE, new Body.Bytes(in.readAllBytes())).withContentTag();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
