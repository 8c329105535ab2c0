package io.erpconfig.http.admin;

import static io.erpconfig.http.admin.AdminServer.SHOP;
import static io.erpconfig.http.admin.AdminServer.master;
import static io.erpconfig.http.admin.AdminServer.shop;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Audit entries of projects, branches and files. */
class AuditTest {

    private final AdminServer server = AdminServer.startWithProject();

    @AfterEach
    void stop() {
        server.close();
    }

    private AuditEntry last(AuditAction action, String result) {
        AuditEntry entry = server.audit().get(0);
        assertThat(entry.action()).isEqualTo(action);
        assertThat(entry.result()).isEqualTo(result);
        assertThat(entry.user()).isEqualTo("alice");
        assertThat(entry.origin()).isEqualTo("127.0.0.1");
        assertThat(entry.at()).isEqualTo(AdminServer.START);
        return entry;
    }

    /** All of it but the request's id, which every entry has. */
    private static Map<Subject, String> subject(AuditEntry entry) {
        Map<Subject, String> subject = new EnumMap<>(entry.subject());
        assertThat(subject.remove(Subject.REQUEST_ID)).isNotEmpty();
        return subject;
    }

    @Test
    void everyChangeIsInIt() {
        assertThat(subject(last(AuditAction.PROJECT_CREATE, "ok"))).isEqualTo(Map.of(Subject.PROJECT, SHOP));

        server.put(master("files/d%2Fa"), "1");
        AuditEntry saved = last(AuditAction.FILE_SAVE, "ok");
        assertThat(subject(saved))
                .isEqualTo(Map.of(Subject.PROJECT, SHOP, Subject.BRANCH, "master", Subject.SNAPSHOT, "v0002"));
        assertThat(saved.paths()).containsExactly("d/a");

        server.post(
                master("commits"),
                "{\"message\":\"m\",\"actions\":[{\"action\":\"create\",\"path\":\"b\",\"content\":\"\"},"
                        + "{\"action\":\"move\",\"path\":\"c\",\"previous_path\":\"d/a\"}]}");
        AuditEntry committed = last(AuditAction.COMMIT, "ok");
        assertThat(committed.subject()).containsEntry(Subject.SNAPSHOT, "v0003");
        assertThat(committed.paths()).containsExactly("b", "d/a", "c");

        server.post(master("rollback?to=v2&path=c"), "");
        AuditEntry rolledBack = last(AuditAction.ROLLBACK, "ok");
        assertThat(rolledBack.subject()).containsEntry(Subject.SOURCE, "v2").containsEntry(Subject.SNAPSHOT, "v0004");
        assertThat(rolledBack.paths()).containsExactly("c");

        server.delete(master("files/b"));
        assertThat(last(AuditAction.FILE_DELETE, "ok").paths()).containsExactly("b");

        server.post(shop("branches"), "{\"name\":\"dev\",\"from\":\"master@v2\"}");
        assertThat(subject(last(AuditAction.BRANCH_CREATE, "ok")))
                .isEqualTo(Map.of(Subject.PROJECT, SHOP, Subject.BRANCH, "dev", Subject.SOURCE, "master@v2"));

        server.delete(shop("branches/dev"));
        last(AuditAction.BRANCH_DELETE, "ok");
        server.delete("projects/" + SHOP);
        last(AuditAction.PROJECT_DELETE, "ok");
    }

    @Test
    void whatChangedNothingHasNoSnapshot() {
        server.save("a", "1");
        server.save("a", "1");

        assertThat(last(AuditAction.FILE_SAVE, "ok").subject()).doesNotContainKey(Subject.SNAPSHOT);
    }

    @Test
    void refusedAttemptsAreInItToo() {
        server.put(master("files/../x"), "1");
        server.put(master("files/a%5Cb"), "1");
        assertThat(last(AuditAction.FILE_SAVE, "INVALID_PATH").paths()).containsExactly("a\\b");
        server.put(master("files/a"), "1", "If-Match", "\"x\"");
        last(AuditAction.FILE_SAVE, "CONFLICT");
        server.put(master("files/a"), new byte[AdminServer.MAX_FILE + 1]);
        last(AuditAction.FILE_SAVE, "FILE_TOO_LARGE");
        server.delete(shop("branches/master"));
        last(AuditAction.BRANCH_DELETE, "DEFAULT_BRANCH");
        server.post("projects", "{\"name\":\"b2b-cnc\"}");
        assertThat(last(AuditAction.PROJECT_CREATE, "ALREADY_EXISTS").subject()).containsEntry(Subject.PROJECT, SHOP);
        server.post("projects", "nonsense");
        last(AuditAction.PROJECT_CREATE, "INVALID_BODY");
        server.delete("projects/bob%2Fx.erp-config");
        assertThat(last(AuditAction.PROJECT_DELETE, "FORBIDDEN").subject())
                .containsEntry(Subject.PROJECT, "bob/x.erp-config");
        server.post(master("rollback?to=v9"), "");
        assertThat(last(AuditAction.ROLLBACK, "SNAPSHOT_NOT_FOUND").subject()).containsEntry(Subject.SOURCE, "v9");
    }

    @Test
    void readsAreNot() {
        int before = server.audit().size();
        server.get("projects");
        server.get(shop("branches/master"));
        server.get(master("history"));
        server.send("", "PUT", master("files/a"), BodyPublishers.ofString("1"));

        assertThat(server.audit()).hasSize(before);
    }
}
