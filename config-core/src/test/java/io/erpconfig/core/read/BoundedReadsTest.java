package io.erpconfig.core.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.Edit;
import io.erpconfig.core.edit.ProjectEditor;
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
import io.erpconfig.core.spi.ForwardingBlobStore;
import io.erpconfig.core.spi.ForwardingSnapshotLog;
import io.erpconfig.core.spi.StorePorts;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a reader that begins without any memory reads of a store doesn't grow with a history. */
class BoundedReadsTest {

    private static final Author ANN = Author.of(new OwnerId("ann"));
    private static final BranchName COPY = new BranchName("copy");

    /** A history, and the number of snapshots and objects that were read of it. */
    private static final class Read {
        private final ConfigStore store = InMemoryStore.create();
        private final Project project;
        private final Snapshot old;
        private long count;

        Read(int snapshots) {
            Clock clock = Clock.systemUTC();
            ProjectEditor projects = new ProjectEditor(store, clock, new SecureRandom());
            ConfigEditor editor = new ConfigEditor(store, clock, 1 << 20);
            ConfigReader reader = new ConfigReader(store);
            project = projects.createProject(new ProjectKey(ANN.name(), new RepoId("p.erp-config")), ANN);
            Optional<Snapshot> third = Optional.empty();
            for (int i = 0; i < snapshots; i++) {
                save(editor, BranchName.MASTER, i);
                if (i == 3) {
                    third = Optional.of(reader.resolve(project, new Ref.Head()).snapshot());
                    projects.copyBranch(project, COPY, reader.resolve(project, new Ref.Head()), ANN);
                }
            }
            old = third.orElseThrow();
            for (int i = 0; i < snapshots; i++) {
                save(editor, COPY, -i);
            }
        }

        private void save(ConfigEditor editor, BranchName branch, int i) {
            Change change = new Change.Put(new ConfigPath("a"), ContentSource.of(("content " + i).getBytes(UTF_8)));
            editor.edit(project, branch, Edit.of(ANN, "", Cause.SAVE, change));
        }

        long count(Function<ConfigReader, Object> question) {
            ConfigReader reader = new ConfigReader(store.with(this::counting));
            count = 0;
            question.apply(reader);
            return count;
        }

        private StorePorts counting(StorePorts ports) {
            return ports.withSnapshots(new ForwardingSnapshotLog(ports.snapshots()) {
                        @Override
                        public Optional<Snapshot> live(BranchKey branch) {
                            count++;
                            return super.live(branch);
                        }

                        @Override
                        public Optional<Snapshot> find(BranchKey branch, SnapshotNumber number) {
                            count++;
                            return super.find(branch, number);
                        }

                        @Override
                        public List<Snapshot> range(BranchKey branch, SnapshotNumber first, SnapshotNumber last) {
                            List<Snapshot> range = super.range(branch, first, last);
                            count += range.size();
                            return range;
                        }
                    })
                    .withBlobs(new ForwardingBlobStore(ports.blobs()) {
                        @Override
                        public byte[] read(BlobId id) {
                            count++;
                            return super.read(id);
                        }

                        @Override
                        public InputStream open(BlobId id) {
                            count++;
                            return super.open(id);
                        }
                    });
        }

        private Revision live(ConfigReader reader, String ref) {
            return reader.resolve(project, Ref.parse(ref));
        }

        private GitId content(String text) {
            return GitId.of("blob", text.getBytes(UTF_8));
        }
    }

    private static Map<String, Long> reads(int snapshots) {
        Read read = new Read(snapshots);
        Project project = read.project;
        String id = read.old.commitId().hex();
        Map<String, Function<ConfigReader, Object>> questions = new LinkedHashMap<>();
        questions.put("a commit id", reader -> read.live(reader, id));
        questions.put("its first digits", reader -> read.live(reader, id.substring(0, 12)));
        questions.put("a short_id", reader -> read.live(reader, read.old.shortId()));
        questions.put("digits of nothing", reader -> {
            try {
                return read.live(reader, "01234567");
            } catch (RuntimeException e) {
                return e;
            }
        });
        questions.put(
                "old content",
                reader -> reader.findBlob(project, read.content("content 3")).orElseThrow());
        questions.put(
                "content of the copy",
                reader -> reader.findBlob(project, read.content("content -2")).orElseThrow());
        questions.put("content of nobody", reader -> reader.findBlob(project, read.content("content x")));
        questions.put("refs of a commit", reader -> {
            Revision commit = read.live(reader, id);
            return reader.branches(project).stream()
                    .allMatch(state -> reader.commits(
                                    List.of(read.live(
                                            reader, state.branch().name().value())),
                                    List.of())
                            .contains(commit));
        });
        questions.put(
                "the number of commits",
                reader -> reader.commits(List.of(read.live(reader, "HEAD")), List.of())
                        .size());
        questions.put(
                "the merge base",
                reader -> reader.commonAncestor(read.live(reader, "master"), read.live(reader, "copy"))
                        .orElseThrow());
        Map<String, Long> counts = new LinkedHashMap<>();
        questions.forEach((name, question) -> counts.put(name, read.count(question)));
        return counts;
    }

    @Test
    void noQuestionReadsMoreOfALongHistory() {
        assertThat(reads(1_000))
                .isEqualTo(reads(20))
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThan(20));
    }

    @Test
    void theAuthorsOfAHistoryAreReadOnceAndLaterOnlyThoseOfWhatWasSavedSince() {
        Read read = new Read(20);
        ConfigReader[] same = new ConfigReader[1];
        assertThat(read.count(reader -> {
                    same[0] = reader;
                    return reader.authors(read.live(reader, "copy"));
                }))
                .isGreaterThan(20);
        read.save(new ConfigEditor(read.store, Clock.systemUTC(), 1 << 20), COPY, 77);

        assertThat(read.count(reader -> same[0].authors(read.live(same[0], "copy"))))
                .isLessThan(8);
        // v0001 and the saves of the copy; of the first branch v0001 and four saves.
        assertThat(same[0].authors(read.live(same[0], "copy"))).isEqualTo(Map.of(ANN, 22 + 5));
        assertThat(same[0].authors(read.live(same[0], "copy@v0003"))).isEqualTo(Map.of(ANN, 3 + 5));
        assertThat(same[0].authors(read.live(same[0], "master"))).isEqualTo(Map.of(ANN, 21));
    }
}
