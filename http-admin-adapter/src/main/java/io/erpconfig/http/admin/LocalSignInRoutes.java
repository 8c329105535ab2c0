package io.erpconfig.http.admin;

import io.erpconfig.account.LocalSignIn;
import io.erpconfig.account.Password;
import io.erpconfig.account.TooManyAttemptsException;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.SessionId;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** Signing in with a local account and out again, its password and its sessions. */
final class LocalSignInRoutes {

    private static final String UNKNOWN = "(unknown)";

    private final LocalSignIn signIn;
    private final Sessions sessions;
    private final LocalSessions lookup;

    LocalSignInRoutes(LocalAccess local) {
        this.signIn = local.signIn();
        this.sessions = local.sessions();
        this.lookup = local.lookup();
    }

    /** {@code POST /user/login} */
    Answer login(AdminCall call) throws IOException {
        BodyFields body = call.body().fields("username", "password");
        String name = body.text("username");
        String password = body.text("password");
        // What nobody is called could be a password in the wrong field.
        Optional<OwnerId> known = signIn.known(name);
        call.audit().of(AuditAction.SIGN_IN).by(known.map(OwnerId::value).orElse(UNKNOWN), known);
        LocalSignIn.SignedIn in = throttled(() -> signIn.signIn(
                        name,
                        password,
                        call.address(),
                        call.header("User-Agent").orElse("")))
                .orElseThrow(() -> new ConfigStoreException(ErrorCode.UNAUTHORIZED, "wrong name or password"));
        call.audit().on(Subject.SESSION, in.started().session().id().value());
        // What the browser had before is nobody's now.
        lookup.all(call.cookies()).forEach(sessions::end);
        OwnerId user = in.account().name();
        return Answer.json(json -> {
                    json.writeStartObject();
                    json.writeName("user");
                    user(json, user, user.value());
                    json.writeEndObject();
                })
                .with(SessionCookie.of(in.started().value(), sessions.limits().max(), call.isSecure()));
    }

    /** Writes a user, as the value of a property whose name was written. */
    static void user(JsonGenerator json, OwnerId user, String name) {
        json.writeStartObject();
        json.writeStringProperty("_id", user.value());
        json.writeStringProperty("name", name);
        json.writeEndObject();
    }

    private static <T> T throttled(Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (TooManyAttemptsException e) {
            throw new ApiException(
                    ApiErrorCode.TOO_MANY_REQUESTS,
                    new Answer.Header("Retry-After", Long.toString(e.retryAfterSeconds())));
        }
    }

    /** {@code POST /user/logout} */
    Answer logout(AdminCall call) {
        List<Session> all = lookup.all(call.cookies());
        all.stream()
                .findFirst()
                .ifPresent(session -> call.audit()
                        .of(AuditAction.SIGN_OUT)
                        .by(session.user().value(), Optional.of(session.user()))
                        .on(Subject.SESSION, session.id().value()));
        all.forEach(sessions::end);
        return Answer.empty(204).with(SessionCookie.none(call.isSecure()));
    }

    /** {@code GET A/account/sessions} */
    Answer sessions(AdminCall call) {
        Optional<SessionId> current = call.user().session();
        return Answer.json(json -> {
            json.writeStartArray();
            for (Session session : sessions.list(call.owner())) {
                json.writeStartObject();
                json.writeStringProperty("id", session.id().value());
                json.writeStringProperty("created_at", Json.time(session.createdAt()));
                json.writeStringProperty("last_used_at", Json.time(session.seenAt()));
                json.writeStringProperty("expires_at", Json.time(sessions.endOf(session)));
                json.writeStringProperty("address", session.address());
                json.writeStringProperty("user_agent", session.agent());
                json.writeBooleanProperty("current", current.equals(Optional.of(session.id())));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** {@code DELETE A/account/sessions/{id}} */
    Answer endSession(AdminCall call) {
        call.audit().of(AuditAction.SESSION_END);
        // Noted only if it is an id: by mistake, it could be the session's secret.
        SessionId id = SessionId.parse(call.variable("id"))
                .orElseThrow(() -> new ApiException(ApiErrorCode.SESSION_NOT_FOUND));
        call.audit().on(Subject.SESSION, id.value());
        sessions.end(call.owner(), id);
        return Answer.empty(204);
    }

    /** {@code POST A/account/password} */
    Answer password(AdminCall call) throws IOException {
        call.audit().of(AuditAction.PASSWORD_CHANGE);
        BodyFields body = call.body().fields("current", "new");
        String current = body.text("current");
        Password changed = readNew(body.text("new"));
        boolean done = throttled(() -> signIn.changePassword(
                call.owner(), current, changed, call.address(), call.user().session()));
        if (!done) {
            throw new ApiException(ApiErrorCode.WRONG_PASSWORD);
        }
        return Answer.empty(204);
    }

    private static Password readNew(String text) {
        try {
            return new Password(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiErrorCode.INVALID_ACCOUNT, e.getMessage());
        }
    }
}
