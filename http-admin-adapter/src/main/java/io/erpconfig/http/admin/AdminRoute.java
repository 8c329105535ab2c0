package io.erpconfig.http.admin;

/**
 * What a route of the admin API is.
 *
 * @param open    whether it is answered without a session
 * @param handler what answers
 */
record AdminRoute(boolean open, AdminHandler handler) {

    static AdminRoute open(AdminHandler handler) {
        return new AdminRoute(true, handler);
    }

    static AdminRoute signedIn(AdminHandler handler) {
        return new AdminRoute(false, handler);
    }
}
