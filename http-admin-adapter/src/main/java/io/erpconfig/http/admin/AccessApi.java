package io.erpconfig.http.admin;

import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Route;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The routes of signing in, sessions, accounts, tokens, the audit trail and events. */
final class AccessApi {

    private AccessApi() {}

    /** Those behind the API's prefix. */
    static List<Route<AdminRoute>> routes(AdminServices services, Clock clock) {
        TokenRoutes tokens = new TokenRoutes(services.tokens(), clock);
        AuditRoutes audit = new AuditRoutes(services.audit());
        List<Route<AdminRoute>> routes = new ArrayList<>();
        routes.add(new Route<>("GET", "session", AdminRoute.open(call -> session(call, services))));
        routes.add(signedIn("GET", "tokens", tokens::list));
        routes.add(signedIn("POST", "tokens", tokens::issue));
        routes.add(signedIn("PATCH", "tokens/{id}", tokens::change));
        routes.add(signedIn("DELETE", "tokens/{id}", tokens::revoke));
        routes.add(signedIn("GET", "audit", audit::list));
        routes.add(signedIn("GET", "events", new EventRoutes(services.reader().events())::list));
        services.local().map(LocalSignInRoutes::new).ifPresent(local -> {
            routes.add(signedIn("GET", "account/sessions", local::sessions));
            routes.add(signedIn("DELETE", "account/sessions/{id}", local::endSession));
            routes.add(signedIn("POST", "account/password", local::password));
        });
        return routes;
    }

    /** Those beside it, which a platform that signs its users in itself has of its own. */
    static List<Route<AdminRoute>> signInRoutes(AdminServices services) {
        return services.local()
                .map(LocalSignInRoutes::new)
                .map(local -> List.of(
                        new Route<>("POST", "login", AdminRoute.open(local::login)),
                        new Route<>("POST", "logout", AdminRoute.open(local::logout))))
                .orElse(List.of());
    }

    private static Route<AdminRoute> signedIn(String method, String pattern, AdminHandler handler) {
        return new Route<>(method, pattern, AdminRoute.signedIn(handler));
    }

    /** {@code GET A/session} */
    private static Answer session(AdminCall call, AdminServices services) {
        Optional<SignedIn> in = services.lookup().find(call.cookies());
        return Answer.json(json -> {
            json.writeStartObject();
            if (in.isPresent()) {
                json.writeName("user");
                LocalSignInRoutes.user(json, in.get().user(), in.get().name());
            } else {
                json.writeNullProperty("user");
            }
            json.writeEndObject();
        });
    }
}
