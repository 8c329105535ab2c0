package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.ALICE;
import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.assertError;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.event.EventLog;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.EventReader;
import io.erpconfig.http.ApiException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A project's events for tokens (contract, section 6). */
class EventsTest {

    private static final String EVENTS = P + "/projects/" + SHOP + "/events";
    private static final RepoId OTHER = new RepoId("other.erp-config");

    private final TestServer server = TestServer.start();
    private Project shop;
    private Project other;

    @BeforeEach
    void store() {
        shop = server.project();
        other = server.project(ALICE, OTHER);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static AuditEntry entry(Project project, AuditAction action) {
        return AuditEntry.builder(TestServer.START, "alice", action, "test")
                .owner(ALICE)
                .subject(Subject.PROJECT, project.key().repoId().value())
                .subject(Subject.BRANCH, "master")
                .build();
    }

    private void save(Project project, String path, String content) {
        Edit edit = Edit.of(
                Author.of(ALICE),
                "Save " + path,
                Cause.SAVE,
                new Change.Put(new ConfigPath(path), ContentSource.of(content.getBytes(StandardCharsets.UTF_8))));
        server.editor.edit(project, new BranchName("master"), edit.audited(entry(project, AuditAction.FILE_SAVE)));
    }

    private static List<String> snapshots(JsonNode page) {
        return page.get("events")
                .valueStream()
                .map(event -> event.at("/data/snapshot").asString())
                .toList();
    }

    private JsonNode after(JsonNode page) {
        return server.json(EVENTS + "?after=" + page.get("next").asString());
    }

    @Test
    void areThoseOfTheProjectAloneWithoutGapOrRepeat() {
        JsonNode page = server.json(EVENTS);
        assertThat(page.get("events")).isEmpty();
        assertThat(page.get("next")).isEqualTo(page.get("latest"));
        List<String> seen = new ArrayList<>();
        for (int i = 2; i <= 6; i++) {
            save(shop, "a", "" + i);
            save(other, "a", "" + i);
            page = after(page);
            seen.addAll(snapshots(page));
            assertThat(page.get("next")).isEqualTo(page.get("latest"));
            assertThat(after(page))
                    .isEqualTo(
                            server.json(EVENTS + "?after=" + page.get("latest").asString()));
            assertThat(after(page).get("events")).isEmpty();
        }
        assertThat(seen).containsExactly("v0002", "v0003", "v0004", "v0005", "v0006");
        assertThat(snapshots(server.json(EVENTS))).isEqualTo(seen);
        JsonNode data = page.at("/events/0/data");
        assertThat(data.get("project").asString()).isEqualTo(SHOP.value());
        assertThat(data.at("/changes/modified/0").asString()).isEqualTo("a");

        JsonNode part = server.json(EVENTS + "?limit=2");
        assertThat(snapshots(part)).containsExactly("v0002", "v0003");
        assertThat(snapshots(server.json(
                        EVENTS + "?limit=1&after=" + part.get("next").asString())))
                .containsExactly("v0004");
    }

    @Test
    void areNoneOfTokensAndProjects() {
        EventTarget target = new EventTarget(Optional.of(shop.id()), Optional.empty(), false);
        server.store.audit().append(entry(shop, AuditAction.TOKEN_CHANGE).asEvent(ALICE, target));
        server.store.audit().append(entry(shop, AuditAction.PROJECT_CREATE).asEvent(ALICE, target));
        server.store.audit().append(entry(shop, AuditAction.BRANCH_CREATE).asEvent(ALICE, target));

        assertThat(server.json(EVENTS).get("events"))
                .extracting(event -> event.get("type").asString())
                .containsExactly("branch.created");
    }

    @Test
    void aCursorIsNotKnownAnyMoreWhenTheProjectWasMadeAnew() {
        save(shop, "a", "1");
        String cursor = server.json(EVENTS).get("next").asString();
        server.projects.deleteProject(shop.key());
        server.project();

        assertError(
                server.send("GET", EVENTS + "?after=" + cursor, "PRIVATE-TOKEN", server.token),
                410,
                "RESYNC",
                "RESYNC");
        assertThat(server.json(EVENTS).get("events")).isEmpty();
    }

    @Test
    void aCursorOfAnotherProjectOrOfNobodyIsNotKnown() {
        save(shop, "a", "1");
        String others =
                server.json(P + "/projects/" + OTHER + "/events").get("next").asString();
        String own = server.json(EVENTS).get("next").asString();
        String changed = (own.charAt(0) == 'A' ? 'B' : 'A') + own.substring(1);
        String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[16]);
        for (String cursor : List.of(others, changed, zeros, "1", "x", "%2F", own + "A", own.substring(1))) {
            HttpResponse<byte[]> answer =
                    server.send("GET", EVENTS + "?after=" + cursor, "PRIVATE-TOKEN", server.token);
            assertError(answer, 410, "RESYNC", "RESYNC");
        }
    }

    /** A store that was restored to a state from before an event, and has as many of them again by now. */
    @Test
    void aCursorIsNotKnownToAStoreThatWasRestoredToAnEarlierState() {
        EventCursors cursors = new EventCursors(shop);
        ConfigStore restored = InMemoryStore.create(Clock.systemUTC());
        LoggedEvent lost = append(restored, "v0002");
        String cursor = cursors.behind(Optional.of(lost));
        EventReader reader = new ConfigReader(restored).events();
        assertThat(cursors.find(cursor, reader, shop)).contains(lost);

        ConfigStore anew = InMemoryStore.create(Clock.systemUTC());
        EventReader anewReader = new ConfigReader(anew).events();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cursors.find(cursor, anewReader, shop))
                    .isInstanceOf(ApiException.class)
                    .hasMessage("RESYNC");
            append(anew, "v0003");
        }
        restored.close();
        anew.close();
    }

    private LoggedEvent append(ConfigStore store, String snapshot) {
        EventTarget target = new EventTarget(Optional.of(shop.id()), Optional.empty(), false);
        store.audit()
                .append(entry(shop, AuditAction.FILE_SAVE)
                        .with(Subject.SNAPSHOT, snapshot)
                        .asEvent(ALICE, target));
        EventLog events = store.events();
        return events.read(ALICE, events.latest(ALICE) - 1, 1).get(0);
    }

    @Test
    void aTokenThatDoesNotCoverTheProjectSeesNone() {
        save(shop, "a", "1");
        String others = server.issue(ALICE, OTHER).value().reveal();
        assertError(server.send("GET", EVENTS, "PRIVATE-TOKEN", others), 403, "FORBIDDEN", "403 Forbidden");
        assertThat(json(server.send("GET", P + "/projects/" + OTHER + "/events", "PRIVATE-TOKEN", others))
                        .get("events"))
                .isEmpty();
    }

    @Test
    void whatGitLabTakesAndThisDoesNotIsRefused() {
        for (String parameter : List.of("action=pushed", "target_type=issue", "before=2026-01-01", "sort=asc")) {
            assertThat(server.send("GET", EVENTS + "?" + parameter, "PRIVATE-TOKEN", server.token)
                            .statusCode())
                    .as(parameter)
                    .isEqualTo(400);
        }
    }
}
