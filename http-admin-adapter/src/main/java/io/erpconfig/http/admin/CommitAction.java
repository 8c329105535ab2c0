package io.erpconfig.http.admin;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.io.output.CloseShieldOutputStream;
import tools.jackson.core.JsonToken;

/** One action of a commit, while it is read. Used by one thread. */
final class CommitAction {

    private static final String ACTION = "action";
    private static final String PATH = "path";
    private static final String PREVIOUS_PATH = "previous_path";
    private static final String CONTENT = "content";
    private static final String ENCODING = "encoding";
    private static final Set<String> FIELDS = Set.of(ACTION, PATH, PREVIOUS_PATH, CONTENT, ENCODING);

    private final Spool spool;
    private final long maxFileSize;
    private final Map<String, String> texts = new TreeMap<>();
    private Optional<ContentSource> sent = Optional.empty();

    /**
     * @param spool       where contents go
     * @param maxFileSize in bytes
     */
    CommitAction(Spool spool, long maxFileSize) {
        this.spool = spool;
        this.maxFileSize = maxFileSize;
    }

    /**
     * Reads the action that the document's last token begins. A field that is {@code null} counts as left out.
     *
     * @param named is told its paths
     */
    Change read(JsonBody document, Consumer<String> named) {
        document.object(FIELDS, name -> {
            if (document.token() == JsonToken.VALUE_NULL) {
                return;
            }
            if (name.equals(CONTENT)) {
                sent = Optional.of(content(document));
            } else {
                texts.put(name, document.text(name));
            }
        });
        Optional.ofNullable(texts.get(PREVIOUS_PATH)).ifPresent(named);
        Optional.ofNullable(texts.get(PATH)).ifPresent(named);
        return change();
    }

    private Change change() {
        String action = required(ACTION);
        return switch (action) {
            case "create" -> new Change.Create(path(), contentOf(action));
            case "update" -> new Change.Update(path(), contentOf(action));
            case "delete" -> {
                refuse(action, CONTENT, sent.isPresent());
                yield new Change.Delete(path());
            }
            case "move" -> new Change.Move(new ConfigPath(required(PREVIOUS_PATH)), target(), decoded());
            default -> throw JsonBody.invalid("'action' must be create, update, delete or move");
        };
    }

    private String required(String field) {
        return Optional.ofNullable(texts.get(field))
                .orElseThrow(() -> JsonBody.invalid("an action's '" + field + "' is missing"));
    }

    private ConfigPath target() {
        return new ConfigPath(required(PATH));
    }

    /** The path of an action that is no move. */
    private ConfigPath path() {
        refuse(texts.get(ACTION), PREVIOUS_PATH, texts.containsKey(PREVIOUS_PATH));
        return target();
    }

    private static void refuse(String action, String field, boolean there) {
        if (there) {
            throw JsonBody.invalid("'" + field + "' has no place in the action " + action);
        }
    }

    private ContentSource contentOf(String action) {
        return decoded().orElseThrow(() -> JsonBody.invalid("'content' is missing in the action " + action));
    }

    private Optional<ContentSource> decoded() {
        Optional<ContentSource> decoded = switch (texts.getOrDefault(ENCODING, "text")) {
            case "text" -> sent;
            case "base64" -> sent.map(CommitAction::decode);
            default -> throw JsonBody.invalid("'encoding' must be text or base64");
        };
        if (decoded.isPresent() && decoded.get().size() > maxFileSize) {
            throw CommitBodyReader.tooLarge(maxFileSize);
        }
        return decoded;
    }

    /** Takes in a text as UTF-8, whatever it turns out to encode. */
    private ContentSource content(JsonBody document) {
        document.requireText(CONTENT);
        long from = spool.size();
        // Closing the writer leaves the spool open for more.
        try (OutputStreamWriter writer =
                new OutputStreamWriter(CloseShieldOutputStream.wrap(spool), StandardCharsets.UTF_8.newEncoder())) {
            if (!document.copyText(writer)) {
                throw CommitBodyReader.tooLarge(maxFileSize);
            }
        } catch (IOException e) {
            // The spool's own failures are others: this is the encoder's, on closing.
            throw JsonBody.invalid("the body has a text that is not valid Unicode");
        }
        return spool.slice(from, spool.size() - from);
    }

    /** Decodes twice rather than keep it: once to learn how many bytes it is, if it is right, and then for the store. */
    private static ContentSource decode(ContentSource encoded) {
        long size;
        long sent;
        try (Base64Digits digits = digits(encoded)) {
            size = Base64.getDecoder().wrap(digits).transferTo(OutputStream.nullOutputStream());
            // The decoder stops at padding, whatever comes after that.
            digits.transferTo(OutputStream.nullOutputStream());
            sent = digits.count();
        } catch (IOException e) {
            throw notBase64();
        }
        long needed = (8 * size + 5) / 6;
        if (sent != needed && sent != (needed + 3) / 4 * 4) {
            throw notBase64();
        }
        return new ContentSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Base64.getDecoder().wrap(digits(encoded));
            }
        };
    }

    private static ConfigStoreException notBase64() {
        return new ConfigStoreException(ErrorCode.INVALID_CONTENT, "content is not base64");
    }

    /** Buffered, since the decoder reads byte by byte. */
    private static Base64Digits digits(ContentSource encoded) throws IOException {
        return new Base64Digits(new BufferedInputStream(encoded.open()));
    }
}
