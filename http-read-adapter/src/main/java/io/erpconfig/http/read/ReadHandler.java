package io.erpconfig.http.read;

import io.erpconfig.http.Answer;

/** Answers the requests of one route whose token was let in. */
@FunctionalInterface
interface ReadHandler {

    /**
     * Makes the answer.
     *
     * @throws io.erpconfig.core.error.ConfigStoreException what is wrong, if anything
     * @throws io.erpconfig.http.ApiException              likewise
     */
    Answer answer(ReadCall call);
}
