package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Expiry;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenChange;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Json;
import io.erpconfig.http.Page;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** The tokens that the owner's ERPs read with. */
final class TokenRoutes {

    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String SCOPES = "scopes";
    private static final String REPOS = "repos";
    private static final String ALL_PROJECTS = "all_projects";
    private static final String EXPIRES_AT = "expires_at";
    private static final String FINGERPRINT_REQUIRED = "fingerprint_required";
    private static final String FINGERPRINT_BOUND = "fingerprint_bound";

    private final Tokens tokens;
    private final Clock clock;

    TokenRoutes(Tokens tokens, Clock clock) {
        this.tokens = requireNonNull(tokens, "tokens");
        this.clock = requireNonNull(clock, "clock");
    }

    /** {@code GET A/tokens} */
    Answer list(AdminCall call) {
        Page.Sliced<Token> page = Page.slice(tokens.list(call.owner()), call.query(), call.links());
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(token -> write(json, token, Optional.empty()));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    /** {@code POST A/tokens} */
    Answer issue(AdminCall call) throws IOException {
        call.audit().of(AuditAction.TOKEN_ISSUE);
        BodyFields body =
                call.body().fields(NAME, DESCRIPTION, SCOPES, REPOS, ALL_PROJECTS, EXPIRES_AT, FINGERPRINT_REQUIRED);
        String name = body.text(NAME);
        call.audit().on(Subject.TOKEN_NAME, name);
        Set<RepoId> repos = body.optionalTexts(REPOS).map(TokenRoutes::repos).orElse(Set.of());
        requireAgreement(body.optionalFlag(ALL_PROJECTS), repos);
        Tokens.Issued issued = tokens.issue(
                call.owner(),
                new NewToken(
                        name,
                        body.optionalText(DESCRIPTION).orElse(""),
                        body.optionalTexts(SCOPES).map(TokenRoutes::scopes).orElse(TokenScope.DEFAULT),
                        repos,
                        body.nullableText(EXPIRES_AT).map(Expiry::parse),
                        body.optionalFlag(FINGERPRINT_REQUIRED).orElse(false)),
                call.made());
        call.audit().written();
        return Answer.json(json ->
                        write(json, issued.token(), Optional.of(issued.value().reveal())))
                .withStatus(201);
    }

    private static void requireAgreement(Optional<Boolean> allProjects, Set<RepoId> repos) {
        if (allProjects.isPresent() && allProjects.get() != repos.isEmpty()) {
            throw new ApiException(
                    ApiErrorCode.INVALID_TOKEN_FIELD,
                    "all_projects is true for a token whose repos are empty, and only for that");
        }
    }

    private static Set<TokenScope> scopes(List<String> names) {
        return names.stream().map(TokenScope::parse).collect(toUnmodifiableSet());
    }

    private static Set<RepoId> repos(List<String> names) {
        Set<RepoId> repos = new LinkedHashSet<>();
        names.forEach(name -> repos.add(new RepoId(name)));
        return repos;
    }

    /** The id in the path. It is noted only if it is one: by mistake, it could be the token itself. */
    private static TokenId id(AdminCall call, AuditAction action) {
        call.audit().of(action);
        TokenId id =
                TokenId.parse(call.variable("id")).orElseThrow(() -> new ApiException(ApiErrorCode.TOKEN_NOT_FOUND));
        call.audit().on(Subject.TOKEN, id.value());
        return id;
    }

    /** {@code PATCH A/tokens/{id}} */
    Answer change(AdminCall call) throws IOException {
        TokenId id = id(call, AuditAction.TOKEN_CHANGE);
        Token token = tokens.get(call.owner(), id);
        call.audit().on(Subject.TOKEN_NAME, token.name());
        BodyFields body = call.body()
                .fields(
                        NAME,
                        DESCRIPTION,
                        SCOPES,
                        REPOS,
                        ALL_PROJECTS,
                        EXPIRES_AT,
                        FINGERPRINT_REQUIRED,
                        FINGERPRINT_BOUND);
        if (body.optionalFlag(FINGERPRINT_BOUND).orElse(false)) {
            throw new ApiException(
                    ApiErrorCode.INVALID_TOKEN_FIELD,
                    "fingerprint_bound can only be set to false: a token is bound by the first request that it is used"
                            + " for");
        }
        Optional<Set<RepoId>> repos = body.optionalTexts(REPOS).map(TokenRoutes::repos);
        Optional<Boolean> all = body.optionalFlag(ALL_PROJECTS);
        requireAgreement(all, repos.orElse(token.repos()));
        TokenChange change = new TokenChange(
                body.optionalText(NAME),
                body.optionalText(DESCRIPTION),
                body.optionalTexts(SCOPES).map(TokenRoutes::scopes),
                repos,
                all.orElse(false),
                body.has(EXPIRES_AT) ? Optional.of(body.nullableText(EXPIRES_AT).map(Expiry::parse)) : Optional.empty(),
                body.optionalFlag(FINGERPRINT_REQUIRED),
                body.has(FINGERPRINT_BOUND));
        Token changed = tokens.change(call.owner(), id, change, call.made());
        if (!changed.equalsButForUse(token)) {
            call.audit().written();
        }
        return Answer.json(json -> write(json, changed, Optional.empty()));
    }

    /** {@code DELETE A/tokens/{id}} */
    Answer revoke(AdminCall call) {
        TokenId id = id(call, AuditAction.TOKEN_REVOKE);
        call.audit().on(Subject.TOKEN_NAME, tokens.get(call.owner(), id).name());
        tokens.revoke(call.owner(), id, call.made());
        call.audit().written();
        return Answer.empty(204);
    }

    /** @param value the secret, in the answer to who issued it and nowhere else */
    private void write(JsonGenerator json, Token token, Optional<String> value) {
        Optional<FingerprintHash> bound = token.binding().bound();
        json.writeStartObject();
        json.writeStringProperty("id", token.id().value());
        json.writeStringProperty(NAME, token.name());
        json.writeStringProperty(DESCRIPTION, token.description());
        json.writeStringProperty("suffix", token.suffix());
        json.writeArrayPropertyStart(SCOPES);
        token.scopes().stream().sorted().forEach(scope -> json.writeString(scope.toString()));
        json.writeEndArray();
        json.writeArrayPropertyStart(REPOS);
        token.repos().stream().sorted().forEach(repo -> json.writeString(repo.value()));
        json.writeEndArray();
        json.writeBooleanProperty(ALL_PROJECTS, token.repos().isEmpty());
        Json.optional(json, EXPIRES_AT, token.expiresAt().map(Json::time));
        json.writeBooleanProperty(FINGERPRINT_REQUIRED, token.fingerprintRequired());
        json.writeBooleanProperty(FINGERPRINT_BOUND, bound.isPresent());
        Json.optional(json, "fingerprint_hint", bound.map(FingerprintHash::hint));
        json.writeStringProperty("created_at", Json.time(token.createdAt()));
        Json.optional(json, "last_used_at", token.lastUsedAt().map(Json::time));
        json.writeStringProperty("status", token.expired(clock.instant()) ? "expired" : "active");
        value.ifPresent(secret -> json.writeStringProperty("tokenString", secret));
        json.writeEndObject();
    }
}
