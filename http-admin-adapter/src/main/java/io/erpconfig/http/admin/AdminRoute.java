package io.erpconfig.http.admin;

import java.util.Set;

/**
 * A route of the admin API.
 *
 * @param open       whether it is answered without a session
 * @param parameters those that its query may have, if it changes something
 * @param handler    what answers
 */
record AdminRoute(boolean open, Set<String> parameters, AdminHandler handler) {

    AdminRoute {
        parameters = Set.copyOf(parameters);
    }

    static AdminRoute open(AdminHandler handler) {
        return new AdminRoute(true, Set.of(), handler);
    }

    static AdminRoute signedIn(AdminHandler handler, String... parameters) {
        return new AdminRoute(false, Set.of(parameters), handler);
    }
}
