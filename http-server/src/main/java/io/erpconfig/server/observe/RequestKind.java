package io.erpconfig.server.observe;

import java.util.Locale;

/** The kind of a request, as far as its method and path tell: the dimensions of metrics, so that they stay few. */
final class RequestKind {

    private static final String ADMIN = "/site-builder/api/";
    private static final String SIGN_IN = "/user/login";

    private RequestKind() {}

    /** The API that a request asks. */
    enum Api {
        READ,
        ADMIN,
        /** What waits for another system. */
        CONNECTOR,
        OTHER;

        /** @param path as it was sent */
        static Api of(String path) {
            if (isBelow(path, "/site-builder/api/erp-config") || isBelow(path, "/api/v4")) {
                return READ;
            }
            if (isBelow(path, "/site-builder/api/connectors")
                    || isBelow(path, "/api/cetec")
                    || path.equals("/api/test-mysql")) {
                return CONNECTOR;
            }
            return path.startsWith(RequestKind.ADMIN) || isBelow(path, "/user") ? ADMIN : OTHER;
        }

        private static boolean isBelow(String path, String prefix) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The intent of a method. */
    enum Intent {
        READ,
        WRITE,
        /** To be answered when something happens. */
        WAIT,
        OTHER;

        static Intent of(String method) {
            return switch (method) {
                case "GET", "HEAD" -> READ;
                case "PUT", "POST", "PATCH", "DELETE" -> WRITE;
                default -> OTHER;
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is to change the content of a branch (contract, section 3). */
    static boolean isSave(String method, String path) {
        if (!path.startsWith(ADMIN) || Intent.of(method) != Intent.WRITE) {
            return false;
        }
        // "", site-builder, api, projects, {repoId}, branches, {branch}, what
        String[] segments = path.split("/", 9);
        if (segments.length < 8 || !segments[3].equals("projects") || !segments[5].equals("branches")) {
            return false;
        }
        return switch (segments[7]) {
            case "files" -> segments.length > 8 && !method.equals("POST");
            case "commits", "rollback" -> segments.length == 8 && method.equals("POST");
            default -> false;
        };
    }

    static boolean isSignIn(String method, String path) {
        return method.equals("POST") && path.equals(SIGN_IN);
    }
}
