package io.erpconfig.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.EventTarget;
import io.erpconfig.core.event.LoggedEvent;
import io.erpconfig.core.project.BranchId;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.token.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What projects, branches and tokens an owner has by the events. Where each change has its event, and each event its change,
 * these are the ones that the store has.
 */
public final class EventReplay {

    private final Map<ProjectId, Set<BranchId>> projects = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Set<String> bound = new HashSet<>();

    private EventReplay() {}

    /** Checks that a store's events are numbered without gaps, and that its records are those that follow from them. */
    public static void assertMatches(ConfigStore store, OwnerId owner) {
        List<LoggedEvent> log = store.events().read(owner, 0, Integer.MAX_VALUE);
        assertThat(log.stream().map(LoggedEvent::seq))
                .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
        EventReplay replayed = new EventReplay();
        log.forEach(event -> replayed.take(event.entry()));
        EventReplay there = new EventReplay();
        there.read(store, owner);
        assertThat(replayed.tokens).as("tokens by events").isEqualTo(there.tokens);
        assertThat(replayed.bound).as("bound tokens by events").isEqualTo(there.bound);
        assertThat(replayed.projects).as("projects and branches by events").isEqualTo(there.projects);
    }

    private void take(AuditEntry entry) {
        EventTarget target = entry.event().orElseThrow();
        String token = entry.subject().getOrDefault(Subject.TOKEN, "");
        String name = entry.subject().getOrDefault(Subject.TOKEN_NAME, "");
        switch (entry.action()) {
            case TOKEN_ISSUE -> assertThat(tokens.put(token, name)).isNull();
            case TOKEN_CHANGE -> assertThat(tokens.put(token, name)).isNotNull();
            case TOKEN_BIND -> assertThat(bound.add(token)).isTrue();
            case TOKEN_REVOKE -> {
                assertThat(tokens.remove(token)).isEqualTo(name);
                bound.remove(token);
            }
            case PROJECT_CREATE ->
                assertThat(projects.put(project(target), new HashSet<>(Set.of(branch(target)))))
                        .isNull();
            case PROJECT_DELETE -> assertThat(projects.remove(project(target))).contains(branch(target));
            case BRANCH_CREATE ->
                assertThat(projects.get(project(target)).add(branch(target))).isTrue();
            case BRANCH_DELETE ->
                assertThat(projects.get(project(target)).remove(branch(target))).isTrue();
            default -> {
                // Of snapshots.
            }
        }
    }

    private static ProjectId project(EventTarget target) {
        return target.project().orElseThrow();
    }

    private static BranchId branch(EventTarget target) {
        return target.branch().orElseThrow();
    }

    private void read(ConfigStore store, OwnerId owner) {
        for (Token token : store.tokens().list(owner)) {
            tokens.put(token.id().value(), token.name());
            token.binding().bound().ifPresent(instance -> bound.add(token.id().value()));
        }
        for (Project project : store.projects().list(owner)) {
            Set<BranchId> branches = new HashSet<>();
            store.projects().branches(project.key()).forEach(branch -> branches.add(branch.id()));
            projects.put(project.id(), branches);
        }
    }
}
