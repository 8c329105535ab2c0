package io.erpconfig.http.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.Token;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * A cache of small answers that are ready to be sent again, bounded in bytes. One owner's are never another's: the
 * owner is part of the key. Safe for any number of threads.
 */
final class AnswerCache {

    /** The largest body that is kept, in bytes. */
    private static final int MAX_BODY = 256 * 1024;

    /** Approximate size of an answer besides its body and its key, in bytes. */
    private static final int OVERHEAD = 3000;

    /** Number of times that a request's path and query are held: as they were sent, in parts, decoded, and in links. */
    private static final int COPIES = 8;

    /** Approximate size of what an answer was made from, for each thing of it. */
    private static final int PER_DEPENDENCY = 400;

    /**
     * The key of equal requests.
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
     * @param request whose answer it is
     * @param dependencies the state that has to be as it was for the answer to be right
     * @param watched what it is about
     */
    record Entry(
            ReadRequest request,
            Dependencies dependencies,
            Watched watched,
            String etag,
            List<HttpField> ok,
            List<HttpField> notModified,
            byte[] body) {}

    private final Cache<Key, Entry> answers;

    /** @param maxBytes that all of it may take, roughly */
    AnswerCache(long maxBytes) {
        answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Entry entry) -> OVERHEAD
                        + COPIES * (key.target().length() + key.origin().length())
                        + PER_DEPENDENCY * entry.dependencies().size()
                        + entry.body().length)
                // Evicting on the caller's thread is quick, and lets nothing be kept that is over the bound.
                .executor(Runnable::run)
                .build();
    }

    Optional<Entry> find(Key key) {
        return Optional.ofNullable(answers.getIfPresent(key));
    }

    /**
     * Makes an answer anew of which something has changed, for a token that was let in. If it is no longer of the kind
     * that is kept, or can't be made, it is forgotten, and left to the ordinary way.
     */
    void renew(Key key, Entry stale, Token token) {
        boolean renewed = false;
        try {
            ReadRequest.Result made = stale.request().answer(token);
            renewed = remember(key, stale.request(), made, Optional.of(stale));
        } finally {
            if (!renewed) {
                answers.asMap().remove(key, stale);
            }
        }
    }

    /** Keeps an answer, if it is of the kind that is kept. */
    void remember(Key key, ReadRequest request, ReadRequest.Result made) {
        remember(key, request, made, Optional.ofNullable(answers.getIfPresent(key)));
    }

    /** Returns whether it is kept. Most headers are those of the answer before, and need not be encoded again. */
    private boolean remember(Key key, ReadRequest request, ReadRequest.Result made, Optional<Entry> before) {
        Answer answer = made.answer();
        if (made.mayBeKept()
                && made.dependencies().isPresent()
                && made.watched().isPresent()
                && answer.status() == 200
                && answer.etag().isPresent()
                && answer.body() instanceof Body.Bytes body
                && body.bytes().length <= MAX_BODY) {
            List<Answer.Header> headers = answer.with("Content-Length", Integer.toString(body.bytes().length))
                    .allHeaders();
            Entry entry = new Entry(
                    request,
                    made.dependencies().get(),
                    made.watched().get(),
                    answer.etag().get(),
                    encode(headers, before.map(Entry::ok).orElse(List.of())),
                    encode(
                            answer.notModifiedHeaders(),
                            before.map(Entry::notModified).orElse(List.of())),
                    body.bytes());
            answers.put(key, entry);
            return true;
        }
        return false;
    }

    private static List<HttpField> encode(List<Answer.Header> headers, List<HttpField> before) {
        List<HttpField> fields = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            Answer.Header header = headers.get(i);
            boolean same = i < before.size()
                    && before.get(i).getName().equals(header.name())
                    && before.get(i).getValue().equals(header.value());
            fields.add(same ? before.get(i) : encode(header));
        }
        return List.copyOf(fields);
    }

    private static HttpField encode(Answer.Header header) {
        HttpHeader known = HttpHeader.CACHE.get(header.name());
        return known == null
                ? new PreEncodedHttpField(header.name(), header.value())
                : new PreEncodedHttpField(known, header.name(), header.value());
    }
}
