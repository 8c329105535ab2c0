package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.app.writers.Attempt;
import io.erpconfig.app.writers.HistoryCheck;
import io.erpconfig.app.writers.Readers;
import io.erpconfig.app.writers.Writers;
import io.erpconfig.server.AdminClient;
import io.erpconfig.testkit.SmallFileSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server whose disk is full, or can't be written to: a small file system of its own, so it takes a process that may
 * mount one. {@code -Ddisk.edits=200} for more edits of each writer, {@code -Ddisk.seed} for the same again.
 */
@Timeout(300)
class FailingDiskTest {

    private static final long DISK_BYTES = 32L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PROJECT = "projects/p.erp-config";
    private static final String MASTER = PROJECT + "/branches/master";
    private static final String ROOM = "projects/room.erp-config/branches/master/files/a";
    private static final String JSON = "application/json";
    private static final List<String> REMOVALS = List.of("branch delete", "project delete", "token revocation");
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A trouble of the disk. */
    enum Trouble {
        FULL {
            @Override
            void begin(SmallFileSystem disk) throws IOException {
                disk.fill(0);
            }

            @Override
            void end(SmallFileSystem disk) throws IOException {
                disk.free();
            }
        },
        READ_ONLY {
            @Override
            void begin(SmallFileSystem disk) throws IOException {
                disk.refuseWrites();
            }

            @Override
            void end(SmallFileSystem disk) {
                disk.takeWrites();
            }
        };

        abstract void begin(SmallFileSystem disk) throws IOException;

        abstract void end(SmallFileSystem disk) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void savesFailAndChangeNothingReadsGoOnAndTheSameSavesWorkAfterwards(Trouble trouble) throws Exception {
        try (SmallFileSystem disk = disk();
                ServedStore server = ServedStore.start(folder)) {
            AdminClient client = server.signIn();
            Sample sample = Sample.make(client);
            makeProject(client, "room");

            trouble.begin(disk);
            if (trouble == Trouble.FULL) {
                useUpJournal(client);
            }
            List<String> reads = reads(server.url(), sample.token());
            String state = state(client);
            for (Save save : saves(server.url(), sample)) {
                // To remove something takes no room.
                if (trouble != Trouble.FULL || !REMOVALS.contains(save.name())) {
                    assertRefused(save, client);
                    assertThat(state(client)).as("after " + save.name()).isEqualTo(state);
                }
            }
            assertThat(reads(server.url(), sample.token())).isEqualTo(reads);
            assertThat(get(server.url() + "/site-builder/api/erp-config/health", sample.token())
                            .statusCode())
                    .as("health, where nothing can be saved any more")
                    .isEqualTo(503);

            trouble.end(disk);
            for (Save save : saves(server.url(), sample)) {
                HttpResponse<byte[]> answer = save.send(client);
                assertThat(answer.statusCode())
                        .as(save.name() + ": " + AdminClient.text(answer))
                        .isEqualTo(save.status());
            }
            String after = state(client);
            server.process().terminate();
            assertThat(server.process().exitCode()).isZero();
            try (ServedStore again = ServedStore.start(folder)) {
                assertThat(state(client.at(again.url()))).isEqualTo(after);
                again.process().terminate();
                again.process().exitCode();
            }
            verify();
        }
    }

