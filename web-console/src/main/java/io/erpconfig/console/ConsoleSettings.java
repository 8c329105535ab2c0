package io.erpconfig.console;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the console has to know of the server that it is on. All of it can be read by anybody.
 *
 * @param limits    what can be saved at once
 * @param platform  where users sign in; none if that is here
 * @param customers whether the server knows the customers of an ERP
 */
public record ConsoleSettings(Limits limits, Optional<Platform> platform, boolean customers) {

    /** What stands in a platform's URL for the console's own address, to which it is to lead back. */
    public static final String RETURN = "{return}";

    /**
     * What can be saved at once.
     *
     * @param fileBytes   the largest file
     * @param commitBytes the largest body of a commit, in which files are base64
     * @param commitFiles the most files of a commit
     */
    public record Limits(long fileBytes, long commitBytes, int commitFiles) {}

    /**
     * The platform that users sign in at. In its URLs {@value #RETURN} stands for where it is to lead back to.
     *
     * @param signInUrl  none if users have to be told to find it themselves
     * @param signOutUrl none if one does not sign out from here
     */
    public record Platform(Optional<String> signInUrl, Optional<String> signOutUrl) {

        /**
         * Reads the address of a page that the console leads to: an http or https URL, or a path of the console's host.
         *
         * @throws IllegalArgumentException if it is neither
         */
        public static String page(String text) {
            try {
                URI page = URI.create(text.replace(RETURN, ""));
                boolean http = "http".equalsIgnoreCase(page.getScheme()) || "https".equalsIgnoreCase(page.getScheme());
                boolean elsewhere = http && page.getHost() != null && page.getRawUserInfo() == null;
                // Two slashes would begin another host's name.
                boolean here =
                        page.toString().startsWith("/") && !page.toString().startsWith("//");
                if (elsewhere || here) {
                    return text;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in words of our own.
            }
            throw new IllegalArgumentException(
                    "'" + text + "' is neither an http or https URL without a user's name, such"
                            + " as https://desk.example.com/login?next={return}, nor a path such as /login?next={return}");
        }

        public Platform {
            requireNonNull(signInUrl, "signInUrl");
            requireNonNull(signOutUrl, "signOutUrl");
        }
    }

    public ConsoleSettings {
        requireNonNull(limits, "limits");
        requireNonNull(platform, "platform");
    }

    /** The page with all of it, as its metadata. */
    String in(String page) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("max-file-bytes", Long.toString(limits.fileBytes()));
        named.put("max-commit-bytes", Long.toString(limits.commitBytes()));
        named.put("max-commit-files", Integer.toString(limits.commitFiles()));
        platform.ifPresent(at -> {
            named.put("sign-in", "platform");
            at.signInUrl().ifPresent(url -> named.put("sign-in-url", url));
            at.signOutUrl().ifPresent(url -> named.put("sign-out-url", url));
        });
        if (customers) {
            named.put("customers", "true");
        }
        StringBuilder metadata = new StringBuilder();
        named.forEach((name, content) -> metadata.append("  <meta name=\"erp-config-")
                .append(name)
                .append("\" content=\"")
                .append(escaped(content))
                .append("\">\n  "));
        return page.replace("</head>", metadata + "</head>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
