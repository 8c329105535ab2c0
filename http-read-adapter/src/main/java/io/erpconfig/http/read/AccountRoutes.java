package io.erpconfig.http.read;

import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Json;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Routes that clients ask when they start: GitLab's version, and their own identity. */
final class AccountRoutes {

    /** The version of GitLab whose behaviour the read API follows. Clients compare it with what they need. */
    private static final String VERSION = "17.7.0";

    private static final String REVISION = "erp-config-store";

    private AccountRoutes() {}

    /** {@code GET version} */
    static Answer version(ReadCall call) {
        return Answer.json(json -> {
            json.writeStartObject();
            versionFields(json);
            json.writeEndObject();
        });
    }

    /** {@code GET metadata} */
    static Answer metadata(ReadCall call) {
        return Answer.json(json -> {
            json.writeStartObject();
            versionFields(json);
            json.writeObjectPropertyStart("kas");
            json.writeBooleanProperty("enabled", false);
            json.writeNullProperty("externalUrl");
            json.writeNullProperty("externalK8sProxyUrl");
            json.writeNullProperty("version");
            json.writeEndObject();
            json.writeBooleanProperty("enterprise", false);
            json.writeEndObject();
        });
    }

    private static void versionFields(JsonGenerator json) {
        json.writeStringProperty("version", VERSION);
        json.writeStringProperty("revision", REVISION);
    }

    /** {@code GET user} */
    static Answer user(ReadCall call) {
        OwnerId owner = call.token().owner();
        return Answer.json(json -> {
            json.writeStartObject();
            UserJson.account(json, call, owner);
            json.writeEndObject();
        });
    }

    /** {@code GET personal_access_tokens/self} */
    static Answer self(ReadCall call) {
        Token token = call.token();
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeNumberProperty("id", IntegerIds.of(token.id()));
            json.writeStringProperty("name", token.name());
            json.writeBooleanProperty("revoked", false);
            json.writeStringProperty("created_at", Json.time(token.createdAt()));
            Json.optional(json, "description", Optional.of(token.description()).filter(text -> !text.isEmpty()));
            json.writeArrayPropertyStart("scopes");
            // GitLab's words. Of the other scopes it has none.
            if (token.has(TokenScope.READ)) {
                json.writeString("read_api");
                json.writeString("read_repository");
            }
            json.writeEndArray();
            json.writeNumberProperty("user_id", IntegerIds.of(token.owner()));
            Json.optional(json, "last_used_at", token.lastUsedAt().map(Json::time));
            json.writeArrayPropertyStart("last_used_ips").writeEndArray();
            json.writeBooleanProperty("active", true);
            // A date, as GitLab has it: clients read it as one.
            Json.optional(json, "expires_at", lastDay(token));
            json.writeEndObject();
        });
    }

    private static Optional<String> lastDay(Token token) {
        return token.expiresAt()
                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC).toString());
    }
}
