package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.SHOP;
import static io.erpconfig.http.admin.AdminServer.json;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static io.erpconfig.http.admin.AdminServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.EventReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The owner's events (contract, section 6). */
class EventsTest {

    private static final String SNAPSHOTS = "events?types=snapshot.created";

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode list(String query) {
        HttpResponse<byte[]> answer = server.get(query);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return json(answer);
    }

    private static List<String> snapshots(JsonNode page) {
        return page.get("events")
                .valueStream()
                .map(event -> event.at("/data/branch").asString() + "@"
                        + event.at("/data/snapshot").asString())
                .toList();
    }

    @Test
    void saysWhatASaveChanged() {
        JsonNode first = server.save("a.json", "1");
        long before = list("events").get("latest").asLong();
        server.post(
                master("commits"),
                "{\"message\":\"größer\\n\",\"actions\":[{\"action\":\"update\",\"path\":\"a.json\",\"content\":\"2\"},"
                        + "{\"action\":\"create\",\"path\":\"d/b\",\"content\":\"\"}]}");
        server.delete(master("files/a.json"));

        JsonNode page = list("events?after=" + before);
        assertThat(page.get("next").asLong()).isEqualTo(before + 2);
        assertThat(page.get("latest").asLong()).isEqualTo(before + 2);
        assertThat(page.get("events")).hasSize(2);
        JsonNode event = page.get("events").get(0);
        assertThat(event.get("type").asString()).isEqualTo("snapshot.created");
        assertThat(event.get("seq").asLong()).isEqualTo(before + 1);
        assertThat(event.get("timestamp").asString()).isEqualTo("2026-03-01T10:00:00.000Z");
        JsonNode data = event.get("data");
        JsonNode commit = json(server.get(shop("branches/master/history"))).get(1);
        assertThat(data.get("owner").asString()).isEqualTo("alice");
        assertThat(data.get("project").asString()).isEqualTo(SHOP);
        assertThat(data.get("project_id"))
                .isEqualTo(json(server.get("projects/" + SHOP)).get("id"));
        assertThat(data.get("branch").asString()).isEqualTo("master");
        assertThat(data.get("default").asBoolean()).isTrue();
        assertThat(data.get("snapshot").asString()).isEqualTo("v0003");
        assertThat(data.get("cause").asString()).isEqualTo("commit");
        assertThat(data.get("author").asString()).isEqualTo("alice");
        assertThat(data.get("message").asString()).isEqualTo("größer\n");
        assertThat(data.get("short_id")).isEqualTo(commit.get("short_id"));
        assertThat(data.get("commit_id")).isEqualTo(commit.get("commit_id"));
        assertThat(data.get("previous_short_id")).isEqualTo(first.get("short_id"));
        assertThat(data.get("previous_commit_id"))
                .isEqualTo(
                        json(server.get(shop("branches/master/history"))).get(2).get("commit_id"));
        assertThat(data.get("changes").toString())
                .isEqualTo("{\"added\":[\"d/b\"],\"modified\":[\"a.json\"],\"removed\":[],\"truncated\":false}");
        assertThat(page.at("/events/1/data/changes/removed/0").asString()).isEqualTo("a.json");
    }

    @Test
    void namesAHundredPathsAndSaysThatThereAreMore() {
        for (int count : List.of(100, 101)) {
            String actions = IntStream.range(0, count)
                    .mapToObj(i -> "{\"action\":\"create\",\"path\":\"" + count + "/" + i + "\",\"content\":\"\"}")
                    .collect(Collectors.joining(","));
            server.post(master("commits"), "{\"message\":\"m\",\"actions\":[" + actions + "]}");
        }
        JsonNode events = list(SNAPSHOTS).get("events");
        assertThat(events.at("/0/data/changes/added")).hasSize(100);
        assertThat(events.at("/0/data/changes/truncated").asBoolean()).isFalse();
        assertThat(events.at("/1/data/changes/added")).hasSize(100);
        assertThat(events.at("/1/data/changes/truncated").asBoolean()).isTrue();
    }

