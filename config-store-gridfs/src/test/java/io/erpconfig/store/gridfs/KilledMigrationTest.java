package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCategory;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.migration.MigrationListener;
import io.erpconfig.core.migration.StoreMigration;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.testkit.StoreContents;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A migration into a database that dies before any of its requests: it can be run again, and is whole then. */
@Timeout(300)
class KilledMigrationTest {

    private static final int STEP = Integer.getInteger("nodes.kill.step", 8);
    private static final OwnerId OWNER = new OwnerId("anna");
    private static final Clock CLOCK = Clock.systemUTC();

    private final long seed = Long.getLong("migrate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ConfigStore source = InMemoryStore.create(CLOCK);

    private interface Dying {
        void prepare(BreakingProxy proxy, MongoAddress database, ConfigStore dying);
    }

    @BeforeEach
    void fill() {
        ProjectEditor projects = new ProjectEditor(source, CLOCK, new SecureRandom());
        Author author = Author.of(OWNER);
        Project project = projects.createProject(new ProjectKey(OWNER, RepoId.of("p", RepoId.DEFAULT_TYPE)), author);
        projects.createBranch(project, new BranchName("gone"), author);
        projects.deleteBranch(project, new BranchName("gone"));
        projects.createBranch(project, new BranchName("there"), author);
        new Tokens(source.tokens(), CLOCK, new SecureRandom())
                .issue(OWNER, "a token", Set.of(), Optional.empty(), false);
    }

    @Test
    void aMigrationIsContinuedWhereverItDied() throws Exception {
        boolean finished = false;
        for (int requests = random.nextInt(STEP); !finished; requests += STEP) {
            int left = requests;
            finished =
                    migrateTwice((proxy, database, dying) -> proxy.breakAfter(left, database.database(), dying::close));
        }
    }

    @Test
    void aMigrationIsContinuedThatDiedAsItHadBegunToDeleteABranch() throws Exception {
        assertThat(migrateTwice((proxy, database, dying) ->
                        proxy.breakEach(BreakingProxy.When.BEFORE, "delete", Schema.BRANCHES)))
                .isFalse();
    }

    /** Returns whether the first attempt was done before it was to die. */
    private boolean migrateTwice(Dying how) throws Exception {
        MongoAddress database = TestServer.newDatabase();
        boolean finished = migrateAndDie(database, how);
        try (ConfigStore target =
                GridFsStore.open(database, CLOCK, Runnable::run).store()) {
            if (!finished) {
                migrate(target);
            }
            assertThat(StoreContents.of(target)).as("seed %d", seed).isEqualTo(StoreContents.of(source));
        }
        return finished;
    }

    private boolean migrateAndDie(MongoAddress database, Dying how) throws Exception {
        InetSocketAddress server = TestServer.primary(database);
        try (BreakingProxy proxy = new BreakingProxy(server.getHostString(), server.getPort())) {
            MongoAddress throughProxy = TestServer.through(
                    new InetSocketAddress("127.0.0.1", proxy.port()), database, "serverSelectionTimeoutMS=3000");
            try (ConfigStore dying =
                    GridFsStore.open(throughProxy, CLOCK, Runnable::run).store()) {
                how.prepare(proxy, database, dying);
                boolean finished = true;
                try {
                    migrate(dying);
                } catch (ConfigStoreException e) {
                    assertThat(e.code().category()).isEqualTo(ErrorCategory.STORAGE);
                    assertThat(proxy.hasBroken()).isTrue();
                    finished = false;
                }
                proxy.breakNothing();
                return finished;
            }
        }
    }

    private void migrate(ConfigStore target) {
        new StoreMigration(source, target, "memory", CLOCK, Runnable::run, new Silent()).run();
    }

    private static final class Silent implements MigrationListener {
        @Override
        public void begins(Part part, long total) {}

        @Override
        public void advanced(long more) {}

        @Override
        public void damaged(String what, String finding) {}
    }
}
