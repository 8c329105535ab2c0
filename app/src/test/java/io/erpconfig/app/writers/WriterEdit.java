package io.erpconfig.app.writers;

import io.erpconfig.app.writers.BranchContent.File;
import io.erpconfig.server.AdminClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One edit that a writer asks for: how it is asked for, and what it makes of a branch. */
public sealed interface WriterEdit {

    /**
     * Sends it.
     *
     * @param branch  the branch's path behind the API's prefix
     * @param message by which its snapshot is known
     */
    HttpResponse<byte[]> send(AdminClient client, String branch, String message) throws IOException;

    /**
     * The content of the branch afterwards.
     *
     * @param before what it holds
     * @param states what it held in each snapshot before, the first one at index 1
     * @return empty if the edit should have been refused
     */
    Optional<BranchContent> applyTo(BranchContent before, List<BranchContent> states);

    /** Saves a file; if it expects a version, only upon that. */
    record Put(String path, byte[] bytes, Optional<String> expectedGitId) implements WriterEdit {
        @Override
        public HttpResponse<byte[]> send(AdminClient client, String branch, String message) throws IOException {
            String route = branch + "/files/" + AdminClient.encoded(path) + "?message=" + message;
            return expectedGitId.isPresent()
                    ? client.send("PUT", route, bytes, "If-Match", '"' + expectedGitId.get() + '"')
                    : client.send("PUT", route, bytes);
        }

        @Override
        public Optional<BranchContent> applyTo(BranchContent before, List<BranchContent> states) {
            File there = before.files().get(path);
            boolean asExpected =
                    expectedGitId.isEmpty() || there != null && there.gitId().equals(expectedGitId.get());
            return asExpected ? Optional.of(before.with(path, File.of(bytes))) : Optional.empty();
        }
    }

    record Delete(String path) implements WriterEdit {
        @Override
        public HttpResponse<byte[]> send(AdminClient client, String branch, String message) throws IOException {
            return client.send(
                    "DELETE", branch + "/files/" + AdminClient.encoded(path) + "?message=" + message, new byte[0]);
        }

        @Override
        public Optional<BranchContent> applyTo(BranchContent before, List<BranchContent> states) {
            return before.files().containsKey(path) ? Optional.of(before.without(path)) : Optional.empty();
        }
    }

    /** Two files get the same bytes together. */
    record Pair(String first, String second, byte[] bytes, boolean create) implements WriterEdit {
        @Override
        public HttpResponse<byte[]> send(AdminClient client, String branch, String message) throws IOException {
            ObjectNode body = AdminClient.JSON.createObjectNode().put("message", message);
            ArrayNode actions = body.putArray("actions");
            for (String path : List.of(first, second)) {
                actions.addObject()
                        .put("action", create ? "create" : "update")
                        .put("path", path)
                        .put("encoding", "base64")
                        .put("content", Base64.getEncoder().encodeToString(bytes));
            }
            return client.send(
                    "POST",
                    branch + "/commits",
                    AdminClient.JSON.writeValueAsBytes(body),
                    "Content-Type",
                    "application/json");
        }

        @Override
        public Optional<BranchContent> applyTo(BranchContent before, List<BranchContent> states) {
            boolean firstThere = before.files().containsKey(first);
            boolean secondThere = before.files().containsKey(second);
            if (create ? firstThere || secondThere : !firstThere || !secondThere) {
                return Optional.empty();
            }
            File file = File.of(bytes);
            return Optional.of(before.with(first, file).with(second, file));
        }
    }

    /** Puts the branch, or one file of it, back to an older snapshot. */
    record Rollback(int to, Optional<String> path) implements WriterEdit {
        @Override
        public HttpResponse<byte[]> send(AdminClient client, String branch, String message) throws IOException {
            String file =
                    path.map(named -> "&path=" + AdminClient.encoded(named)).orElse("");
            return client.send(
                    "POST",
                    branch + "/rollback?to=" + "v%04d".formatted(to) + "&message=" + message + file,
                    new byte[0]);
        }

        @Override
        public Optional<BranchContent> applyTo(BranchContent before, List<BranchContent> states) {
            if (to >= states.size()) {
                return Optional.empty();
            }
            BranchContent old = states.get(to);
            if (path.isEmpty()) {
                return Optional.of(old);
            }
            File file = old.files().get(path.get());
            if (file != null) {
                return Optional.of(before.with(path.get(), file));
            }
            return before.files().containsKey(path.get()) ? Optional.of(before.without(path.get())) : Optional.empty();
        }
    }
}
