package io.erpconfig.cetec.customer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** A fault of the ERP. Its message is for the log, and holds neither the ERP's token nor anything that the ERP sent. */
public final class UpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** It answers with something other than a list of customers, or not at all. */
        FAILED,
        /** It does not answer in time. */
        TIMED_OUT,
        /** It failed too often, and is not asked for some time. */
        OPEN
    }

    private final Kind kind;
    private final boolean transientFault;
    private final transient Duration retryAfter;

    private UpstreamException(Kind kind, String message, boolean transientFault, Duration retryAfter) {
        // No stack trace, and no cause, whose message could quote what was sent.
        super(message, null, false, false);
        this.kind = requireNonNull(kind, "kind");
        this.transientFault = transientFault;
        this.retryAfter = retryAfter;
    }

    /** A fault that the next try has just as well. */
    public static UpstreamException failed(String message) {
        return new UpstreamException(Kind.FAILED, message, false, Duration.ZERO);
    }

    /** A fault that the next try may not have. */
    public static UpstreamException failedForNow(String message) {
        return new UpstreamException(Kind.FAILED, message, true, Duration.ZERO);
    }

    /** No answer in time. */
    public static UpstreamException timedOut() {
        return new UpstreamException(Kind.TIMED_OUT, "no answer in time", false, Duration.ZERO);
    }

    /** @param retryAfter time until the ERP is asked again */
    public static UpstreamException open(Duration retryAfter) {
        return new UpstreamException(Kind.OPEN, "it failed too often", false, retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether another try at once may do better. */
    public boolean isTransient() {
        return transientFault;
    }

    /** Time after which to ask again; zero where nothing is known of it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
