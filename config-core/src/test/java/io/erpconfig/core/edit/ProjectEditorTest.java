package io.erpconfig.core.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectEditorTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));

    private final ConfigStore store = InMemoryStore.create();

    private Project create(SecureRandom random, String name) {
        ProjectKey key = new ProjectKey(ANN.name(), new RepoId(name + ".x"));
        return new ProjectEditor(store, Clock.systemUTC(), random).createProject(key, ANN);
    }

    @Test
    void idsSayNothingOfWhichOtherProjectsThereAre() {
        SecureRandom random = new SecureRandom();
        List<ProjectId> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(create(random, "p" + i).id());
        }
        assertThat(ids).doesNotHaveDuplicates();
        Comparator<ProjectId> byValue = Comparator.comparing(ProjectId::value);
        assertThat(ids).isNotEqualTo(ids.stream().sorted(byValue).toList());
        // Each half of all ids has some.
        assertThat(ids)
                .extracting(ProjectId::value)
                .anyMatch(id -> id >= 1 << 30)
                .anyMatch(id -> id < 1 << 30);
    }

    @Test
    void anIdThatAnotherProjectHasIsPassedOver() {
        SecureRandom always = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 7);
            }
        };
        Project first = create(always, "first");
        Project second = create(always, "second");
        Project third = create(always, "third");

        assertThat(List.of(first, second, third))
                .extracting(Project::id)
                .containsExactly(
                        ProjectId.candidate(first.defaultBranch().id(), 0),
                        ProjectId.candidate(first.defaultBranch().id(), 1),
                        ProjectId.candidate(first.defaultBranch().id(), 2))
                .doesNotHaveDuplicates();
        assertThat(store.projects().find(second.id())).contains(second);
    }

    @Test
    void aProjectThatIsDeletedAndMadeAgainHasAnotherId() {
        SecureRandom random = new SecureRandom();
        Project gone = create(random, "shop");
        new ProjectEditor(store, Clock.systemUTC(), random).deleteProject(gone.key());

        assertThat(create(random, "shop").id()).isNotEqualTo(gone.id());
        assertThat(store.projects().find(gone.id())).isEmpty();
    }
}
