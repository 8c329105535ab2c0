package io.erpconfig.core.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Cause;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefsByDigitsTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final BranchName DEV = new BranchName("dev");

    private final Clock clock = new TickingClock();
    private final ConfigStore store = InMemoryStore.create();
    private final ConfigReader reader = new ConfigReader(store);
    private final ConfigEditor editor = new ConfigEditor(store, clock, 1 << 20);
    private final ProjectEditor projects = new ProjectEditor(store, clock, new SecureRandom());
    private final Project project = projects.createProject(new ProjectKey(ANN.name(), new RepoId("p.erp-config")), ANN);

    private Snapshot save(BranchName branch, String text) {
        Change change = new Change.Put(new ConfigPath("a"), ContentSource.of(text.getBytes(UTF_8)));
        editor.edit(project, branch, Edit.of(ANN, text, Cause.SAVE, change));
        return resolve(branch.value());
    }

    private Snapshot resolve(String ref) {
        return reader.resolve(project, Ref.parse(ref)).snapshot();
    }

    private static String id(Snapshot snapshot) {
        return snapshot.commitId().hex();
    }

    private void assertNothing(String ref) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> resolve(ref))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REF_NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 16, 17, 39, 40})
    void aCommitIsFoundByHowItsIdBegins(int digits) {
        Snapshot first = save(BranchName.MASTER, "1");
        Snapshot second = save(BranchName.MASTER, "2");

        assertThat(resolve(id(first).substring(0, digits))).isEqualTo(first);
        assertThat(resolve(id(second).substring(0, digits).toUpperCase(Locale.ROOT)))
                .isEqualTo(second);
        Snapshot third = save(BranchName.MASTER, "3");
        assertThat(resolve(id(third).substring(0, digits))).isEqualTo(third);
    }

    @Test
    void otherDigitsAndFewerAreNoCommit() {
        String id = id(save(BranchName.MASTER, "1"));

        assertNothing(id.substring(0, 6));
        assertNothing(id.substring(0, 10) + (id.charAt(10) == '0' ? '1' : '0'));
        assertNothing(id.substring(0, 38) + (id.charAt(38) == '0' ? '1' : '0'));
        assertNothing("0000000");
    }

    @Test
    void aShortIdIsTheNewestCommitWithThatContent() {
        Snapshot first = save(BranchName.MASTER, "1");
        save(BranchName.MASTER, "2");
        assertThat(resolve(first.shortId())).isEqualTo(first);

        Snapshot again = save(BranchName.MASTER, "1");
        assertThat(resolve(first.shortId())).isEqualTo(again);

        projects.copyBranch(project, DEV, reader.resolve(project, new Ref.Head()), ANN);
        assertThat(resolve(first.shortId())).isEqualTo(resolve("dev")).isNotEqualTo(again);
    }

    @Test
    void aBranchOfThatNameComesFirst() {
        Snapshot first = save(BranchName.MASTER, "1");
        BranchName likeCommit = new BranchName(id(first).substring(0, 7));
        BranchName likeContent = new BranchName(first.shortId());
        projects.createBranch(project, likeCommit, ANN);
        projects.createBranch(project, likeContent, ANN);

        assertThat(resolve(likeCommit.value()).parent()).isEmpty();
        assertThat(resolve(likeContent.value()).parent()).isEmpty();
        projects.deleteBranch(project, likeCommit);
        projects.deleteBranch(project, likeContent);
        assertThat(resolve(likeCommit.value())).isEqualTo(first);
        assertThat(resolve(likeContent.value())).isEqualTo(first);
    }

    @Test
    void aFullNameIsTheBranchsUnlessOneIsCalledSo() {
        Snapshot live = save(BranchName.MASTER, "1");

        assertThat(resolve("refs/heads/master")).isEqualTo(live);
        assertThat(resolve("refs/heads/master@v1").number()).isEqualTo(SnapshotNumber.FIRST);
        assertNothing("refs/heads/dev");
        assertNothing("refs/heads/HEAD");
        assertNothing("refs/heads/" + id(live));
        projects.createBranch(project, new BranchName("refs/heads/master"), ANN);
        assertThat(resolve("refs/heads/master").parent()).isEmpty();
        assertThat(resolve("refs/heads/refs/heads/master").parent()).isEmpty();
    }

    @Test
    void whatABranchWasCopiedFromIsFoundWhenItIsDeletedAndNothingOfAnotherProject() {
        projects.createBranch(project, DEV, ANN);
        Snapshot origin = save(DEV, "only in dev");
        projects.copyBranch(project, new BranchName("copy"), reader.resolve(project, Ref.parse("dev")), ANN);
        projects.deleteBranch(project, DEV);

        assertThat(resolve(id(origin).substring(0, 9))).isEqualTo(origin);
        Project other = projects.createProject(new ProjectKey(ANN.name(), new RepoId("q.erp-config")), ANN);
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> reader.resolve(other, Ref.parse(id(origin).substring(0, 9))));
    }

    @Test
    void digitsThatTwoCommitsBeginWithAreNone() {
        Map<Long, String> seen = new HashMap<>();
        List<Snapshot> added = new ArrayList<>();
        String ambiguous = "";
        BranchKey branch = new BranchKey(project.key(), project.defaultBranch().id());
        Snapshot before = resolve("master");
        // Among this many, two begin with the same seven digits: about the square of their number over 2^29.
        for (int i = 0; i < 60_000; i++) {
            before = Snapshot.of(
                    before.number().next(),
                    before.root(),
                    before.rootGitId(),
                    before.listing(),
                    Optional.of(new Snapshot.Parent(branch.branch(), before.number(), before.commitId())),
                    ANN,
                    Instant.EPOCH,
                    "message " + i,
                    Cause.SAVE);
            added.add(before);
            String other = seen.put(before.commitId().w0() >>> 36, id(before));
            ambiguous = other == null ? ambiguous : other;
        }
        store.commits().append(branch, added);

        assertThat(ambiguous).isNotEmpty();
        assertNothing(ambiguous.substring(0, 7));
        assertThat(id(resolve(ambiguous.substring(0, 12)))).isEqualTo(ambiguous);
    }

    /** A clock that goes on by a second whenever it is read. */
    private static final class TickingClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
