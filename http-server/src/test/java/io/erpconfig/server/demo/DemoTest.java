package io.erpconfig.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final OwnerId OWNER = new OwnerId("acme");
    private static final ProjectKey EXAMPLE = new ProjectKey(OWNER, Demo.REPO);

    private final ConfigStore store = InMemoryStore.create();
    private final ConfigReader reader = new ConfigReader(store);

    @BeforeEach
    void fill() {
        assertThat(Demo.fits(store)).isTrue();
        Demo.fill(
                store,
                new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()),
                new ConfigEditor(store, Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE),
                OWNER);
    }

    @Test
    void itHasAHistoryOfThreeEditsAfterItsCreation() {
        List<String> history = new ArrayList<>();
        for (Revision revision : reader.commits(reader.resolve(project(), new Ref.Head()))) {
            Snapshot snapshot = revision.snapshot();
            history.add(snapshot.number() + " "
                    + snapshot.message().lines().findFirst().orElse(""));
        }

        assertThat(history)
                .containsExactly(
                        "v0004 Add mounting bracket WB-120 to the standard products",
                        "v0003 Raise laser and milling rates, follow steel prices",
                        "v0002 Operations, prices, taxonomy and the first bill of material",
                        "v0001 Create project b2b-cnc.erp-config");
    }

    @Test
    void itHoldsJsonYamlCsvAndXml() {
        Revision revision = reader.resolve(project(), new Ref.Head());

        assertThat(reader.list(reader.root(revision), "", true))
                .extracting(ListedEntry::path)
                .contains(
                        Demo.FILE.value(),
                        "pricing/rules.json",
                        "pricing/materials.csv",
                        "taxonomy/parts.yaml",
                        "bom/machine-foot-mf80.xml",
                        "bom/bracket-wb120.xml");
    }

    @Test
    void itHasABranchThatIsACopyWithAnEditOfItsOwn() {
        assertThat(reader.branches(project()))
                .extracting(state -> state.branch().name() + " " + state.live().number())
                .containsExactly("master v0004", "spring-offer v0002");
        assertThat(reader.branches(project()))
                .filteredOn(BranchState::isDefault)
                .hasSize(1);
    }

    @Test
    void aStoreThatHasItIsNotFilledAgain() {
        assertThat(Demo.fits(store)).isFalse();
        assertThat(Demo.find(store)).contains(EXAMPLE);
    }

    @Test
    void aProjectThatIsOnlyCalledSoIsNotTheExample() {
        ConfigStore others = InMemoryStore.create();
        ProjectEditor projects = new ProjectEditor(others, Clock.systemUTC(), new SecureRandom());
        projects.createProject(EXAMPLE, Author.of(OWNER));

        assertThat(Demo.fits(others)).isFalse();
        assertThat(Demo.find(others)).isEmpty();
    }

    private Project project() {
        return reader.findProject(EXAMPLE).orElseThrow();
    }
}
