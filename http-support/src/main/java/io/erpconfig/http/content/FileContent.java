package io.erpconfig.http.content;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.HeaderText;
import io.erpconfig.http.Json;
import io.erpconfig.http.UnreadableContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Files' content as it is sent: small files from memory, large ones passed on in pieces. Safe for any number of threads.
 */
public final class FileContent {

    /** Files up to this size are held as a whole while they are sent, in bytes. */
    private static final int SMALL = 128 * 1024;

    private static final int CHUNK = 24 * 1024;

    private final ConfigReader reader;
    private final MediaTypes mediaTypes;

    public FileContent(ConfigReader reader) {
        this.reader = reader;
        this.mediaTypes = new MediaTypes(reader);
    }

    /** The bytes themselves. Whatever they are, a browser that is led here runs nothing of them. */
    public Answer raw(GitBlob content) {
        Body body = content.size() <= SMALL
                ? new Body.Bytes(reader.read(content))
                : new Body.Content(content.size(), () -> reader.open(content));
        return Answer.of(mediaTypes.of(content), body)
                .with("Content-Security-Policy", "default-src 'none'; sandbox")
                .withRanges();
    }

    /** The same as the file that is asked for by its path: under its name, and tagged with its git blob id. */
    public Answer file(FileEntry file) {
        return raw(file.content())
                .with("Content-Disposition", HeaderText.disposition("inline", file.name()))
                .withTag(EntityTag.of(file.gitId().hex()));
    }

    /** A JSON object with these fields and the bytes as {@code content} in base64. */
    public Answer base64(GitBlob content, Consumer<JsonGenerator> fields) {
        byte[] frame = Json.bytes(json -> {
            json.writeStartObject();
            fields.accept(json);
            json.writeStringProperty("content", "");
            json.writeEndObject();
        });
        // Base64 needs no escaping, so the content goes between the last two quotes.
        byte[] end = "\"}".getBytes(StandardCharsets.US_ASCII);
        byte[] head = Arrays.copyOf(frame, frame.length - end.length);
        long length = frame.length + (content.size() + 2) / 3 * 4;
        Body.Writer writer = out -> {
            out.write(head);
            encode(content, out);
            out.write(end);
        };
        Body body = content.size() <= SMALL
                ? new Body.Bytes(collect(writer, (int) length))
                : new Body.Written(OptionalLong.of(length), writer);
        // Without the content: its hash is among the fields.
        return Answer.of(Json.MEDIA_TYPE, body).withTag(EntityTag.ofContent(frame, List.of()));
    }

    private void encode(GitBlob content, OutputStream out) throws IOException {
        try (InputStream in = reader.open(content)) {
            Base64.Encoder encoder = Base64.getEncoder();
            // A multiple of three bytes at a time makes whole groups, so the pieces join without padding.
            byte[] chunk = new byte[(int) Math.min(CHUNK, content.size() / 3 * 3 + 3)];
            for (int read = 1; read > 0; ) {
                read = in.readNBytes(chunk, 0, chunk.length);
                out.write(encoder.encode(Arrays.copyOf(chunk, read)));
            }
        }
    }

    private static byte[] collect(Body.Writer writer, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        try {
            writer.writeTo(out);
        } catch (IOException e) {
            throw UnreadableContent.error("content can't be read", e);
        }
        return out.toByteArray();
    }
}
