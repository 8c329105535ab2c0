package io.erpconfig.http.read;

import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Token;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Links;
import io.erpconfig.http.Query;
import java.util.Map;
import java.util.Optional;

/**
 * What a request asks for, apart from who asks and when: it can be asked again.
 *
 * @param handler   that answers it
 * @param variables of the route's path
 * @param links     to other pages of the answer
 * @param apiBase   see {@link Call}
 */
record Question(
        ConfigReader reader,
        ReadHandler handler,
        Map<String, String> variables,
        Query query,
        Links links,
        String apiBase) {

    /**
     * What is so now.
     *
     * @param madeFrom what the answer depends on, if it can be told later whether that has changed
     */
    record Answered(Answer answer, Optional<Consulted> madeFrom) {}

    /** Answers it to a token that was let in; throws as {@link ReadHandler} does. */
    Answered ask(Token token) {
        Call call = new Call(reader, token, variables, query, links, apiBase);
        Answer answer = handler.answer(call).withContentTag();
        return new Answered(answer, call.consulted());
    }
}
