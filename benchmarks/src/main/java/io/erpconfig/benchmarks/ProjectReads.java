package io.erpconfig.benchmarks;

import java.util.Map;

/**
 * Reads of one project, each with the full check of a token.
 *
 * @param url of the server, without a path
 */
record ProjectReads(String url, String repo, String token) {

    /** The read API's path of a project. */
    static String repository(String repo) {
        return HttpTarget.API + "/erp-config/projects/" + repo + "/repository";
    }

    /** The read API's path of the bytes of a file. */
    static String rawFile(String repo, String path) {
        return repository(repo) + "/files/" + path.replace("/", "%2F") + "/raw?ref=master";
    }

    String rawUrl(String path) {
        return url + rawFile(repo, path);
    }

    Load raw(String path) {
        return new Load(rawUrl(path), authorization());
    }

    /** Polls of the branch as it is now. */
    Load poll() throws Exception {
        return Load.unchanged(url + repository(repo) + "/branches/master", authorization());
    }

    private Map<String, String> authorization() {
        return Map.of("PRIVATE-TOKEN", token);
    }
}
