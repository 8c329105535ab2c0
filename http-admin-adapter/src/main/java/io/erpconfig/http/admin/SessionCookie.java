package io.erpconfig.http.admin;

import io.erpconfig.core.session.SessionValue;
import io.erpconfig.http.Answer;
import java.time.Duration;
import java.util.List;

/** The cookie that holds a session (contract, section 3). */
final class SessionCookie {

    static final String NAME = "erp_config_session";

    private static final String HEADER = "Set-Cookie";

    private SessionCookie() {}

    /** Gives a browser a session. */
    static List<Answer.Header> of(SessionValue value, Duration max, boolean secure) {
        return header(value.reveal(), max.toSeconds(), secure);
    }

    /** Takes it away. */
    static List<Answer.Header> none(boolean secure) {
        return header("", 0, secure);
    }

    private static List<Answer.Header> header(String value, long maxAge, boolean secure) {
        String attributes = "; Path=/; Max-Age=" + maxAge + "; HttpOnly; SameSite=Strict";
        return List.of(new Answer.Header(HEADER, NAME + '=' + value + attributes + (secure ? "; Secure" : "")));
    }
}
