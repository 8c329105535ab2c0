package io.erpconfig.http;

import java.util.List;

/**
 * A request that is answered with an error. Thrown by adapters where the core has no error of its own, or where GitLab
 * words the same one differently from route to route.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorWord word;
    private final transient List<Answer.Header> headers;

    /**
     * @param message what the caller is told
     * @param headers that the answer has besides
     */
    public Refusal(ErrorWord word, String message, Answer.Header... headers) {
        // No stack trace: it is an answer, and a hostile caller can ask for many.
        super(message, null, false, false);
        this.word = word;
        this.headers = List.of(headers);
    }

    /** With the word's own message; with the word itself where it has none. */
    public Refusal(ErrorWord word, Answer.Header... headers) {
        this(word, word.message().orElse(word.name()), headers);
    }

    /** A parameter or header that is missing or can't be read. */
    public static Refusal parameter(String message) {
        return new Refusal(ErrorWord.INVALID_PARAMETER, message);
    }

    public ErrorWord word() {
        return word;
    }

    /** The answer that it is. */
    public Answer answer() {
        return Answer.error(word, getMessage()).with(headers);
    }
}
