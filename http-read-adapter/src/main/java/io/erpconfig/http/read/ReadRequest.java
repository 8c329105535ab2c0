package io.erpconfig.http.read;

import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Token;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Links;
import io.erpconfig.http.Query;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the read API apart from its sender and its time, so that it can be answered again.
 *
 * @param handler   that answers it
 * @param variables of the route's path
 * @param links     to other pages of the answer
 * @param apiBase   see {@link ReadCall}
 * @param watchable whether one may wait for another answer than the last one
 */
record ReadRequest(
        ConfigReader reader,
        ReadHandler handler,
        Map<String, String> variables,
        Query query,
        Links links,
        String apiBase,
        boolean watchable) {

    /**
     * An answer as of now.
     *
     * @param dependencies what the answer depends on, if it is of a project
     * @param mayBeKept    whether it can be told at each request, and quickly, whether that has changed
     * @param watched      what the answer is about, if it is of a project
     */
    record Result(Answer answer, Optional<Dependencies> dependencies, boolean mayBeKept, Optional<Watched> watched) {}

    /** Answers the request to a token that was let in; throws as {@link ReadHandler} does. */
    Result answer(Token token) {
        ReadCall call = call(token);
        Answer answer = handler.answer(call).withContentTag();
        return new Result(answer, call.dependencies(), call.mayBeKept(), call.watched());
    }

    /** A call of a token that was let in. */
    ReadCall call(Token token) {
        return new ReadCall(reader, token, variables, query, links, apiBase);
    }
}