    @Test
    void whatIsAnsweredInTheLastBytesOfADiskIsTrue() throws Exception {
        try (SmallFileSystem disk = disk();
                ServedStore server = ServedStore.start(folder)) {
            AdminClient client = server.signIn();
            Sample.make(client);
            int live = 3;
            for (int round = 0; round < 6; round++) {
                disk.fill(round * 4096L);
                int status = 200;
                for (int i = 0; i < 400 && status == 200; i++) {
                    HttpResponse<byte[]> answer =
                            client.send("POST", MASTER + "/rollback?to=v" + (2 + (live + 1) % 2), NOTHING);
                    status = answer.statusCode();
                    live += status == 200 ? 1 : 0;
                    assertThat(client.json(MASTER).get("snapshot").asString())
                            .as(status + ": " + AdminClient.text(answer))
                            .isEqualTo("v%04d".formatted(live));
                }
                assertThat(status).isBetween(500, 503);
                disk.free();
            }
            server.process().terminate();
            server.process().exitCode();
            verify();
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void nothingAcknowledgedIsLostOnADiskThatFailsNowAndThen(Trouble trouble) throws Exception {
        long seed = Long.getLong("disk.seed", System.nanoTime());
        Random random = new Random(seed);
        ExecutorService writing = Executors.newSingleThreadExecutor();
        try (SmallFileSystem disk = disk();
                ServedStore server = ServedStore.start(folder)) {
            AdminClient client = server.signIn();
            makeProject(client, "p");
            makeProject(client, "room");
            HistoryCheck check = new HistoryCheck(MASTER);
            try (Readers readers = new Readers(List.of(client), PROJECT, MASTER)) {
                Writers writers = new Writers(List.of(client), MASTER, "w", seed).whereStorageFails();
                Future<List<Attempt>> sent = writing.submit(() -> writers.run(4, Integer.getInteger("disk.edits", 40)));
                int troubles = 0;
                while (!sent.isDone()) {
                    if (trouble == Trouble.FULL) {
                        disk.fill(random.nextInt(64 << 10));
                        useUpJournal(client);
                    } else {
                        trouble.begin(disk);
                    }
                    troubles++;
                    Thread.sleep(random.nextInt(60));
                    trouble.end(disk);
                    Thread.sleep(random.nextInt(400));
                }
                List<Attempt> attempts = sent.get();
                long failed = attempts.stream().filter(Attempt::storageFailed).count();
                System.out.println(trouble + " " + troubles + " times: " + attempts.size() + " edits, " + failed
                        + " of them failed, seed " + seed);
                check.check(client, attempts);
                readers.stop(check);
                assertThat(failed).as("seed " + seed).isPositive();
                assertThat(check.live()).isGreaterThan(10);

                server.process().terminate();
                server.process().exitCode();
                try (ServedStore again = ServedStore.start(folder)) {
                    HistoryCheck anew = new HistoryCheck(MASTER);
                    anew.check(client.at(again.url()), attempts);
                    assertThat(anew.live()).isEqualTo(check.live());
                    again.process().terminate();
                    again.process().exitCode();
                }
            }
            verify();
        } finally {
            writing.shutdownNow();
        }
    }

    /** Saves until what the journal has room for is used up: so long saves go on on a full disk. */
    private static void useUpJournal(AdminClient client) throws Exception {
        int failed = 0;
        for (int i = 0; failed < 5; i++) {
            assertThat(i).as("saves on a full disk").isLessThan(3000);
            // Zeros, which take next to nothing once they are out of the journal.
            byte[] bytes = new byte[failed == 0 ? 300_000 : 3000];
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >> 8);
            int status = client.send("PUT", ROOM, bytes).statusCode();
            failed = status < 500 ? 0 : failed + 1;
        }
    }

    private SmallFileSystem disk() throws IOException {
        return SmallFileSystem.mountOrSkip(Files.createDirectories(ServedStore.data(folder)), DISK_BYTES);
    }

    private void verify() {
        assertThat(Program.onStore(ServedStore.data(folder)).run("verify").out())
                .startsWith("ok: ");
    }

    // ---- saves

    /** Records that exist before the disk fails. */
    private record Sample(String token, String tokenId) {

        static Sample make(AdminClient client) throws IOException {
            makeProject(client, "p");
            makeProject(client, "doomed");
            AdminClient.expect(201, client.send("PUT", MASTER + "/files/a.json", bytes(3000)));
            AdminClient.expect(201, client.send("PUT", MASTER + "/files/b%2Fc.json", bytes(100)));
            client.json(201, "POST", PROJECT + "/branches", object("name", "doomed", "from", "master"));
            client.json(201, "POST", "tokens", object("name", "doomed"));
            JsonNode token = client.json(201, "POST", "tokens", object("name", "poller"));
            return new Sample(
                    token.get("tokenString").asString(), token.get("id").asString());
        }
    }

    @FunctionalInterface
    private interface Sending {
        HttpResponse<byte[]> by(AdminClient client) throws Exception;
    }

    /**
     * A request that changes something.
     *
     * @param status of the answer when it is done
     */
    private record Save(String name, int status, Sending sending) {

        HttpResponse<byte[]> send(AdminClient client) throws Exception {
            return sending.by(client);
        }
    }

    private List<Save> saves(String url, Sample sample) {
        List<Save> saves = new ArrayList<>();
        saves.add(put("new.json", 201, bytes(5000)));
        saves.add(put("large.json", 201, bytes(2 << 20)));
        saves.add(put("a.json", 200, bytes(7000)));
        saves.add(new Save(
                "commit",
                201,
                client -> client.send(
                        "POST", MASTER + "/commits", commit().getBytes(StandardCharsets.UTF_8), "Content-Type", JSON)));
        saves.add(new Save("rollback", 200, client -> client.send("POST", MASTER + "/rollback?to=v0002", NOTHING)));
        saves.add(new Save("file delete", 200, client -> client.send("DELETE", MASTER + "/files/a.json", NOTHING)));
        saves.add(post("branch", PROJECT + "/branches", 201, object("name", "empty")));
        saves.add(post("branch copy", PROJECT + "/branches", 201, object("name", "copy", "from", "master")));
        saves.add(
                new Save("branch delete", 204, client -> client.send("DELETE", PROJECT + "/branches/doomed", NOTHING)));
        saves.add(post("project", "projects", 201, object("name", "new", "type", "erp-config")));
        saves.add(new Save(
                "project delete", 204, client -> client.send("DELETE", "projects/doomed.erp-config", NOTHING)));
        saves.add(post("token", "tokens", 201, object("name", "new")));
        saves.add(new Save(
                "token change",
                200,
                client -> client.send(
                        "PATCH",
                        "tokens/" + sample.tokenId(),
                        object("name", "renamed").toString().getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        JSON)));
        saves.add(new Save("token revocation", 204, client -> {
            String doomed = "";
            for (JsonNode token : client.json("tokens")) {
                doomed = token.get("name").asString().equals("doomed")
                        ? token.get("id").asString()
                        : doomed;
            }
            return client.send("DELETE", "tokens/" + doomed, NOTHING);
        }));
        saves.add(new Save("sign-in", 200, client -> signIn(url, ServedStore.PASSWORD)));
        saves.add(post(
                "password",
                "account/password",
                204,
                object("current", ServedStore.PASSWORD, "new", "battery staple correct")));
        return saves;
    }

    private static Save put(String path, int status, byte[] bytes) {
        return new Save("PUT " + path, status, client -> client.send("PUT", MASTER + "/files/" + path, bytes));
    }

    private static Save post(String name, String path, int status, ObjectNode body) {
        return new Save(
                name,
                status,
                client -> client.send(
                        "POST", path, body.toString().getBytes(StandardCharsets.UTF_8), "Content-Type", JSON));
    }

    private static String commit() {
        ObjectNode body = AdminClient.JSON.createObjectNode().put("message", "two");
        ArrayNode actions = body.putArray("actions");
        for (String path : List.of("x/1.json", "x/2.json")) {
            actions.addObject().put("action", "create").put("path", path).put("content", path.repeat(200));
        }
        return body.toString();
    }

    private HttpResponse<byte[]> signIn(String url, String password) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/user/login"))
                        .timeout(PATIENCE)
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofString(object("username", ServedStore.USER, "password", password)
                                .toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static ObjectNode object(String... namesAndValues) {
        ObjectNode object = AdminClient.JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static void makeProject(AdminClient client, String name) throws IOException {
        client.json(201, "POST", "projects", object("name", name, "type", "erp-config"));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(Save save, AdminClient client) throws Exception {
        long began = System.nanoTime();
        HttpResponse<byte[]> answer = save.send(client);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String body = AdminClient.text(answer);
        assertThat(answer.statusCode()).as(save.name() + ": " + body).isBetween(500, 503);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(JSON);
        assertThat(AdminClient.JSON.readTree(body).get("code").asString()).startsWith("STORAGE_");
        assertThat(body).doesNotContain("xception", "/", "io.erpconfig");
        assertThat(took).as(save.name()).isLessThan(PATIENCE);
    }

    // ---- reads

    /** Everything that operators see, but for the times of last uses. */
    private static String state(AdminClient client) throws IOException {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        JsonNode projects = client.json("projects");
        all.put("projects", projects);
        for (JsonNode project : projects) {
            String path = "projects/" + project.get("repoId").asString();
            JsonNode branches = client.json(path + "/branches");
            all.put(path, branches);
            for (JsonNode branch : branches) {
                String of = path + "/branches/" + branch.get("name").asString();
                all.put(of + "/history", client.json(of + "/history"));
                all.put(of + "/tree", client.json(of + "/tree?recursive=1"));
            }
        }
        all.put("tokens", client.json("tokens"));
        all.put("sessions", client.json("account/sessions"));
        return all.entrySet().stream()
                .map(each -> each.getKey() + " "
                        + each.getValue().toString().replaceAll("\"last_used_at\":(null|\"[^\"]*\")", ""))
                .collect(Collectors.joining("\n"));
    }

    /** The answers that an ERP polls, each twice: a repeated one may come from memory. */
    private List<String> reads(String url, String token) throws Exception {
        String repository = url + "/site-builder/api/erp-config/projects/p.erp-config/repository/";
        List<String> answers = new ArrayList<>();
        for (String path : List.of(
                "branches",
                "tree?recursive=1",
                "files/a.json/raw",
                "files/b%2Fc.json",
                "archive.zip",
                "commits",
                "compare?from=master@v0002&to=master")) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = get(repository + path, token);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                answers.add(path + " " + answer.headers().firstValue("ETag").orElseThrow() + answer.body());
            }
        }
        return answers;
    }

    private HttpResponse<String> get(String url, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(PATIENCE)
                        .header("PRIVATE-TOKEN", token)
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }
}