    @Test
    void arePagedWithoutGapOrRepeat() {
        for (int i = 0; i < 7; i++) {
            server.save("a", "" + i);
        }
        List<Long> seen = new ArrayList<>();
        JsonNode page = list("events?limit=3");
        while (page.get("next").asLong() < page.get("latest").asLong()) {
            assertThat(page.get("events")).hasSize(3);
            page.get("events").forEach(event -> seen.add(event.get("seq").asLong()));
            page = list("events?limit=3&after=" + page.get("next"));
        }
        page.get("events").forEach(event -> seen.add(event.get("seq").asLong()));
        long latest = page.get("latest").asLong();
        assertThat(latest).isGreaterThanOrEqualTo(7);
        assertThat(seen)
                .isEqualTo(IntStream.rangeClosed(1, (int) latest)
                        .mapToObj(seq -> (long) seq)
                        .toList());
        assertThat(list("events?after=" + latest).get("events")).isEmpty();
        assertThat(list("events?after=99999").get("next").asLong()).isEqualTo(99_999);
        assertThat(list("events?limit=5000").get("events")).hasSize((int) latest);
    }

    @Test
    void areThoseOfAProjectOrOfATypeIfThatIsAskedFor() {
        server.post("projects", "{\"name\": \"other\"}");
        server.save("a", "1");
        server.put("projects/other.erp-config/branches/master/files/a", "1");
        server.put("projects/alice%2Fother.erp-config/branches/master/files/b", "1");

        assertThat(snapshots(list(SNAPSHOTS))).containsExactly("master@v0002", "master@v0002", "master@v0003");
        assertThat(list(SNAPSHOTS + "&project=other.erp-config").get("events"))
                .hasSize(2)
                .allMatch(event -> event.at("/data/project").asString().equals("other.erp-config"));
        assertThat(snapshots(list(SNAPSHOTS + "&project=alice/" + SHOP))).containsExactly("master@v0002");
        JsonNode none = list("events?types=token.revoked,branch.deleted");
        assertThat(none.get("events")).isEmpty();
        assertThat(none.get("next")).isEqualTo(none.get("latest"));
    }

    @Test
    void refusesWhatCantBe() {
        for (String query : List.of("types=saved", "types=", "limit=0", "after=-1", "after=x", "project=a%2Fb%2Fc")) {
            assertThat(server.get("events?" + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    void areLookedThroughInPartsWhereFewAreWanted() {
        assumeFalse(
                "gridfs".equals(System.getProperty("test.store")),
                "the server in this process has no indexes, so that reading thousands of events takes it a minute");
        AuditEntry other = AuditEntry.builder(AdminServer.START, "alice", AuditAction.TOKEN_CHANGE, "test")
                .owner(AdminServer.ALICE)
                .build()
                .asEvent(AdminServer.ALICE, EventTarget.NONE);
        long begin = list("events").get("latest").asLong();
        server.store.audit().append(Collections.nCopies(EventReader.LOOKED_THROUGH + 1, other));
        server.save("a", "1");

        JsonNode page = list(SNAPSHOTS + "&after=" + begin);
        assertThat(page.get("events")).isEmpty();
        assertThat(page.get("next").asLong()).isEqualTo(begin + EventReader.LOOKED_THROUGH);
        assertThat(snapshots(list(SNAPSHOTS + "&after=" + page.get("next")))).containsExactly("master@v0002");
    }

    @Test
    void tellOfWhatIsGoneWhatIsStillKnown() {
        server.post(shop("branches"), "{\"name\":\"dev\"}");
        server.put(shop("branches/dev/files/a"), "1");
        long seq = list(SNAPSHOTS).at("/events/0/seq").asLong();
        server.delete(shop("branches/dev"));
        AuditEntry entry =
                server.store.events().read(AdminServer.ALICE, seq - 1, 1).get(0).entry();
        server.store
                .snapshots()
                .purge(new BranchKey(
                        new ProjectKey(AdminServer.ALICE, new RepoId(SHOP)),
                        entry.event().orElseThrow().branch().orElseThrow()));

        assertThat(entry.subject()).containsEntry(Subject.SNAPSHOT, "v0002");
        JsonNode data = list(SNAPSHOTS).at("/events/0/data");
        assertThat(data.get("snapshot").asString()).isEqualTo("v0002");
        assertThat(data.get("author").asString()).isEqualTo("alice");
        for (String gone : List.of("message", "short_id", "previous_commit_id", "changes")) {
            assertThat(data.get(gone).isNull()).as(gone).isTrue();
        }
    }
}
