package io.erpconfig.http.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * Small answers, ready to be sent again, bounded in bytes. One owner's are never another's: the owner is part of the key.
 * Safe for any number of threads.
 */
final class HotAnswers {

    /** The largest body that is kept, in bytes. */
    private static final int MAX_BODY = 256 * 1024;

    /** What an answer takes besides its body and its key, roughly, in bytes. */
    private static final int OVERHEAD = 3000;

    /**
     * What makes requests the same.
     *
     * @param owner  of the token
     * @param head   whether it is {@code HEAD}
     * @param origin the base URL that the client used: answers have links
     * @param target path and query as they were sent
     */
    record Key(OwnerId owner, boolean head, String origin, String target) {}

    /**
     * An answer with the headers of its 200 and its 304 as they are sent.
     *
     * @param madeFrom what has to be as it was for the answer to be right
     */
    record Hot(Consulted madeFrom, String etag, List<HttpField> ok, List<HttpField> notModified, byte[] body) {}

    private final Cache<Key, Hot> answers;

    /** @param maxBytes that all of it may take, roughly */
    HotAnswers(long maxBytes) {
        answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Hot hot) -> OVERHEAD + 2 * key.target().length() + hot.body().length)
                // Evicting on the caller's thread is quick, and lets nothing be kept that is over the bound.
                .executor(Runnable::run)
                .build();
    }

    Optional<Hot> find(Key key) {
        return Optional.ofNullable(answers.getIfPresent(key));
    }

    /** Keeps an answer, if it is of the kind that is kept. */
    void remember(Key key, Answer answer, Consulted madeFrom) {
        if (answer.status() == 200
                && answer.etag().isPresent()
                && answer.body() instanceof Body.Bytes body
                && body.bytes().length <= MAX_BODY) {
            List<Answer.Header> headers = answer.with("Content-Length", Integer.toString(body.bytes().length))
                    .allHeaders();
            Hot hot = new Hot(
                    madeFrom, answer.etag().get(), encode(headers), encode(answer.notModifiedHeaders()), body.bytes());
            answers.put(key, hot);
        }
    }

    private static List<HttpField> encode(List<Answer.Header> headers) {
        return headers.stream().map(HotAnswers::encode).toList();
    }

    private static HttpField encode(Answer.Header header) {
        HttpHeader known = HttpHeader.CACHE.get(header.name());
        return known == null
                ? new PreEncodedHttpField(header.name(), header.value())
                : new PreEncodedHttpField(known, header.name(), header.value());
    }
}
