package io.erpconfig.server.observe;

import static java.util.Objects.requireNonNull;

import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;

/** Whether requests should be sent to the server: not before it listens, nor once it is asked to stop. */
public final class Readiness {

    private enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    private final StoreProbe store;
    private volatile Phase phase = Phase.STARTING;

    public Readiness(StoreProbe store) {
        this.store = requireNonNull(store, "store");
    }

    /** Notes that the server takes requests from now on. */
    public void serving() {
        phase = Phase.SERVING;
    }

    /** Notes that the server ends the requests that it has, and wants no more. */
    public void stopping() {
        phase = Phase.STOPPING;
    }

    /** 200, or 503 with the reason. */
    public Answer answer() {
        return switch (phase) {
            case STARTING -> Answer.error(ApiErrorCode.UNAVAILABLE, "the server is starting");
            case STOPPING -> Answer.error(ApiErrorCode.UNAVAILABLE, "the server is stopping");
            case SERVING ->
                store.isReachable()
                        ? ok()
                        : Answer.error(ApiErrorCode.STORAGE_UNAVAILABLE, "the store can't be reached");
        };
    }

    /** The answer if all is well. */
    public static Answer ok() {
        return Answer.json(json ->
                json.writeStartObject().writeStringProperty("status", "ok").writeEndObject());
    }
}
