package io.erpconfig.core.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.SampleTrees;
import io.erpconfig.core.content.TreeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TreeComparisonTest {

    private static final long SEED = 20261130;

    private final SampleTrees sample = new SampleTrees();

    private Map<String, FileEntry> files(TreeId root) {
        Map<String, FileEntry> files = new TreeMap<>();
        sample.trees().walk(root, (path, entry) -> {
            if (entry instanceof FileEntry file) {
                files.put(path, file);
            }
            return true;
        });
        return files;
    }

    @Test
    void whatDiffersIsFoundInTheOrderOfPaths() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Map<String, Integer> before = new TreeMap<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                before.put(SampleTrees.path(random), random.nextInt(3));
            }
            Map<String, Integer> after = new TreeMap<>(before);
            for (int i = random.nextInt(10); i > 0; i--) {
                String path = SampleTrees.path(random);
                if (random.nextBoolean()) {
                    after.put(path, random.nextInt(3));
                } else {
                    // What was in such a folder goes with it, or a file takes its place.
                    after.keySet().removeIf(each -> each.startsWith(path));
                }
            }
            TreeId was = sample.tree(before);
            TreeId is = sample.tree(after);
            List<FileChange> expected = new ArrayList<>();
            TreeSet<String> paths = new TreeSet<>(files(was).keySet());
            paths.addAll(files(is).keySet());
            for (String path : paths) {
                Optional<FileEntry> one = Optional.ofNullable(files(was).get(path));
                Optional<FileEntry> other = Optional.ofNullable(files(is).get(path));
                if (!one.equals(other)) {
                    expected.add(new FileChange(path, one, other));
                }
            }
            assertThat(new TreeComparison(sample.trees(), was, is))
                    .as("seed %d, round %d", SEED, round)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void foldersAreReadAsTheIterationGetsToThem() {
        Map<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            files.put("%02d/%d".formatted(i % 50, i), 1);
        }
        TreeId was = sample.tree(files);
        files.replaceAll((path, content) -> 2);
        TreeId is = sample.tree(files);
        sample.reads();

        assertThat(new TreeComparison(sample.trees(), was, is).iterator().next().path())
                .isEqualTo("00/0");
        assertThat(sample.reads()).isLessThanOrEqualTo(4);
        assertThat(new TreeComparison(sample.trees(), was, is)).hasSize(1000);
    }

    @Test
    void equalFoldersAreNotLookedInto() {
        Map<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            files.put("%02d/%d".formatted(i % 50, i), 1);
        }
        TreeId was = sample.tree(files);
        files.put("07/7", 2);
        TreeId is = sample.tree(files);
        sample.reads();

        assertThat(new TreeComparison(sample.trees(), was, is))
                .extracting(FileChange::path)
                .containsExactly("07/7");
        assertThat(sample.reads()).isLessThanOrEqualTo(4);
        assertThat(new TreeComparison(sample.trees(), is, is)).isEmpty();
    }
}
