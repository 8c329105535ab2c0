package io.erpconfig.http.admin;

import io.erpconfig.core.edit.Change;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the bodies of commits: {@code {"message", "actions": [{"action", "path", "previous_path", "content", "encoding"}]}}
 * (contract, section 3). What comes is spooled, so that a client may be slow at no cost, and then read file by file. The
 * parser holds a text as a whole, so large bodies are read one at a time. Safe for any number of threads.
 */
final class CommitBodyReader {

    /** The largest body, in bytes: four files of the usual limit, or thousands as configurations are. */
    static final long MAX_BODY = 64L << 20;

    /** The most actions: as many as a large import has files, and few enough for one folder listing. */
    static final int MAX_ACTIONS = 10_000;

    /** The size from which on a body is large, in bytes. */
    private static final long LARGE = 64 << 10;

    /** The least limit of a text, whatever that of files is: messages and paths have limits of their own. */
    private static final long MIN_TEXT = 1 << 20;

    /** Number of digits that PEM has in a line; MIME has 76. */
    private static final int BASE64_LINE = 64;

    private static final String MESSAGE = "message";
    private static final String ACTIONS = "actions";

    private final long maxFileSize;
    private final JsonFactory json;
    private final Semaphore large = new Semaphore(1);

    /** @param maxFileSize in bytes */
    CommitBodyReader(long maxFileSize) {
        this.maxFileSize = maxFileSize;
        // No text that is longer makes a file within the limit, be it in base64 in the shortest lines that tools write.
        long base64 = maxFileSize / 3 * 4 + 4;
        long lineBreaks = base64 / BASE64_LINE * 2 + 2;
        long longest = Math.min(MAX_BODY, Math.max(MIN_TEXT, base64 + lineBreaks));
        this.json = JsonBody.factory((int) longest);
    }

    /**
     * Reads a body.
     *
     * @param named is told the path of each action
     * @return the caller closes it
     * @throws ApiException 400, 413 or 415
     */
    CommitBody read(RequestBody body, Consumer<String> named) throws IOException {
        try (Spool whole = new Spool()) {
            whole.append(body.json(MAX_BODY));
            if (whole.size() < LARGE) {
                return parse(whole, named);
            }
            large.acquireUninterruptibly();
            try {
                return parse(whole, named);
            } finally {
                large.release();
            }
        }
    }

    private CommitBody parse(Spool whole, Consumer<String> named) throws IOException {
        Spool contents = new Spool();
        try (JsonBody document = new JsonBody(json, whole.slice(0, whole.size()).open())) {
            Parse parse = new Parse(document, contents, named);
            document.next();
            document.object(Set.of(MESSAGE, ACTIONS), parse::field);
            document.end();
            return parse.commit();
        } catch (RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    /** One body that is being read. */
    private final class Parse {
        private final JsonBody document;
        private final Spool contents;
        private final Consumer<String> named;
        private final List<Change> changes = new ArrayList<>();
        private Optional<String> message = Optional.empty();
        private boolean hasActions;

        Parse(JsonBody document, Spool contents, Consumer<String> named) {
            this.document = document;
            this.contents = contents;
            this.named = named;
        }

        void field(String name) {
            if (name.equals(MESSAGE)) {
                message = Optional.of(document.text(MESSAGE));
            } else {
                hasActions = true;
                actions();
            }
        }

        private void actions() {
            if (document.token() != JsonToken.START_ARRAY) {
                throw JsonBody.invalid("'actions' must be a list");
            }
            while (document.next() != JsonToken.END_ARRAY) {
                if (changes.size() == MAX_ACTIONS) {
                    throw JsonBody.invalid("a commit has at most " + MAX_ACTIONS + " actions");
                }
                changes.add(new CommitAction(contents, maxFileSize).read(document, named));
            }
        }

        CommitBody commit() {
            String text = message.orElseThrow(() -> JsonBody.invalid("'message' is missing"));
            if (!hasActions) {
                throw JsonBody.invalid("'actions' is missing");
            }
            return new CommitBody(text, changes, contents);
        }
    }

    static ApiException tooLarge(long maxFileSize) {
        return new ApiException(ApiErrorCode.FILE_TOO_LARGE, "the content is larger than " + maxFileSize + " bytes");
    }
}
