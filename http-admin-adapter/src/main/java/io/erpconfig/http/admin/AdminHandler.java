package io.erpconfig.http.admin;

import io.erpconfig.http.Answer;
import java.io.IOException;

/** Answers one route of the admin API. */
@FunctionalInterface
interface AdminHandler {

    /** @throws IOException if the client breaks off while it is sending */
    Answer answer(AdminCall call) throws IOException;
}
