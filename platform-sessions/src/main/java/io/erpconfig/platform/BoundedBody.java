package io.erpconfig.platform;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer's body as an array, which fails as soon as it is larger than wanted. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    private final HttpResponse.BodySubscriber<byte[]> collector = HttpResponse.BodySubscribers.ofByteArray();
    private final int max;
    private long received;
    private Flow.@Nullable Subscription subscription;

    /** @param max in bytes */
    BoundedBody(int max) {
        this.max = max;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return collector.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        collector.onSubscribe(source);
    }

    @Override
    public void onNext(List<ByteBuffer> chunk) {
        received += chunk.stream().mapToLong(ByteBuffer::remaining).sum();
        if (received > max) {
            requireNonNull(subscription, "subscription").cancel();
            collector.onError(new IOException("it answers with more than " + max + " bytes"));
        } else {
            collector.onNext(chunk);
        }
    }

    @Override
    public void onError(Throwable failure) {
        collector.onError(failure);
    }

    @Override
    public void onComplete() {
        collector.onComplete();
    }
}
